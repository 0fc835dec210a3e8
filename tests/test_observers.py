"""Observers are called when all is set and nobody holds a page, whoever set it."""

from threading import Barrier, Thread, get_ident
from typing import Any

import pytest
from traitlets import dlink

from otkit.kit.tables import Tables
from otkit.widgets import CheckIn
from otkit.widgets.observers import errors_last, person_acting, person_acts
from tests.every_page import say


def test_linked_pages_set_at_once_do_not_deadlock(tables: Tables) -> None:
    """JupyterLab's messages come in a thread of their own, and code sets traits in another."""
    pages = CheckIn(tables), CheckIn(tables)
    both_are_set, met = Barrier(2, timeout=60), set()

    def meet(_change: Any) -> None:
        if get_ident() not in met:
            met.add(get_ident())
            both_are_set.wait()

    for page, other in (pages, pages[::-1]):
        page.observe(meet, "country")
        dlink((page, "country"), (other, "country"))
    threads = [
        Thread(target=say, args=(page, {"country": [country]}), daemon=True)
        for page, country in zip(pages, ("GB-ENG", "any"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [thread.is_alive() for thread in threads] == [False, False]
    assert {page.country for page in pages} <= {"GB-ENG", "any"}


def test_observers_are_called_while_nobody_holds_the_page(tables: Tables) -> None:
    page = CheckIn(tables)
    held: list[bool] = []

    def take(page: CheckIn) -> None:
        is_free = page._lock._lock.acquire(blocking=False)
        held.append(not is_free)
        if is_free:
            page._lock._lock.release()

    def look(_change: Any) -> None:
        other = Thread(target=take, args=(page,))
        other.start()
        other.join()

    page.observe(look, ["months", "result", "region_result"])
    say(page, {"years": ["2"], "months": ["3"]})
    page.months = 9
    page.redraw()
    assert len(held) >= 4
    assert not any(held)


def test_what_observers_raise_comes_last_and_the_first_of_it() -> None:
    met: list[Exception] = []

    def fail() -> None:
        with errors_last() as raised:
            raised.append(LookupError())
            with errors_last() as inner:
                inner.append(ValueError())
            met.extend(raised)

    with pytest.raises(LookupError):
        fail()
    assert [type(error) for error in met] == [LookupError, ValueError]


def test_a_person_acts_in_one_thread() -> None:
    met: list[bool] = []
    with person_acting():
        met.append(person_acts())
        other = Thread(target=lambda: met.append(person_acts()))
        other.start()
        other.join()
    assert [*met, person_acts()] == [True, False, False]
