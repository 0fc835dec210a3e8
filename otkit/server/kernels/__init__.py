"""A few kernels for many pages: what runs in a kernel, and what the server knows of kernels.

In a kernel: `confined` (its process), `hosting` (its pages), `cells` (a notebook's code),
`page_comm` (a page's channels). In the server: `kernel` (one of them), `pool` (all of them), `page`
and `pages` (who is where), `messages` (what travels), `frame` (the HTML round a page), `tokens`,
`turns`.
"""
