"""Words that differ by place, such as diaper and nappy: rows of ``local_words.csv``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from otkit.kit.country import country_of
from otkit.kit.tables import Tables
from otkit.kit.tables.csv_file import read_csv

TABLE = "local_words"
BETWEEN_TAGS = re.compile(r"(?<=>)[^<]+")
"""What HTML shows between its tags."""

Replace = Callable[[str], str]
ByPlace = Mapping[tuple[str, str], Mapping[str, str]]
"""Language and country -> the words that differ there, each with the one that is used."""


def spoken(language: str, place: str, tables: Tables) -> str:
    """The language as it is spoken in a place: its code, with the country if words differ there.

    >>> from otkit.kit.load import load_tables
    >>> tables = load_tables()
    >>> spoken("en", "GB-ENG", tables), spoken("en", "US", tables), spoken("es", "GB", tables)
    ('en-gb', 'en', 'es')
    """
    country = country_of(place)
    return (
        f"{language}-{country.lower()}"
        if (language, country) in words_by_place(tables)
        else language
    )


def words_by_place(tables: Tables) -> ByPlace:
    """The words that differ, by language and country, each with the one that is used there."""
    return tables.keep(_kept)


def words_of_folder(folder: Path, language: str, place: str) -> Mapping[str, str]:
    """The words of a language that differ in a place, for a data folder; none without the table."""
    path = folder / f"{TABLE}.csv"
    rows = [row.cells for row in read_csv(path).rows] if path.is_file() else []
    return _by_place(rows).get((language, country_of(place)), {})


def in_html(html: str, words: Mapping[str, str]) -> str:
    """HTML with the words of a place in its text; what stands in a tag stays."""
    replace = replacing(words)
    return BETWEEN_TAGS.sub(lambda text: replace(text[0]), html) if words else html


def in_markdown(text: str, words: Mapping[str, str]) -> str:
    """Markdown with those words of a place that have its asterisks; the others wait for HTML."""
    return replacing({word: local for word, local in words.items() if "*" in word})(text)


def replacing(words: Mapping[str, str]) -> Replace:
    """A function that puts the words of a place into a text: whole words, a capital kept.

    >>> replacing({"diaper": "nappy"})("Diaper, diaper, diapers, {diaper}")
    'Nappy, nappy, diapers, {diaper}'
    """
    longest_first = sorted(words, key=len, reverse=True)
    any_word = "|".join(map(re.escape, longest_first))
    pattern = re.compile(rf"{{[^}}]*}}|(?<!\w)(?:{any_word})(?!\w)", re.IGNORECASE)

    def local(found: re.Match[str]) -> str:
        word = words.get(found[0].lower(), found[0])  # what stands in braces is filled in later
        return word if found[0][0].islower() else word[0].upper() + word[1:]

    return (lambda text: pattern.sub(local, text)) if words else str


def _kept(tables: Tables) -> ByPlace:
    return _by_place(tables.rows(TABLE) if TABLE in tables else ())


def _by_place(rows: Iterable[Mapping[str, str]]) -> ByPlace:
    by_place: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        for place in row["places"].split(";"):
            words = by_place.setdefault((row["language"], place.strip()), {})
            words[row["word"].lower()] = row["local_word"]
    return by_place
