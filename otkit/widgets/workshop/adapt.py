"""Trying a change to the tables on a copy: a sentence, a sign or a language."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from otkit.errors import Problem
from otkit.kit.languages import own_name
from otkit.kit.tables import Tables
from otkit.widgets.page import default_folder, default_tables
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first, problems_of
from otkit.widgets.workshop.table_copy import TableCopy

LONGEST = 300  # characters of a sentence
SENTENCE = ("guidance", "talk-message")
NEW_LANGUAGES = ("fr", "pt", "vi", "ar")
"""The language of the example is the first of these that the tables do not have."""

SIGN = {
    "behaviour_id": "stacks-blocks",
    "sign_id": "toddler-coordination",
    "part": "hard-tasks",
    "from_months": "15",
    "to_months": "17",
    "kind": "missing-skill",
    "asked": "how-often",
    "urgent": "no",
    "source_id": "cdc-2022",
    "picture": "stacks-blocks",
}
"""The example of a sign, as a row of behaviours.csv without its texts, which are messages; its age
is the CDC's (15 months)."""

TYPED = {
    "sentence": (),
    "sign": ("from_months", "to_months", "source_id"),
    "language": ("add",),
}
"""The fields of each example that can be changed on the page, but for the texts."""


def sign_in(codes: Sequence[str], tables: Tables) -> dict[str, str]:
    """The example of a sign with a text in each language: in English where it has no other."""
    said = {row["message_id"]: row for row in tables.rows("messages")}
    texts: dict[str, str] = {}
    for stem in ("text", "example"):
        row = said[f"adapt.sign.{stem}"]
        texts |= {f"{stem}_{code}": row.get(f"text_{code}", row["text_en"]) for code in codes}
    return SIGN | texts


@dataclass(frozen=True)
class Tried(State):
    """The typed values, the tables that they changed, and the problems found."""

    typed: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class Adapt(WorkshopPage):
    """One example (a key of `TYPED`): change it, and see at once what the check reports.

    Each change starts from a fresh copy, so that the page shows nothing older; the copy is removed
    with the page.
    """

    starts_as = Tried

    def __init__(self, example: str, tables: Tables | None = None, **traits: Any) -> None:
        """Copy the tables in use, and check the unchanged example."""
        self.example = example
        folder = tempfile.mkdtemp(prefix="otkit-")
        self._remove = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.copy = TableCopy(Path(folder) / "tables", default_folder())
        codes = self.copy.languages()
        tables = default_tables() if tables is None else tables
        self._texts = () if example == "language" else tuple(f"text_{code}" for code in codes)
        is_sentence = example == "sentence"
        self._original = self.copy.row(*SENTENCE) if is_sentence else sign_in(codes, tables)
        new = next((code for code in NEW_LANGUAGES if code not in codes), NEW_LANGUAGES[-1])
        self._new = {"language": new, "name": own_name(new)}
        super().__init__(tables, (example,), **traits)

    def close(self) -> None:
        """Remove the copy with the page; otherwise it is removed when the kernel ends."""
        self._remove()
        super().close()

    def blank(self) -> Tried:
        """The unchanged example, checked."""
        return self._tried(super().blank())

    def take(self, action: str, fields: Fields, state: Tried) -> Tried:
        """The state with the typed values, checked on the copy; an undo sends no fields."""
        names = (*self._texts, *TYPED[self.example])
        typed = {name: first(fields, name)[:LONGEST] for name in names if name in fields}
        return self._tried(replace(state, typed=typed))

    def inputs(self, state: Tried) -> dict[str, Any]:
        """The row as it is now, and the problems found."""
        return {
            "row": {**self._original, **state.typed},
            "added": "add" in state.typed,
            "new_language": self._new,
            "sources": self.tables.rows("sources"),
            **problems_of(state),
        }

    def _tried(self, state: Tried) -> Tried:
        """Write the typed values into a fresh copy, and check it."""
        for table in self.copy.changed():
            self.copy.put_back(table)
        row = {**self._original, **state.typed}
        if self.example == "sentence" and state.typed:
            self.copy.change(*SENTENCE, {name: row[name] for name in self._texts})
        elif self.example == "sign":
            self.copy.add("behaviours", row)
        elif self.example == "language" and "add" in state.typed:
            self.copy.add("languages", self._new)
        problems = tuple(self.copy.problems())
        return replace(state, changed=tuple(self.copy.changed()), problems=problems)
