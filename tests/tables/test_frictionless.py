"""A second opinion: frictionless, given the same descriptor, agrees on good and broken tables."""

from collections.abc import Callable

import pytest
from frictionless import Package, system
from made_up_kit import MadeUpKit

from otkit.kit.load import check_tables
from otkit.kit.tables import data_folder


def seen_by_frictionless(folder: object) -> set[tuple[str, int]]:
    """File and line of every error that frictionless finds."""
    with system.use_context(trusted=True):
        report = Package(f"{folder}/datapackage.json").validate()
    return {
        (task.place, getattr(error, "row_number", None) or 1)
        for task in report.tasks
        for error in task.errors
    }


def seen_by_us(folder: object) -> set[tuple[str, int]]:
    return {(problem.file, problem.line) for problem in check_tables(str(folder))}


def test_both_find_the_kits_own_tables_sound() -> None:
    assert seen_by_frictionless(data_folder()) == seen_by_us(data_folder()) == set()


BREAKS: dict[str, Callable[[MadeUpKit], None]] = {
    "nothing": lambda kit: None,
    "missing translation": lambda kit: kit.put("signs", 4, "text_es", ""),
    "not a whole number": lambda kit: kit.put("behaviours", 4, "to_months", "eleven"),
    "below the minimum": lambda kit: kit.put("behaviours", 4, "from_months", "-1"),
    "above the maximum": lambda kit: kit.put("behaviours", 4, "to_months", "72"),
    "not allowed": lambda kit: kit.put("behaviours", 4, "kind", "odd"),
    "form": lambda kit: kit.put("behaviours", 4, "part", "Two words"),
    "duplicate": lambda kit: kit.add("messages", 3),
    "foreign key": lambda kit: kit.put("signs", 3, "source_id", "nowhere"),
    "missing column": lambda kit: kit.write("areas", [row[:-1] for row in kit.read("areas")]),
    "too many cells": lambda kit: kit.write(
        "areas", [*kit.read("areas")[:2], [*kit.read("areas")[2], "more"]]
    ),
    "missing file": lambda kit: kit.path("tips").unlink(),
    "two at once": lambda kit: (
        kit.put("areas", 2, "order", "first"),
        kit.put("guidance", 3, "part", "nowhere"),
    )[0],
}


@pytest.mark.parametrize("name", BREAKS)
def test_both_find_the_same_lines_broken(kit: MadeUpKit, name: str) -> None:
    BREAKS[name](kit)
    assert seen_by_frictionless(kit.folder) == seen_by_us(kit.folder)
