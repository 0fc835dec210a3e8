"""The limits around each kernel: Landlock, seccomp, memory and descriptors."""

from __future__ import annotations

import ctypes
import os
from typing import Any


def call(function: str, *arguments: Any) -> int:
    """What a function of the C library returns; raises `OSError` when that is an error."""
    library = ctypes.CDLL(None, use_errno=True)
    longs = (ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in arguments)
    returned = int(getattr(library, function)(*longs))
    if returned < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")
    return returned
