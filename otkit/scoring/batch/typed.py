"""A piece of a sheet -> check-ins as arrays, and why each other line cannot be one."""

from collections.abc import Callable, Mapping, Sequence
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
from otkit.scoring.batch.sheet import Layout, Piece, Refused

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
    cells = dict(zip(columns, zip(*piece.rows, strict=True), strict=False))
    check_ins, ticks, unread = _check_ins(
        cells, len(piece.rows), unclear, layout.is_certain, tables
    )
    wrong = with_an_answer_not_asked(check_ins, tables)
    for where in unread.values():
        wrong |= where
    explain = Reasons(columns, layout, check_ins, unread, unclear, tables, words)
    refused = [explain(piece, int(row)) for row in np.flatnonzero(wrong)]
    lines = tuple(np.array(piece.lines, dtype=np.int64)[~wrong].tolist())
    in_order = sorted([*piece.refused, *refused], key=lambda one: one.line)
    return Typed(check_ins.only(~wrong), ticks[~wrong], lines, tuple(in_order))


def _check_ins(
    cells: Mapping[str, Sequence[str]],
    size: int,
    unclear: Mapping[str, frozenset[str]],
    is_certain: bool,
    tables: Tables,
) -> tuple[CheckIns, Codes, Mapping[str, Yes]]:
    """``size`` rows as check-ins, with 0 for what cannot be read; plain ticks; where 0 stands.

    ``cells`` are those of each column; words that are ``unclear`` in one cannot be read there.
    Unless ``is_certain``, a question mark may be a tick that was lost when the file was saved.
    """
    by, words = tables.keep(lists), tables.keep(vocabulary)
    unread: dict[str, Yes] = {}

    def read_each(name: str, read: Callable[[str], int], empty: int) -> npt.NDArray[np.int64]:
        column = cells.get(name, [""] * size)
        known = {text: read(text) if text else empty for text in set(column)}
        return np.fromiter(map(known.__getitem__, column), np.int64, size)

    def column(name: str, read: Callable[[str], int | None], empty: int = NOTHING) -> Codes:
        def code(text: str) -> int:
            value = read(text)
            return REFUSED if value is None else value

        codes = read_each(name, code, empty).astype(np.uint8)
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

    which = read_each("already_seen", some_areas, 0)
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
