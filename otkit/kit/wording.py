"""Ids -> sentences in one language: messages, plurals, lists, ages.

Every word stands in the tables. Values are filled in as they are; whoever draws HTML escapes.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from otkit.age import Age
from otkit.errors import OtkitError, Problem, TableError
from otkit.kit.tables import Tables

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A place to fill in a message, as in ``{months}``; any other brace is text."""

OWN_CHOICE = "otkit"
"""The source of what nobody gives a rule for, so that the kit had to choose."""

SOUNDS_LIKE_I = re.compile(r"h?[ií](?![aeouáéóú])", re.IGNORECASE)
"""A word before which Spanish says e for y: ``hija``, not ``hielo``."""


class Words:
    """The words of one language of ``tables``; raises ``TableError`` for a language it lacks.

    >>> from otkit.kit.load import load_tables
    >>> words = Words(load_tables(), "es")
    >>> words("age.future")
    'Esta fecha está en el futuro. Por favor, revísela.'
    """

    def __init__(self, tables: Tables, language: str) -> None:
        """Look up the messages of ``language``, a code of ``languages.csv``."""
        if all(row["language"] != language for row in tables.rows("languages")):
            message = f"there is no row for the language “{language}”"
            raise TableError([Problem("languages.csv", 1, "language", message)])
        self.language = language
        self._messages = tables.keep(_messages)

    def __call__(self, message_id: str, **values: object) -> str:
        """The message, its places filled with ``values``.

        Raises ``TableError`` naming a message that does not exist, or a place without a value.

        >>> from otkit.kit.load import load_tables
        >>> Words(load_tables(), "en")("age.months-range", max=71)
        'Please pick an age from 0 to 71 months.'
        """
        row = self._messages.get(message_id)
        if row is None:
            message = f"there is no message “{message_id}”"
            raise TableError([Problem("messages.csv", 1, "message_id", message)])
        text = self.text(row, "text")
        missing = set(PLACE.findall(text)) - set(values)
        if missing:
            message = f"“{message_id}” needs a value for {', '.join(sorted(missing))}"
            raise TableError([Problem("messages.csv", 1, f"text_{self.language}", message)])
        return PLACE.sub(lambda place: str(values[place[1]]), text)

    def plural(self, message_id: str, n: int, **values: object) -> str:
        """The message ``message_id.one`` for one, ``message_id.other`` for any other number.

        >>> from otkit.kit.load import load_tables
        >>> words = Words(load_tables(), "en")
        >>> words.plural("age.months", 1), words.plural("age.months", 5)
        ('1 month', '5 months')
        """
        return self(f"{message_id}.{'one' if n == 1 else 'other'}", n=n, **values)

    def text(self, row: Mapping[str, Any], stem: str) -> str:
        """The text of a table row in this language: column ``text_en`` for the stem ``text``.

        >>> from otkit.kit.load import load_tables
        >>> tables = load_tables()
        >>> Words(tables, "en").text(tables.rows("rules")[-1], "text").startswith("You marked")
        True
        """
        return str(row[f"{stem}_{self.language}"])

    def list(self, items: Sequence[str]) -> str:
        """Items joined as people say them; no items are an empty text.

        >>> from otkit.kit.load import load_tables
        >>> tables = load_tables()
        >>> Words(tables, "en").list(["sleep", "play", "feeding"])
        'sleep, play and feeding'
        >>> Words(tables, "es").list(["padre", "hija"])
        'padre e hija'
        """
        if len(items) < 2:
            return "".join(items)
        *first, last = items
        joined = first[0]
        for item in first[1:]:
            joined = self("list.comma", first=joined, next=item)
        and_id = "list.and-before-i" if SOUNDS_LIKE_I.match(last) else "list.and"
        return self(and_id, first=joined, last=last)

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
        units = (("age.years", years), ("age.months", months))
        return self.list([self.plural(message_id, n) for message_id, n in units if n])

    def source(self, row: Mapping[str, Any]) -> str:
        """The title of a row of ``sources.csv``; a choice of the kit's own is told in words."""
        return self("source.own") if row["source_id"] == OWN_CHOICE else str(row["title"])

    def error(self, error: OtkitError) -> str:
        """What went wrong, as a sentence for a parent.

        >>> from otkit.errors import AgeError
        >>> from otkit.kit.load import load_tables
        >>> Words(load_tables(), "en").error(AgeError("born tomorrow", "age.future"))
        'This date is in the future. Please check it.'
        """
        return self(error.message_id, **error.values)


def _messages(tables: Tables) -> dict[str, Mapping[str, Any]]:
    return {row["message_id"]: row for row in tables.rows("messages")}
