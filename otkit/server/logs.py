"""The format of a line in the server's log: the time, how serious it is, what happened."""

from __future__ import annotations

import logging

FORMAT = "%(asctime)s %(levelname)s %(message)s"
TIME = "%Y-%m-%d %H:%M:%S"


def set_format() -> None:
    """Log in that format in this process, unless somebody has set another one."""
    logging.basicConfig(format=FORMAT, datefmt=TIME)
