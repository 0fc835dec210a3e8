"""What Unicode's CLDR says of a language, through Babel: plural forms, lists, dates, numbers.

A language is a code of ``languages.csv``. Nothing here depends on the machine's own settings.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from babel import Locale, localedata
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")
"""The names that CLDR gives to the forms of a word for different numbers of things."""

COUNTED = range(1000)
"""Numbers of things for which a text must be written: no language has a form that begins later,
but for the millions of Spanish, French and others, where ``other`` is understood."""

SOUNDS_LIKE_I = re.compile(r"h?[ií](?![aeouáéóú])", re.IGNORECASE)
"""A word before which Spanish says e for y: ``hija``, not ``hielo``."""

PHONE = re.compile(
    r"(?<![\w\u2066-])[+(]?\d[\d()]*(?:[- ]\(?[\dA-Z]+\)?)*-[\dA-Z]+"
    r"|(?<![\w\u2066-])\+?\d{3,}(?: \d{3,}){2,}"
)
"""A number with hyphens or spaces, which a sentence from right to left would turn round."""

ISOLATED = "\u2066{}\u2069"
"""Text from left to right in any surroundings: Unicode's LRI and PDI."""


def is_known(language: str) -> bool:
    """Whether CLDR has the rules of a language."""
    return bool(localedata.exists(language))


def own_name(language: str) -> str:
    """What a language calls itself, as a reader picks it.

    >>> own_name("fr"), own_name("ar")
    ('Français', 'العربية')
    """
    name = Locale(language).get_display_name() or language
    return name[0].upper() + name[1:]


def name_in(language: str, reader: str) -> str:
    """What a language is called in the language of a reader.

    >>> name_in("es", "en"), name_in("en", "es")
    ('Spanish', 'inglés')
    """
    return Locale(language).get_display_name(reader) or language


@cache
def plural_forms(language: str) -> frozenset[str]:
    """The plural forms that a language has.

    >>> sorted(plural_forms("pl"))
    ['few', 'many', 'one', 'other']
    """
    return frozenset(Locale(language).plural_form.tags | {"other"})


@cache
def needed_forms(language: str) -> frozenset[str]:
    """The plural forms that a language uses for whole numbers below 1000.

    >>> sorted(needed_forms("pl")), sorted(needed_forms("es"))
    (['few', 'many', 'one'], ['one', 'other'])
    """
    return frozenset(plural_form(n, language) for n in COUNTED)


@lru_cache(1024)
def plural_form(n: int, language: str) -> str:
    """The form that ``n`` things take.

    >>> plural_form(0, "en"), plural_form(0, "fr"), plural_form(3, "pl")
    ('other', 'one', 'few')
    """
    return str(Locale(language).plural_form(n))


def list_in_words(items: Sequence[str], language: str) -> str:
    """Items joined as people say them; no items are an empty text.

    >>> list_in_words(["sleep", "play", "feeding"], "en")
    'sleep, play, and feeding'
    >>> list_in_words(["padre", "hija"], "es")
    'padre e hija'
    """
    joined: str = format_list(items, locale=language)
    if language == "es" and len(items) > 1 and SOUNDS_LIKE_I.match(items[-1]):
        joined = f"{joined.removesuffix(f' y {items[-1]}')} e {items[-1]}"
    return joined


def date_in_words(day: date, language: str) -> str:
    """A day as people write it in a letter.

    >>> date_in_words(date(2026, 1, 31), "es")
    '31 de enero de 2026'
    >>> date_in_words(date(2026, 1, 31), "en_MX")
    '31 January 2026'
    """
    alone = language.partition("_")[0]
    places = (language, f"{alone}_001", alone)  # 001 is the world: most places outside the US
    return format_date(day, "long", locale=next(filter(localedata.exists, places)))


@lru_cache(1024)
def number(n: float, language: str) -> str:
    """A number with the marks of a language.

    >>> number(12345.5, "en"), number(12345.5, "es")
    ('12,345.5', '12.345,5')
    """
    return format_decimal(n, locale=language)


@lru_cache(1024)  # the lists of ages on a page ask for the same few again and again
def duration(n: int, unit: str, language: str) -> str:
    """A number of a unit of time: year, month, week, day, hour or minute.

    >>> duration(1, "month", "en"), duration(3, "year", "pl")
    ('1 month', '3 lata')
    """
    unit = f"duration-{unit}"
    lengths: tuple[Literal["long", "short", "narrow"], ...] = ("long", "short", "narrow")
    # CLDR leaves out a long form that equals the short one; Babel then answers with the unit's id.
    said = (format_unit(n, unit, length, locale=language) for length in lengths)
    return next(text for text in said if unit not in text)


def direction(language: str) -> str:
    """Which way a language is written: ltr or rtl.

    >>> direction("en"), direction("ar")
    ('ltr', 'rtl')
    """
    return str(Locale(language).text_direction)


def with_isolates(text: str) -> str:
    """Text from right to left whose phone numbers stay as they are dialed.

    >>> with_isolates("טל 1-800-232-4636.") == "טל \u20661-800-232-4636\u2069."
    True
    """
    return PHONE.sub(lambda number: ISOLATED.format(number[0]), text)
