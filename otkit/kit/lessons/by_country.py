"""Parts of a lesson for readers in some places alone.

They stand between a line ``::: US`` (or several codes, or ``any``) and a line ``:::``. A part for
``any`` is for every place that the parts next to it do not name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from otkit.kit.country import ANY_COUNTRY, country_of

CODE = r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?"
OPENING = re.compile(rf"::: *((?:{CODE} *)+|{ANY_COUNTRY}) *")
CLOSING = re.compile(r"::: *")
MARK = ":::"


@dataclass(frozen=True)
class Part:
    """The lines of one part, its marks included; ``group`` counts parts that stand together."""

    places: tuple[str, ...]
    lines: range
    group: int


def parts_of(lines: Sequence[str]) -> Iterator[Part]:
    """The parts that are opened and closed."""
    start, places, group, is_apart = 0, (), 0, False
    for number, line in enumerate(lines):
        if opening := OPENING.fullmatch(line):
            start, places = number, tuple(opening[1].split())
            group, is_apart = group + is_apart, False
        elif CLOSING.fullmatch(line) and places:
            yield Part(places, range(start, number + 1), group)
            places = ()
        elif line.strip() and not places:
            is_apart = True


def text_for(body: str, country: str) -> str:
    """The text as read in a place, all parts for no place; every line keeps its number.

    >>> text_for("::: US\\nCall 911.\\n:::\\n::: any\\nCall.\\n:::", "GB-ENG").split()
    ['Call.']
    """
    lines = body.split("\n")
    parts = list(parts_of(lines))
    codes = {country, country_of(country)} - {ANY_COUNTRY}
    named = {part.group for part in parts if codes & set(part.places)}
    for part in parts:
        is_here = bool(codes & set(part.places)) or (
            part.places == (ANY_COUNTRY,) and part.group not in named
        )
        blank = part.lines if country and not is_here else (part.lines[0], part.lines[-1])
        for number in blank:
            lines[number] = ""
    return "\n".join(lines)
