"""The sentences about tables and lessons, in each language of the kit's own ``problems.csv``.

They are read from the kit's own folder, by themselves: the folder that is checked may be broken.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from otkit.errors import Problem
from otkit.kit.places import PLACE

BASE, TEXT = "en", "text_"


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
