"""How a line of the server's log looks: the time, how serious it is, what happened."""

from __future__ import annotations

import logging

FORMAT = "%(asctime)s %(levelname)s %(message)s"
TIME = "%Y-%m-%d %H:%M:%S"


def carry_a_time() -> None:
    """Write what this process logs in that form, unless somebody has set another one."""
    logging.basicConfig(format=FORMAT, datefmt=TIME)
