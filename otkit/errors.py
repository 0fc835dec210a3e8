"""Every error that otkit raises on purpose.

* OtkitError
  * AgeError        an age, a birth date or the weeks early cannot be used
  * AnswerError     an answer does not fit the behaviours asked at this age
  * FileError       a file of answers cannot be opened
  * TableError      the tables in ``data/`` are broken; lists every problem
  * RoomError       the workshop room cannot be reached or used
  * ServerError     the server cannot start or cannot take another visitor

``str(error)`` is English, for a terminal or a log. A page shows a parent the row of
``messages.csv`` that ``message_id`` names, filled with ``values``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


class OtkitError(Exception):
    """Something that otkit can explain.

    ``sentence`` is English; ``message_id`` names the row of ``messages.csv`` with the same
    news in the reader's language, ``values`` fill its places.

    >>> error = OtkitError("The cup is empty.", "cup.empty", cups=1)
    >>> str(error), error.message_id, dict(error.values)
    ('The cup is empty.', 'cup.empty', {'cups': 1})
    """

    def __init__(self, sentence: str, message_id: str, **values: object) -> None:
        """Keep the English sentence as ``str(self)``."""
        super().__init__(sentence)
        self.message_id = message_id
        self.values: Mapping[str, object] = MappingProxyType(values)


def refusal(words: Callable[..., str], message_id: str, **values: object) -> OtkitError:
    """An error whose sentence is a message in the language of ``words``."""
    return OtkitError(words(message_id, **values), message_id, **values)


class AgeError(OtkitError):
    """An age, a birth date or the weeks early cannot be used."""


class AnswerError(OtkitError):
    """An answer does not fit the behaviours asked at this age."""


class FileError(OtkitError):
    """A file of answers cannot be opened; nothing of it is in the sentence."""


class RoomError(OtkitError):
    """The workshop room cannot be reached or used."""


class CountryError(OtkitError):
    """The tables know no such place."""


class ServerError(OtkitError):
    """The server cannot start, or cannot take another visitor."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with one table: where it stands, and what to do about it.

    ``line`` is the physical line of the file, the header being line 1. ``column`` is empty
    when the whole line or the whole file is meant. Problems sort by file, then by line.

    >>> print(Problem("behaviours.csv", 12, "from_months", "-1 is below the minimum 0"))
    behaviours.csv:12:from_months  -1 is below the minimum 0
    >>> print(Problem("signs.csv", 1, "", "is empty"))
    signs.csv:1  is empty
    """

    file: str
    line: int
    column: str
    message: str

    @property
    def place(self) -> str:
        """``file:line:column``, as an editor understands it, and two spaces."""
        parts = [self.file, str(self.line), *filter(None, [self.column])]
        return f"{':'.join(parts)}  "

    def __str__(self) -> str:
        """``file:line:column  what is wrong``."""
        return f"{self.place}{self.message}"


class TableError(OtkitError):
    """The tables are broken. ``problems`` holds all of them, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep every problem; ``str(self)`` is one problem a line."""
        self.problems = tuple(sorted(problems))
        lines = "\n".join(str(problem) for problem in self.problems)
        super().__init__(lines, "tables.broken")
