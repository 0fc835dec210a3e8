"""A parent's answers as a file that opens here again: JSON, without a name or a birth date.

``questionnaire`` refers to the FHIR questionnaire and its version; ``answers`` has its ``linkId``
and codes. What is read is a stranger's: all of it is checked, and a file that cannot be used is a
`FileError` with the sentence for the reader.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from otkit.age import Age
from otkit.errors import AgeError, FileError
from otkit.kit.conditions import NOT_SAID, NOT_SURE
from otkit.kit.tables import Tables
from otkit.kit.version import version_of
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL, ONCE, choices
from otkit.scoring.earlier import Earlier
from otkit.takeaway.fhir import QUESTIONNAIRE
from otkit.takeaway.fhir_items import CORRECTED, MONTHS, WEEKS_EARLY, code_of

FORMAT, VERSION = "otkit-answers", 1
LARGEST = 16 * 1024
"""Most bytes of a file; with nearly everything marked it has about two thousand."""

NAMES = ("format", "version", "language", "date", "questionnaire", MONTHS, WEEKS_EARLY, CORRECTED)
WORDS = re.compile(rf"{re.escape(QUESTIONNAIRE)}\|([0-9a-z.-]{{1,40}})")

NOT_OURS, DAMAGED, TOO_LARGE = "file.not-ours", "file.damaged", "file.too-large"
NEWER, OLDER = "file.newer", "file.older"
OTHER_ROWS, OTHER_LANGUAGE = "file.other-rows", "file.other-language"
UNREADABLE = "file.unreadable"
PROBLEMS = (
    NOT_OURS,
    DAMAGED,
    TOO_LARGE,
    NEWER,
    OLDER,
    OTHER_ROWS,
    OTHER_LANGUAGE,
    UNREADABLE,
)
"""The messages that say why a file cannot be opened; the last is the browser's alone."""


def write_answers(check_in: Earlier, tables: Tables, indent: int | None = None) -> str:
    """The text of the file with the answers of ``check_in``.

    >>> from otkit import load_tables
    >>> tables = load_tables()
    >>> check_in = Earlier(Age(9), {"reaches": "often"}, date(2026, 1, 31), "en", "1a2b3c4d")
    >>> read_answers(write_answers(check_in, tables), tables, date(2026, 3, 1)) == check_in
    True
    """
    how_asked = {row["behaviour_id"]: row["asked"] for row in tables.rows("behaviours")}
    how_asked[LOST_SKILL] = ONCE
    codes = {
        key: list(answer) if key == ALREADY_SEEN else code_of(answer, how_asked[key])
        for key, answer in check_in.answers.items()
    }
    values = (
        FORMAT,
        VERSION,
        check_in.language,
        str(check_in.day),
        f"{QUESTIONNAIRE}|{check_in.words}",
        check_in.age.months,
        check_in.age.weeks_early,
        check_in.age.corrected_months,
    )
    file = {**dict(zip(NAMES, values, strict=True)), "answers": codes}
    return json.dumps(file, ensure_ascii=False, indent=indent)


def read_answers(text: str, tables: Tables, today: date) -> Earlier:
    """The check-in that a file holds; raises ``FileError``, and no other error, for any text."""
    file = _object(text)
    if file.get("format") != FORMAT:
        raise FileError("This is no file of answers.", NOT_OURS)
    version = file.get("version")
    if type(version) is int and version != VERSION:
        newer = version > VERSION
        raise FileError(f"This file has version {version}.", NEWER if newer else OLDER)
    languages = tables.languages
    _check(type(version) is int and file.keys() == {*NAMES, "answers"})
    _check(all(isinstance(file[name], str) for name in ("language", "date", "questionnaire")))
    if file["language"] not in languages:
        raise FileError("This file is in another language.", OTHER_LANGUAGE)
    words = WORDS.fullmatch(file["questionnaire"])
    _check(words is not None)
    return Earlier(
        age=_age(*(file[name] for name in (MONTHS, WEEKS_EARLY, CORRECTED))),
        answers=MappingProxyType(_answers(file["answers"], tables)),
        day=_day(file["date"], today),
        language=file["language"],
        words=words[1] if words else "",
    )


def answers_now(
    age: Age, answers: Mapping[str, Any], tables: Tables, language: str, today: date
) -> Earlier:
    """The check-in of today, to be kept as a file."""
    return Earlier(age, answers, today, language, version_of(tables).name)


def _check(is_right: bool) -> None:
    if not is_right:
        raise FileError("This file is damaged.", DAMAGED)


def _object(text: str) -> dict[str, Any]:
    """The JSON object in a text, in which no name stands twice."""
    if len(text) > LARGEST or len(text.encode("utf-8", "replace")) > LARGEST:
        raise FileError("This file is too large.", TOO_LARGE)
    try:
        file = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_pairs)
    except (ValueError, RecursionError):
        is_like_ours = f'"{FORMAT}"' in text
        sentence = "This file is damaged, or another."
        raise FileError(sentence, DAMAGED if is_like_ours else NOT_OURS) from None
    return file if isinstance(file, dict) else {}


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _day(text: str, today: date) -> date:
    """The day of the answers; elsewhere in the world it may be tomorrow already."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    _check(date(2000, 1, 1) <= day <= today + timedelta(days=1) and str(day) == text)
    return day


def _age(months: object, weeks_early: object, corrected: object) -> Age:
    try:
        age = Age(months, weeks_early)  # type: ignore[arg-type]
        if type(corrected) is int and corrected != age.corrected_months:  # from a birth date
            age = Age(age.months, age.weeks_early, since_due=corrected)
    except AgeError:
        raise FileError("This file is damaged.", DAMAGED) from None
    _check(type(corrected) is int and corrected == age.corrected_months)
    return age


def _answers(codes: object, tables: Tables) -> dict[str, Any]:
    """The answers with these codes, in the order of the tables."""
    rows = {row["behaviour_id"]: row["asked"] for row in tables.rows("behaviours")}
    if not isinstance(codes, dict):
        raise FileError("This file is damaged.", DAMAGED)
    if codes.keys() - {*rows, LOST_SKILL, ALREADY_SEEN}:
        raise FileError("This file has questions that are not asked any more.", OTHER_ROWS)
    answers: dict[str, Any] = {key: _answer(codes[key], rows[key]) for key in rows if key in codes}
    if LOST_SKILL in codes:
        is_unsure = _answer(codes[LOST_SKILL], ONCE) == NOT_SURE
        answers[LOST_SKILL] = NOT_SURE if is_unsure else True
    if ALREADY_SEEN in codes:
        answers[ALREADY_SEEN] = _areas(codes[ALREADY_SEEN], tables)
    return answers


def _answer(code: object, how_asked: str) -> str:
    allowed = {code_of(answer, how_asked): answer for answer, _ in choices(how_asked)}
    if how_asked != ONCE:
        allowed[NOT_SAID] = NOT_SAID
    _check(isinstance(code, str) and code in allowed)
    return allowed[str(code)]


def _areas(ids: object, tables: Tables) -> tuple[str, ...]:
    if not isinstance(ids, list) or not ids or not _are_texts(ids) or len({*ids}) < len(ids):
        raise FileError("This file is damaged.", DAMAGED)
    order = [row["area_id"] for row in sorted(tables.rows("areas"), key=lambda row: row["order"])]
    if {*ids} - {*order}:
        raise FileError("This file has areas that are not asked about any more.", OTHER_ROWS)
    return tuple(area for area in order if area in ids)


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)
