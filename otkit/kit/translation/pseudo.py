"""A pseudo-language: right to left, half as long again, marked, and with no letter of English.

What is cut, what is joined from pieces and what stands in no table shows at a glance.
"""

import re
import unicodedata
from collections.abc import Container

CODES = ("he", "fa", "ur", "ps")
"""Languages from right to left; the pseudo-language takes the code of the first that is free."""

NAME = "«»"
"""What a reader picks it by."""

OPEN, CLOSE = "«", "»"
ALPHABET = "אבגדהוזחטיכלמנסעפצקרשתםןףץ"
LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", ALPHABET, strict=True))
KEPT = re.compile(r"\{[a-z][a-z0-9_]*\}|\]\(\S+|https?://\S+|[\w.+-]+@[\w.-]+\w")
"""What is no word: a place to fill, a target of a link, an address."""


def free_code(taken: Container[str]) -> str:
    """The code that the pseudo-language takes beside the languages that are there.

    >>> free_code(["en", "es"]), free_code(["en", "he"])
    ('he', 'fa')
    """
    return next(code for code in CODES if code not in taken)


def pseudo(text: str) -> str:
    """A text in the pseudo-language; what has no letters stays as it is.

    >>> pseudo("Call {number} now")
    '«גאאללל {number} נססם»'
    >>> pseudo("911")
    '911'
    """
    changed = pseudo_words(text)
    return f"{OPEN}{changed}{CLOSE}" if changed != text else text


def pseudo_words(text: str) -> str:
    """The words of a text in the pseudo-language, without the marks around it."""
    parts, end = [], 0
    for kept in KEPT.finditer(text):
        parts += [_longer(text[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*parts, _longer(text[end:])])


def _longer(text: str) -> str:
    """Letters of the alphabet, every second one twice."""
    plain = (sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    longer, twice = [], False
    for sign in plain:
        letter = LETTERS.get(sign.lower())
        longer.append(sign if letter is None else letter * (1 + twice))
        twice = letter is not None and not twice
    return "".join(longer)
