"""The visitors' kernels, as their manager counts and ends them; `test_security.py` has the rest."""

import asyncio

from otkit.server.visitors import Visitors


def test_a_kernel_that_ended_while_others_were_looked_at_is_no_error():
    """The manager looks at a list of kernels that it made before it waited for one of them."""
    asyncio.run(Visitors().cull_kernel_if_idle("0-1-2-3-4"))
