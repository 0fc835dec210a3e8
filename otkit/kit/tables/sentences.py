"""The sentences about tables and lessons, in each language of the kit's own ``problems.csv``.

They are read from the kit's own folder, by themselves: the folder that is checked may be broken.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, reduce

from otkit.errors import Problem
from otkit.kit.places import PLACE

BASE, TEXT = "en", "text_"

AN_ID = re.compile(r"\^\[a-z0-9]\+\(\[?([._-]+)]?\[a-z0-9]\+\)\*\$")  # the pattern of an id
FORMS = {
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "form.day",
    "^20[0-9]{2}-[01][0-9]-[0-3][0-9]$": "form.day",
    r"^\+?[0-9][0-9-]*$": "form.phone",
    r"^\+?[0-9][0-9 -]*$": "form.phone-spaces",
    "^([A-Z]{2}(-[A-Z0-9]{1,3})?|any)$": "form.place",
    "^([A-Z]{2}|any)$": "form.place",
    "^([A-Z]{2}|any)(; ?([A-Z]{2}|any))*$": "form.places",
    "^[A-Z]{2}$": "form.country",
    "^[a-z]{2}$": "form.language",
    r"^[^\W\d_]{1,4}$": "form.initials",
    "^[a-p]{16}$": "form.fingerprint",
}
JOINTS = {"-": "form.hyphens", ".": "form.dots", "_": "form.low-lines"}
"""The forms that the patterns of the kit's own tables ask for, each with its sentence."""


class Sentence(str):
    """A sentence in English, which knows its row of ``problems.csv`` and what fills it."""

    __slots__ = ("sentence_id", "values")

    sentence_id: str
    values: Mapping[str, object]


def said(sentence_id: str, **values: object) -> Sentence:
    """The sentence of a row, its places filled; a value may be a sentence itself.

    >>> said("cell.below", number=-1, limit=0)
    '-1 is below the minimum 0'
    """
    sentence = Sentence(_filled(sentence_id, values, BASE))
    sentence.sentence_id, sentence.values = sentence_id, values
    return sentence


def in_language(text: object, language: str) -> str:
    """A sentence in a language of ``problems.csv``, else in English; any other text as it is.

    A problem is one line, as ``line_of`` says it.

    >>> in_language(said("cell.below", number=-1, limit=0), "es"), in_language("9", "es")
    ('-1 es menor que el mínimo 0', '9')
    """
    if isinstance(text, Sentence):
        return _filled(text.sentence_id, text.values, language)
    return line_of(text, language) if isinstance(text, Problem) else str(text)


def line_of(problem: Problem, language: str) -> str:
    """A problem as one line, ``file:line:column  what is wrong``, in a language."""
    return problem.place + in_language(problem.message, language)


def suggest(name: str, known: Iterable[str]) -> str:
    """What was perhaps meant by a name that is none of ``known``; else empty.

    >>> suggest("feding", ["feeding", "sleep"])
    '; did you mean “feeding”?'
    """
    close = get_close_matches(name, sorted(known), n=1)
    return said("hint.did-you-mean", name=close[0]) if close else ""


def form_of(pattern: str) -> str:
    """What a pattern asks for, in words for the patterns of the kit's own tables.

    >>> form_of("^[a-z]{2}$")
    'is not two small letters such as en'
    """
    if ids := AN_ID.fullmatch(pattern):
        first, *others = (said(JOINTS[joint]) for joint in sorted(ids[1]))
        joints = reduce(lambda one, other: said("form.or", one=one, other=other), others, first)
        return said("form.id", joints=joints)
    if pattern.startswith("^https://"):
        return said("form.web-address")
    return said(FORMS.get(pattern, "form.other"), pattern=pattern)


def not_in(name: str, file: str, known: Iterable[str] = ()) -> Sentence:
    """That a name stands in no row of a file, and what of ``known`` was perhaps meant."""
    return said("cell.not-in", text=f"“{name}”", file=file, hint=suggest(name, known))


@cache
def languages() -> tuple[str, ...]:
    """The languages in which there are sentences."""
    columns = next(iter(_rows().values()))
    return tuple(name.removeprefix(TEXT) for name in columns if name.startswith(TEXT))


def asked_language(arguments: Sequence[str]) -> str:
    """The language after `--lang`; English where none is asked for, or one without sentences.

    >>> asked_language(["check", "--lang", "es"]), asked_language(["--lang=xx"])
    ('es', 'en')
    """
    joined = " ".join(arguments).replace("--lang=", "--lang ").split()
    asked = joined[joined.index("--lang") + 1 :][:1] if "--lang" in joined else []
    return asked[0] if asked and asked[0] in languages() else BASE


def _filled(sentence_id: str, values: Mapping[str, object], language: str) -> str:
    row = _rows()[sentence_id]
    text = row.get(TEXT + language) or row[TEXT + BASE]
    return PLACE.sub(lambda place: in_language(values[place[1]], language), text)


@cache
def _rows() -> dict[str, dict[str, str]]:
    """The rows by id, each with its columns by name."""
    from otkit.kit.tables.folder import data_folder  # which itself has sentences to say

    with (data_folder() / "problems.csv").open(encoding="utf-8", newline="") as file:
        return {row["problem_id"]: row for row in csv.DictReader(file)}
