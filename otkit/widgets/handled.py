"""Whether what is set on a page follows from what a person did, and not from code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_handled: ContextVar[bool] = ContextVar("a message is handled", default=False)


@contextmanager
def is_handled() -> Iterator[None]:
    """Mark what is set meanwhile, also on other pages, as set by what a person did."""
    token = _handled.set(True)
    try:
        yield
    finally:
        _handled.reset(token)


def person_acts() -> bool:
    """Whether what is set now follows from what a person did on a page."""
    return _handled.get()
