"""A few kernels for many pages: what runs in a kernel, and what the server knows of kernels.

In a kernel: `confined` (its process), `hosting` (its pages), `cells` (a notebook's code). In the
server: `kernel` (one of them) and its `channel`, `pool` (all of them), `page` and `pages` (which
kernel holds which), `messages` (what travels), `frame` (the HTML around a page), `tokens`.
"""
