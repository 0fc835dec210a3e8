"""The single checks before a workshop; each returns a state, its page shows what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from otkit.errors import OtkitError, Problem
from otkit.kit.lessons import check_kit
from otkit.kit.tables import Tables
from otkit.kit.tables.sentences import in_language
from otkit.workshop.room import own_store, rooms_of


@dataclass(frozen=True)
class Check:
    """The outcome of a check: `state` is works, fix (something to do) or waits (for a phone).

    The sentence is the message `start.<check_id>.<state>`, filled with `values`; `problem` is shown
    in the reader's language, and so are `details` that are problems of a table.
    """

    check_id: str
    state: str
    values: dict[str, object] = field(default_factory=dict)
    details: tuple[str | Problem, ...] = ()
    problem: OtkitError | None = None


def in_language_of(check: Check, language: str) -> Check:
    """The check with its details in a language."""
    return replace(check, details=tuple(in_language(detail, language) for detail in check.details))


def check_data(folder: Path | None) -> Check:
    """Whether the tables and the lessons of `folder` are in order."""
    problems = check_kit(folder)
    if problems:
        return Check("tables", "fix", {"n": len(problems)}, tuple(problems[:5]))
    return Check("tables", "works")


def check_paper(tables: Tables) -> Check:
    """Whether PDFs can be made: one in each language, in memory."""
    from otkit.takeaway.paper import checklists  # typesetting is loaded only where it is used
    from otkit.takeaway.typesetting import Paper

    try:
        for row in tables.rows("languages"):
            next(checklists(tables, row["language"], Paper(), date.today()))
    except OtkitError as error:
        return Check("paper", "fix", problem=error)
    except (OSError, RuntimeError) as error:
        return Check("paper", "fix", details=(str(error)[:300],))
    return Check("paper", "works")


def check_room(where: Path | str | None = None) -> Check:
    """Whether the store of rooms can be made, read and written."""
    where = own_store() if where is None else where
    try:
        rooms_of(where).delete_closed()
    except OtkitError as error:
        return Check("room", "fix", problem=error)
    return Check("room", "works")


def check_network(addresses: Iterable[str]) -> Check:
    """Whether this computer has an address on a network that phones can join."""
    text = ", ".join(addresses)
    return Check("network", "works", {"addresses": text}) if text else Check("network", "fix")
