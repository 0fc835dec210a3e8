"""Why a line of a sheet cannot be a check-in, and which words cannot be read in which column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from otkit.age import MAX_MONTHS, MAX_WEEKS_EARLY
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.batch.cells import said, vocabulary
from otkit.scoring.batch.check_ins import NOTHING, CheckIns, Yes, corrected_months, lists
from otkit.scoring.batch.sheet import Layout, Piece, Refused

LOST_LETTER = "?"
"""What Windows writes for a letter that the file it saves cannot hold; also a word for not sure."""


def unclear_words(
    columns: tuple[str, ...], layout: Layout, tables: Tables
) -> Mapping[str, frozenset[str]]:
    """The words that cannot be told apart in each column that names a skill.

    No under ``sits-alone`` may mean that a child does not sit alone, or that nothing is marked in
    the row “Does not sit alone”; where the heading has these words, it is the second.
    """
    words = tables.keep(vocabulary)
    skills = {
        row["behaviour_id"] for row in tables.rows("behaviours") if row["kind"] == "missing-skill"
    }
    worded = {
        name
        for name, cell in zip(columns, layout.header, strict=True)
        if cell.partition(":")[2].strip()
    }
    return {
        name: words.never if name in worded else words.never | words.no
        for name in skills.intersection(columns)
    }


@dataclass(frozen=True)
class Reasons:
    """Why a row is refused, in the order of its cells."""

    columns: tuple[str, ...]
    layout: Layout
    check_ins: CheckIns
    unread: Mapping[str, Yes]
    unclear: Mapping[str, frozenset[str]]
    tables: Tables
    words: Words

    def __call__(self, piece: Piece, row: int) -> Refused:
        """Row ``row`` of ``piece`` with every reason why it is refused."""
        cells = piece.rows[row]
        by_column = dict(zip(self.columns, cells, strict=True))
        reasons = [
            self._unread(name, by_column[name].strip())
            for name in self.columns
            if name in self.unread and self.unread[name][row]
        ]
        if "months" not in self.unread or not self.unread["months"][row]:
            reasons.extend(self._not_asked(row))
        return Refused(piece.lines[row], tuple(reasons), cells)

    def _unread(self, name: str, value: str) -> tuple[str, Mapping[str, object]]:
        values: dict[str, Any] = {"column": name, "value": value}
        reason = "answer"
        match name:
            case "months":
                reason, values["max"] = name, MAX_MONTHS
            case "weeks_early":
                reason, values["max"] = name, MAX_WEEKS_EARLY
            case "already_seen":
                reason = name
                values["areas"] = ", ".join(self.tables.keep(lists).area_ids)
            case _ if LOST_LETTER in value and not self.layout.is_certain:
                reason = "question"
            case "lost_skill":
                reason = name
            case _ if said(value) in self.unclear.get(name, ()):
                reason, values = "skill", {**values, **self._skill(name)}
        return f"sheet.reason.{reason}", values

    def _skill(self, name: str) -> Mapping[str, str]:
        """What the row says on paper, and what to write if that is so."""
        row = self.tables.by_id("behaviours")[name]
        return {"text": self.words.text(row, "text"), "yes": self.words("how.not-yet").lower()}

    def _not_asked(self, row: int) -> list[tuple[str, Mapping[str, object]]]:
        by = self.tables.keep(lists)
        month = int(corrected_months(self.check_ins, self.tables)[row])
        given = self.check_ins.answers[:, row] > NOTHING
        return [
            ("sheet.reason.not-asked", {"column": by.behaviour_ids[place], "months": month})
            for place in np.flatnonzero(given & ~by.asked[:, month])
        ]
