"""Ids -> sentences in one language: messages, plurals, lists, ages, dates, numbers.

Sentences stand in the tables; how a language counts and lists is known to CLDR (``languages``).
Values are filled in as they are; what draws HTML escapes them.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from otkit.age import Age
from otkit.errors import OtkitError, Problem, TableError
from otkit.kit import languages
from otkit.kit.country import ANY_COUNTRY
from otkit.kit.local_words import replacing, words_by_place
from otkit.kit.places import PLACE
from otkit.kit.tables import Tables
from otkit.kit.tables.sentences import said

NOT_PUBLISHED = {"otkit": "source.own", "local": "source.local"}
"""Sources without a title of their own, by the messages that name them.

`otkit` is a choice of the kit, where nobody gives a rule; `local` is what a community knows itself.
"""


class Words:
    """The words of one language of ``tables``; raises ``TableError`` for a language it lacks.

    >>> from otkit.kit.load import load_tables
    >>> words = Words(load_tables(), "es")
    >>> words("age.future")
    'Esta fecha está en el futuro. Por favor, revísela.'
    """

    def __init__(self, tables: Tables, language: str) -> None:
        """Look up the messages of ``language``, a code of ``languages.csv``.

        ``en-gb`` is English with the words of ``local_words.csv`` for that country.
        """
        language, _, region = language.partition("-")
        if language not in tables.languages:
            message = said("words.no-language", language=language)
            raise TableError([Problem("languages.csv", 1, "language", message)])
        self.language = language
        self._region = region.upper() if region != ANY_COUNTRY else ""
        self._local = tables.keep(_local)(language, region)
        self.direction = languages.direction(language)
        self._messages = tables.by_id("messages")

    def __call__(self, message_id: str, **values: object) -> str:
        """The message, its places filled with ``values``.

        Raises ``TableError`` naming a message that does not exist, or a place without a value.

        >>> from otkit.kit.load import load_tables
        >>> Words(load_tables(), "en")("age.months-range", max=71)
        'Please pick an age from 0 to 71 months.'
        """
        row = self._messages.get(message_id)
        if row is None:
            message = said("words.no-message", name=message_id)
            raise TableError([Problem("messages.csv", 1, "message_id", message)])
        text = self._cell(row, "text")
        missing = set(PLACE.findall(text)) - set(values)
        if missing:
            places = ", ".join(sorted(missing))
            message = said("words.no-value", name=message_id, places=places)
            raise TableError([Problem("messages.csv", 1, f"text_{self.language}", message)])
        return self._ordered(PLACE.sub(lambda place: str(values[place[1]]), text))

    def plural(self, message_id: str, n: int, **values: object) -> str:
        """The message for ``n`` things, which stand in its place ``{n}``.

        There is a row ``message_id.one``, ``message_id.other`` and so on for each plural form of
        the language (CLDR's zero, one, two, few, many, other).

        >>> from otkit.kit.load import load_tables
        >>> words = Words(load_tables(), "en")
        >>> words.plural("age.weeks", 1), words.plural("age.weeks", 5)
        ('1 week early', '5 weeks early')
        """
        own = f"{message_id}.{languages.plural_form(n, self.language)}"
        row = self._messages.get(own)
        form = own if row and self.text(row, "text") else f"{message_id}.other"
        return self(form, n=self.number(n), **values)

    def text(self, row: Mapping[str, Any], stem: str) -> str:
        """The text of a table row in this language: column ``text_en`` for the stem ``text``.

        >>> from otkit.kit.load import load_tables
        >>> tables = load_tables()
        >>> Words(tables, "en").text(tables.rows("rules")[-1], "text").startswith("You marked")
        True
        """
        return self._ordered(self._cell(row, stem))

    def _cell(self, row: Mapping[str, Any], stem: str) -> str:
        return self._local(str(row[f"{stem}_{self.language}"]))

    def _ordered(self, text: str) -> str:
        return languages.with_isolates(text) if self.direction == "rtl" else text

    def list(self, items: Sequence[str]) -> str:
        """Items joined as people say them; no items are an empty text."""
        return languages.list_in_words(items, self.language)

    def date(self, day: dt.date) -> str:
        """A day as people write it in a letter."""
        locale = f"{self.language}_{self._region}" if self._region else self.language
        return languages.date_in_words(day, locale)

    def number(self, n: float) -> str:
        """A number with the marks of the language."""
        return languages.number(n, self.language)

    def duration(self, n: int, unit: str) -> str:
        """A number of years, months, weeks or minutes; ``unit`` is year, month, week or minute."""
        return languages.duration(n, unit, self.language)

    def language_name(self, language: str) -> str:
        """What a language is called in this one."""
        return languages.name_in(language, self.language)

    def age(self, age: Age | int) -> str:
        """An age in years and months since birth; a number is months.

        >>> from otkit.kit.load import load_tables
        >>> words = Words(load_tables(), "en")
        >>> words.age(Age(27)), words.age(12), words.age(0)
        ('2 years and 3 months', '1 year', 'less than 1 month')
        """
        years, months = divmod(age.months if isinstance(age, Age) else age, 12)
        if not years and not months:
            return self("age.under-one-month")
        units = (("year", years), ("month", months))
        return self.list([self.duration(n, unit) for unit, n in units if n])

    def source(self, row: Mapping[str, Any]) -> str:
        """The title of a row of ``sources.csv``; one that nobody published is told in words."""
        name = NOT_PUBLISHED.get(row["source_id"])
        return self(name) if name else str(row["title"])

    def error(self, error: OtkitError) -> str:
        """What went wrong, as a sentence for a parent.

        >>> from otkit.errors import AgeError
        >>> from otkit.kit.load import load_tables
        >>> Words(load_tables(), "en").error(AgeError("born tomorrow", "age.future"))
        'This date is in the future. Please check it.'
        """
        return self(error.message_id, **error.values)


def _local(tables: Tables) -> Callable[[str, str], Callable[[str], str]]:
    """For a language and a region the texts of tables with the words that are used there.

    No text is kept: it may be what a person has typed.
    """

    by_place = words_by_place(tables)  # not the tables: they would keep themselves alive

    @cache
    def of_place(language: str, region: str) -> Callable[[str], str]:
        country = region if region == ANY_COUNTRY else region.upper()
        return replacing(by_place.get((language, country), {}))

    return of_place
