"""Every text a parent reads, and how easy it is to read; for the tests of words.

textstat counts syllables by points of hyphenation, in English and in Spanish, without a network.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

import textstat

from otkit.kit.lessons import load_lessons
from tests.kit import TABLES

LANGUAGES = ("en", "es")
BLOCKS = {"p", "li", "h2", "h3", "h4", "h5", "h6", "td", "th", "span", "blockquote"}
NOT_FOR_PARENTS = {"exempt_words", "problems"}
"""Tables for whoever keeps the kit."""

SENTENCE_END = re.compile(r"(?<=[.!?])[”\"’]?\s+|\s+/\s+")
PLACES = {"n": "3", "total": "8", "max": "9"}
NAMED_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Text:
    """What one cell or one lesson says; ``group`` is what it is read together with."""

    place: str
    group: str
    language: str
    words: str


class _Blocks(HTMLParser):
    """The text of each block of a lesson's HTML, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = [""]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, None)

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data


def blocks_of(html: str) -> list[str]:
    parser = _Blocks()
    parser.feed(html)
    return [" ".join(block.split()) for block in parser.blocks if block.strip()]


def as_sentences(blocks: list[str]) -> str:
    """Blocks one after the other; one without a stop at its end gets one."""
    return " ".join(b if re.search(r"[.!?][”\"]?$", b) else f"{b.rstrip(':')}." for b in blocks)


@cache
def lessons() -> tuple[Text, ...]:
    return tuple(
        Text(
            f"lessons/{lesson.lesson_id}.{lesson.language}",
            f"lesson {lesson.lesson_id}",
            lesson.language,
            as_sentences([lesson.title, *blocks_of(lesson.html)]),
        )
        for lesson in load_lessons()
    )


def _group(table: str, row: dict[str, object]) -> str:
    """What is read together: the rows of one sign, of one level, of one area and age."""
    for columns in (("sign_id",), ("area_id", "age_group_id"), ("area_id",), ("level",)):
        if table in ("behaviours", "tips", "questions", "guidance") and set(columns) <= set(row):
            return " ".join([table, *(str(row[column]) for column in columns)])
    return table


@cache
def cells() -> tuple[Text, ...]:
    """Every text cell of every table a parent reads, in the order of the files."""
    return tuple(
        Text(f"{name}.csv:{line}:{column}", _group(name, dict(row)), language, _filled(text))
        for name in TABLES
        if name not in NOT_FOR_PARENTS
        for line, row in enumerate(TABLES.rows(name), start=2)
        for column, text in row.items()
        for language in LANGUAGES
        if column.endswith(f"_{language}") and str(text).strip()
    )


def _filled(text: object) -> str:
    return NAMED_PLACE.sub(lambda found: PLACES.get(found[1], "2 years"), str(text))


@cache
def stand_ins(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The exempt words of a language, longest first, each with the plain word that replaces it."""
    rows = [row for row in TABLES.rows("exempt_words") if row["language"] == language]
    rows.sort(key=lambda row: -len(row["term"]))
    return tuple((term_of(row["term"]), row["stand_in"]) for row in rows)


def term_of(term: str) -> re.Pattern[str]:
    """A term, in either case, in the singular or the plural of each of its words."""
    plural = r"(?:e?s)?\s+".join(re.escape(word) for word in term.split())
    stem = plural.removesuffix("ión")
    if stem != plural:
        plural = f"{stem}i(?:ón|ones)"
        return re.compile(rf"\b{plural}\b", re.IGNORECASE)
    return re.compile(rf"\b{plural}(?:e?s)?\b", re.IGNORECASE)


def without_exempt(words: str, language: str) -> str:
    for term, stand_in in stand_ins(language):
        words = term.sub(stand_in, words)
    return words


def ease(words: str, language: str) -> float:
    """Flesch-Kincaid grade in English (lower is easier), Fernández-Huerta in Spanish (higher)."""
    textstat.set_lang(language)
    try:
        plain = without_exempt(words, language)
        if language == "es":
            return float(textstat.fernandez_huerta(plain))
        return float(textstat.flesch_kincaid_grade(plain))
    finally:
        textstat.set_lang("en")


def worst_first(texts: list[Text]) -> list[tuple[float, Text]]:
    """Texts of one language with their ease, the hardest first."""
    rated = [(ease(text.words, text.language), text) for text in texts]
    return sorted(rated, key=lambda pair: pair[0] if pair[1].language == "es" else -pair[0])


def grouped(language: str) -> Iterator[Text]:
    """The lessons, and the cells put together as they are read."""
    yield from (text for text in lessons() if text.language == language)
    groups: dict[str, list[str]] = {}
    for text in cells():
        if text.language == language:
            groups.setdefault(text.group, []).append(text.words)
    for group, words in groups.items():
        yield Text(group, group, language, as_sentences(words))


def sentences(text: Text) -> list[str]:
    return [part for part in SENTENCE_END.split(text.words) if part.strip()]


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower().replace("’", "").replace("'", ""))
