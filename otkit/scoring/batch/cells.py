"""What people type into a cell -> an answer, a yes, a number, some areas.

The words are rows of ``messages.csv`` (``sheet.word.…``), alternatives separated by semicolons;
those of every language count at once, and so do the labels a check list prints.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from otkit.kit.conditions import ANSWERS, NOT_SAID, NOT_SURE
from otkit.kit.tables import Tables
from otkit.kit.tables.records import INVISIBLE
from otkit.kit.wording import Words
from otkit.scoring.batch.check_ins import CODES, NOTHING, TICK

WHOLE = re.compile(r"([0-9]{1,3})([.,]0{0,2})?")
"""A whole number as a spreadsheet may write it: 9, 9.0 or, where the comma is decimal, 9,00. With
three zeros it may be thousands."""

BETWEEN_AREAS = re.compile(r"[;,\s]+")
YES, NO, NEVER, EMPTY = "yes", "no", "never", "empty"


@dataclass(frozen=True)
class Vocabulary:
    """The words of these tables: what each means; and the names a column may have.

    ``answers`` tells a plain tick from often; ``lost`` is about a lost skill, where yes and not
    sure count alike. Where a column names a skill, ``never`` may say that it is missing; so may
    ``no``, unless the heading has the words of the row.
    """

    answers: Mapping[str, int]
    never: frozenset[str]
    no: frozenset[str]
    lost: Mapping[str, int]
    columns: Mapping[str, str]
    area_ids: frozenset[str]


def vocabulary(tables: Tables) -> Vocabulary:
    """The words of these tables; ``tables.keep(vocabulary)`` collects them once."""
    ids = [row["message_id"] for row in tables.rows("messages")]
    languages = [Words(tables, language) for language in tables.languages]

    def typed(message_id: str) -> list[str]:
        return [tidy(word) for words in languages for word in words(message_id).split(";")]

    yes = dict.fromkeys(typed(f"sheet.word.{YES}"), 1)
    denied, never = (frozenset(typed(f"sheet.word.{name}")) for name in (NO, NEVER))
    no = dict.fromkeys([*denied, *never, *typed(f"sheet.word.{EMPTY}"), ""], NOTHING)
    answers = {**no, **dict.fromkeys(yes, TICK)}
    answers[NOT_SAID] = CODES[NOT_SAID]
    labels = {"often": ("paper.often", "how.often", "how.not-yet")}
    for answer in ANSWERS:
        known = [answer, *typed(f"sheet.word.{answer}")]
        for message_id in labels.get(answer, (f"how.{answer}",)):
            known += typed(message_id)
        answers |= dict.fromkeys(known, CODES[answer])
    unsure = dict.fromkeys([word for word, code in answers.items() if code == CODES[NOT_SURE]], 1)
    columns = {row["behaviour_id"]: row["behaviour_id"] for row in tables.rows("behaviours")}
    prefix = "sheet.column."
    for name in (i.removeprefix(prefix) for i in ids if i.startswith(prefix)):
        known = [name, *typed(prefix + name)]
        columns |= {heading(word): name for word in known}
    areas = frozenset(row["area_id"] for row in tables.rows("areas"))
    return Vocabulary(answers, never, denied, {**no, **yes, **unsure}, columns, areas)


def tidy(text: str) -> str:
    """A cell without what nobody sees or means: capitals, spaces around, accents in two parts.

    >>> tidy("  A  Veces ")
    'a veces'
    """
    seen = text if text.isascii() else INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(seen.split()).casefold()


def said(text: str) -> str:
    """A cell as a word to look up; a number as a spreadsheet writes it is that number.

    >>> said(" X"), said("1,0")
    ('x', '1')
    """
    word = tidy(text)
    number = WHOLE.fullmatch(word)
    return number[1] if number else word


def heading(text: str) -> str:
    """The name of a column, with hyphens for spaces and underscores.

    >>> heading("Weeks_Early ")
    'weeks-early'
    """
    return tidy(text).replace(" ", "-").replace("_", "-")


def column_name(text: str) -> str:
    """The name in the heading of a column, without the words that may follow a colon.

    >>> column_name("sits-alone: Does not sit without support")
    'sits-alone'
    """
    return heading(text.partition(":")[0])


def whole(text: str, most: int) -> int | None:
    """A whole number from 0 to ``most``, or None.

    >>> whole("9,0", 71), whole(" 9 ", 71), whole("9,5", 71), whole("72", 71)
    (9, 9, None, None)
    """
    number = WHOLE.fullmatch(tidy(text))
    return int(number[1]) if number and int(number[1]) <= most else None


def areas(text: str, known: frozenset[str]) -> frozenset[str] | None:
    """The areas named in a cell, or None when one of them is none of ours.

    >>> sorted(areas("feeding; Sleep", frozenset({"feeding", "sleep", "play"})))
    ['feeding', 'sleep']
    """
    named = frozenset(word for word in BETWEEN_AREAS.split(tidy(text)) if word)
    return named if named <= known else None
