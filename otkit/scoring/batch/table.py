"""A DataFrame of answers -> a DataFrame of results, in one pass."""

from collections.abc import Callable, Iterable
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from otkit.age import MAX_MONTHS, MAX_WEEKS_EARLY, Age
from otkit.errors import AnswerError, OtkitError
from otkit.kit.tables import Tables
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL, answer_of, is_lost, is_nothing
from otkit.scoring.batch.cells import BETWEEN_AREAS
from otkit.scoring.batch.check_ins import (
    CODES,
    NOTHING,
    CheckIns,
    Codes,
    Yes,
    lists,
    without_frequency,
)
from otkit.scoring.batch.check_ins import with_an_answer_not_asked as not_asked
from otkit.scoring.batch.counts import result_table
from otkit.scoring.score import score

CHILD = ("months", "weeks_early", "lost_skill", "already_seen")
"""The columns about the whole child; every other column is a behaviour."""

REFUSED = 255
"""The code of what ``score()`` refuses."""


def score_table(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """What ``score()`` says of each row of ``frame``, in one vectorised pass.

    ``frame`` has one row a child. Columns: ``months`` (0 to 71); ``weeks_early`` (0 to 17),
    ``lost_skill`` (True, False or ``"not-sure"``) and ``already_seen`` (area ids in a list, or as
    text with a space, comma or semicolon between), each of which may be left out; and one column a
    behaviour id, with the answers that ``score()`` takes. A missing value is no answer.

    The result has the same index. Columns: ``months``, ``weeks_early``, ``corrected_months``,
    ``level`` (an ordered category, most urgent first), ``rules`` (the ids of those that fired,
    with a space between, the deciding one first), and for each area ``<area>_shown``, ``_often``,
    ``_sometimes``, ``_not_sure``, ``_not_said`` (counts) and ``_already_seen`` (True or False).

    Raises what ``score()`` raises for the first row that it refuses, with a note that names the
    row, and ``AnswerError`` for a column that is none of these. Each row is scored by itself, so
    this maps over the parts of a larger table as it is.

    >>> from otkit.kit.load import load_tables
    >>> frame = pd.DataFrame({"months": [9, 30], "reaches": ["sometimes", None]})
    >>> list(score_table(frame, load_tables())["level"])
    ['watch', 'nothing-ticked']
    """
    check_ins, refused = _check_ins(frame, tables)
    wrong = np.flatnonzero(refused | not_asked(check_ins, tables))
    if wrong.size:
        raise _why(frame, int(wrong[0]), tables)
    return result_table(check_ins, tables).set_axis(frame.index, axis="index")


def result_columns(tables: Tables) -> pd.DataFrame:
    """A result without rows: the columns and types of ``score_table``.

    >>> from otkit.kit.load import load_tables
    >>> list(result_columns(load_tables()))[:5]
    ['months', 'weeks_early', 'corrected_months', 'level', 'rules']
    """
    return score_table(pd.DataFrame({"months": pd.Series(dtype="int64")}), tables)


def _check_ins(frame: pd.DataFrame, tables: Tables) -> tuple[CheckIns, Yes]:
    """The rows as arrays, and which of them ``score()`` refuses; what it refuses is 0 there."""
    by = tables.keep(lists)
    _check_columns(frame, by.behaviour_ids)
    refused: Yes = np.zeros(len(frame), dtype=bool)

    def column(name: str, read: Callable[[object], int]) -> Codes:
        if name not in frame:
            return np.zeros(len(frame), dtype=np.uint8)
        codes = _codes(frame[name], read)
        refused[codes == REFUSED] = True
        codes[codes == REFUSED] = NOTHING
        return codes

    check_ins = CheckIns(
        months=column("months", lambda value: _whole(value, MAX_MONTHS)),
        weeks_early=column("weeks_early", lambda value: _whole(value, MAX_WEEKS_EARLY, 0)),
        answers=without_frequency(
            np.array([column(name, _answer) for name in by.behaviour_ids]), tables
        ),
        lost_skill=column("lost_skill", _lost).astype(bool),
        seen=_seen(frame, by.area_ids, refused),
    )
    return check_ins, refused


def _check_columns(frame: pd.DataFrame, behaviour_ids: Iterable[str]) -> None:
    if "months" not in frame:
        raise AnswerError("The table has no column “months”.", "answer.no-months")
    known = {*CHILD, *behaviour_ids}
    for name in frame.columns:
        if name not in known:
            sentence = f"There is no behaviour “{name}”."
            raise AnswerError(sentence, "answer.unknown-behaviour", behaviour=name)


def _codes(
    column: "pd.Series[Any]", read: Callable[[object], int], kind: type[np.integer] = np.uint8
) -> npt.NDArray[Any]:
    """``read`` of each value, asked only once a different value where they are of one kind."""
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) != "string":
        return np.array([read(_plain(value)) for value in column], dtype=kind)
    places, values = pd.factorize(column, use_na_sentinel=True)
    codes = [read(_plain(value)) for value in values]
    return np.array([*codes, read(None)], dtype=kind)[places]


def _seen(frame: pd.DataFrame, area_ids: tuple[str, ...], refused: Yes) -> Yes:
    """The areas already seen (A x N); a row that names no area of ours is added to ``refused``."""
    if "already_seen" not in frame:
        return np.zeros((len(area_ids), len(frame)), dtype=bool)

    def bits(cell: object) -> int:
        areas = _areas(cell)
        if is_nothing(areas):
            return 0
        if not isinstance(areas, list) or not all(area in area_ids for area in areas):
            return -1
        return sum(1 << place for place, area_id in enumerate(area_ids) if area_id in areas)

    named = _codes(frame["already_seen"], bits, np.int64)
    refused[named < 0] = True
    return np.array([(named > 0) & (named >> place & 1 > 0) for place in range(len(area_ids))])


def _areas(cell: object) -> object:
    """The areas of a cell as a list, where it holds any; else the cell as it is."""
    areas = _plain(cell)
    if isinstance(areas, str):
        return [area for area in BETWEEN_AREAS.split(areas) if area]
    return list(areas) if isinstance(areas, Iterable) else areas


def _plain(value: object) -> object:
    """A cell as Python has it; None when it is missing."""
    if isinstance(value, np.generic):
        value = value.item()
    missing = value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)
    return None if missing else value


def _number(value: object, missing: object = None) -> object:
    """A whole number of any type as an int: a column with gaps holds 9 as 9.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return missing if value is None else value


def _whole(value: object, most: int, missing: object = None) -> int:
    number = _number(value, missing)
    fits = isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= most
    return cast(int, number) if fits else REFUSED


def _lost(value: object) -> int:
    return 0 if is_nothing(value) else 1 if is_lost(value) else REFUSED


def _answer(value: object) -> int:
    return NOTHING if is_nothing(value) else CODES.get(answer_of(value), REFUSED)


def _why(frame: pd.DataFrame, row: int, tables: Tables) -> OtkitError:
    """What ``score()`` raises for one row of ``frame``, with a note that names the row."""
    given: dict[str, Any] = {str(name): _plain(frame[name].iloc[row]) for name in frame}
    answers = {name: value for name, value in given.items() if name not in CHILD}
    answers |= {
        LOST_SKILL: given.get("lost_skill"),
        ALREADY_SEEN: _areas(given.get("already_seen")),
    }
    age: list[Any] = [_number(given["months"]), _number(given.get("weeks_early"), 0)]
    try:
        score(Age(*age), answers, tables)
    except OtkitError as error:
        error.add_note(f"in row {frame.index[row]!r} of the table")
        return error
    raise AssertionError(f"row {row} is refused here and not by score()")
