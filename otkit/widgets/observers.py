"""When observers of a page are called: after all is set, drawn and sent, and nobody waits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock, get_ident, local

from IPython import get_ipython
from traitlets import Bunch, HasTraits

log = logging.getLogger("otkit")


class _Now(local):
    """What goes on in a thread: whether a person acts, and what observers have raised."""

    person_acts = False
    raised: list[Exception] | None = None


_now = _Now()


class PageLock:
    """The lock of a page, to be held by one thread, as often as it likes.

    What observers are to hear meanwhile waits until nobody holds it. So pages whose traits are
    linked never wait for each other.
    """

    def __init__(self, tell: Callable[[Bunch], None]) -> None:
        """Have `tell` called with each change that was put by."""
        self._tell = tell
        self._lock = RLock()
        self._depth = self._owner = 0
        self._put_by: list[Bunch] = []

    def __enter__(self) -> None:
        """Wait for the lock."""
        self._lock.acquire()
        self._owner = get_ident()
        self._depth += 1

    def __exit__(self, *_error: object) -> None:
        """Let go of it, and tell what was put by."""
        put_by: list[Bunch] = []
        self._depth -= 1
        if not self._depth:
            self._owner = 0
            put_by, self._put_by = self._put_by, put_by
        self._lock.release()
        with errors_last():
            for change in put_by:
                self._tell(change)

    def puts_by(self, change: Bunch) -> bool:
        """Whether this thread holds the lock, so that `change` is told later."""
        is_mine = self._owner == get_ident()
        if is_mine:
            self._put_by.append(change)
        return is_mine


class LateObservers(HasTraits):
    """Traits whose observers hear of a change when nobody holds the page.

    It stands behind ipywidgets' classes, which send the change to the browser before. A subclass
    makes `_lock` before its traits.
    """

    _lock: PageLock

    def notify_change(self, change: Bunch) -> None:
        """Call observers, now or later."""
        if not self._lock.puts_by(change):
            self.call_observers(change)

    def call_observers(self, change: Bunch) -> None:
        """Call observers; one that raises keeps those of another trait from nothing."""
        with errors_last() as raised:
            try:
                super().notify_change(change)
            except Exception as error:
                raised.append(error)


@contextmanager
def errors_last(reported: bool = False) -> Iterator[list[Exception]]:
    """Collect what observers raise, also those of other pages, and raise the first at the end.

    `reported`: all are shown as errors of a cell instead, and none is raised.
    """
    if _now.raised is not None:
        yield _now.raised
        return
    raised = _now.raised = []
    try:
        yield raised
    finally:
        _now.raised = None
    if reported:
        for error in raised:
            _report(error)
    elif raised:
        raise raised[0]


@contextmanager
def person_acting() -> Iterator[None]:
    """Mark what is set meanwhile, also on other pages, as set by what a person did."""
    before, _now.person_acts = _now.person_acts, True
    try:
        yield
    finally:
        _now.person_acts = before


def person_acts() -> bool:
    """Whether what is set now follows from what a person did on a page, and not from code."""
    return _now.person_acts


def _report(error: Exception) -> None:
    """Show the author of a notebook what an observer raised, as ipywidgets does for callbacks."""
    shell = get_ipython()
    if shell is None:
        log.error("An observer of a page raised an error.", exc_info=error)
    else:
        shell.showtraceback((type(error), error, error.__traceback__))
