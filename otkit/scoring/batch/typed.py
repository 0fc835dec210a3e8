"""A piece of a sheet -> check-ins as arrays, and why each other line cannot be one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from otkit.age import MAX_MONTHS, MAX_WEEKS_EARLY
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.batch.cells import areas, said, vocabulary, whole
from otkit.scoring.batch.check_ins import (
    CODES,
    NOTHING,
    TICK,
    CheckIns,
    Codes,
    Yes,
    lists,
    with_an_answer_not_asked,
    without_frequency,
)
from otkit.scoring.batch.reasons import LOST_LETTER, Reasons, unclear_words
from otkit.scoring.batch.sheet import INSIDE, Layout, Piece, Refused

REFUSED = 255
"""The code of a cell that cannot be read."""


@dataclass(frozen=True)
class Typed:
    """What was typed in a piece: the check-ins, the line of each, and the lines refused.

    ``ticks`` (N) are the plain ticks of each check-in that were counted as often.
    """

    check_ins: CheckIns
    ticks: Codes
    lines: tuple[int, ...]
    refused: tuple[Refused, ...]


def read_typed(
    piece: Piece, columns: tuple[str, ...], layout: Layout, tables: Tables, words: Words
) -> Typed:
    """The check-ins of ``piece``; ``columns`` names the cells of a row as ``Vocabulary`` does.

    Why a line is refused is told in ``words``.
    """
    unclear = unclear_words(columns, layout, tables)
    cells = _Cells(piece.rows, layout.separator, columns)
    check_ins, ticks, unread = _check_ins(cells, unclear, layout.is_certain, tables)
    wrong = with_an_answer_not_asked(check_ins, tables)
    for where in unread.values():
        wrong |= where
    explain = Reasons(columns, layout, check_ins, unread, unclear, tables, words)
    refused = [explain(piece, int(row)) for row in np.flatnonzero(wrong)]
    lines = tuple(np.array(piece.lines, dtype=np.int64)[~wrong].tolist())
    in_order = sorted([*piece.refused, *refused], key=lambda one: one.line)
    return Typed(check_ins.only(~wrong), ticks[~wrong], lines, tuple(in_order))


class _Cells:
    """The cells of rows of equal length; only those with something in them are looked at."""

    def __init__(self, rows: tuple[str, ...], separator: str, columns: tuple[str, ...]) -> None:
        self.size = len(rows)
        self._separator = separator
        self._columns = columns
        self._text = "".join(f"{row}\n" for row in rows).encode()
        letters = np.frombuffer(self._text, dtype=np.uint8)
        is_end = (letters == ord(separator)) | (letters == ord("\n"))
        ends = np.flatnonzero(is_end).reshape(self.size, len(columns))
        starts = np.roll(ends.reshape(-1), 1).reshape(ends.shape) + 1
        if self.size:
            starts[0, 0] = 0
        self._spans = (starts, ends)

    def read(self, name: str, read: Callable[[str], int], empty: int) -> npt.NDArray[np.int64]:
        """``read`` of each cell of a column, asked once a different text; ``empty`` if empty."""
        found = np.full(self.size, empty, dtype=np.int64)
        if name not in self._columns:
            return found
        place = self._columns.index(name)
        starts, ends = (span[:, place] for span in self._spans)
        filled = np.flatnonzero(ends > starts)
        known: dict[bytes, int] = {}
        values = []
        for start, end in zip(starts[filled].tolist(), ends[filled].tolist(), strict=True):
            text = self._text[start:end]
            if text not in known:
                known[text] = read(text.decode().replace(INSIDE, self._separator))
            values.append(known[text])
        found[filled] = values
        return found


def _check_ins(
    cells: _Cells, unclear: Mapping[str, frozenset[str]], is_certain: bool, tables: Tables
) -> tuple[CheckIns, Codes, Mapping[str, Yes]]:
    """Every row as a check-in, with 0 for what cannot be read; its plain ticks; where 0 stands.

    The words that are ``unclear`` in a column cannot be read there.
    Unless ``is_certain``, a question mark may be a tick that was lost when the file was saved.
    """
    by, words = tables.keep(lists), tables.keep(vocabulary)
    unread: dict[str, Yes] = {}

    def column(name: str, read: Callable[[str], int | None], empty: int = NOTHING) -> Codes:
        def code(text: str) -> int:
            value = read(text)
            return REFUSED if value is None else value

        codes = cells.read(name, code, empty).astype(np.uint8)
        where: Yes = codes == REFUSED
        if where.any():
            unread[name] = where
            codes[where] = NOTHING
        return codes

    def a_word(meanings: Mapping[str, int], text: str) -> int | None:
        return None if LOST_LETTER in text and not is_certain else meanings.get(said(text))

    def an_answer(name: str) -> Callable[[str], int | None]:
        not_clear = unclear.get(name, frozenset())
        return lambda text: None if said(text) in not_clear else a_word(words.answers, text)

    named: list[frozenset[str] | None] = [frozenset()]

    def some_areas(text: str) -> int:
        named.append(areas(text, words.area_ids))
        return len(named) - 1

    which = cells.read("already_seen", some_areas, 0)
    if None in named:
        unread["already_seen"] = np.array([one is None for one in named])[which]
    answers = np.array([column(name, an_answer(name)) for name in by.behaviour_ids])
    is_tick = answers == TICK
    answers[is_tick] = CODES["often"]
    ticks: Codes = (is_tick & ~by.once[:, None]).sum(axis=0, dtype=np.uint8)
    check_ins = CheckIns(
        months=column("months", lambda text: whole(text, MAX_MONTHS), empty=REFUSED),
        weeks_early=column("weeks_early", lambda text: whole(text or "0", MAX_WEEKS_EARLY)),
        answers=without_frequency(answers, tables),
        lost_skill=column("lost_skill", lambda text: a_word(words.lost, text)).astype(bool),
        seen=np.array([[area in (one or ()) for one in named] for area in by.area_ids])[:, which],
    )
    return check_ins, ticks, unread
