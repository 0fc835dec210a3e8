"""What no sentence of the kit may hold: letters that nobody sees, and letters that were lost."""

import re
import unicodedata
from collections.abc import Iterator

from otkit.errors import Problem
from otkit.kit.tables.cell_text import MERGED
from otkit.kit.tables.schema import NOTES, Sheet
from otkit.kit.tables.sentences import said

SUSPICIOUS = re.compile(r"\?|\d[lIOo|]|[lIOo|]\d")
"""Signs in a plain text that make it worth a closer look."""

DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the order of the letters after them."""

LOST = "\ufffd"
LOST_IN_A_WORD = re.compile(r"[^\W\d_]\?[^\W\d_]")
ENCODINGS = ("cp1252", "mac_roman", "cp850")
"""What UTF-8 is read as by mistake, before it is saved as UTF-8 once more."""

PLAUSIBLE = re.compile("[\u00a0-\u024f\u2010-\u2bff]")
"""One letter or sign that is often encoded twice; one of another script may be chance: OÙ…"""

NOT_ASCII = re.compile("[^\x00-\x7f]{2,}")
"""Letters that can be the bytes of one letter: of those there are at least two."""

FOR_A_DIGIT = re.compile(r"[+(]?(?=.*\d.*\d|.*\d[lIOo|]|.*[lIOo|]\d)[\dlIOo|()-]{3,}")
"""A number as people write it, in which a letter may stand for a digit: 91l for 911."""


def check_letters(sheet: Sheet) -> Iterator[Problem]:
    """Each cell holds only letters that are seen, and those that were typed."""
    for record in sheet.records:
        for column, text in record.row.cells.items():
            is_plain = text.isascii() and text.isprintable() and not SUSPICIOUS.search(text)
            if not is_plain and column not in NOTES:
                for message in wrong_letters(text):
                    yield sheet.problem(record, column, message)


def wrong_letters(text: str) -> Iterator[str]:
    """What is wrong with the letters of a text, if anything.

    >>> list(wrong_letters("BebÃ©s"))
    ['“BebÃ©s” looks twice encoded, for “Bebés”; type it again, or open the file as UTF-8']
    >>> list(wrong_letters("Bebés, ¿y usted?"))
    []
    """
    hidden = set() if text.isprintable() else {sign for sign in text if _is_control(sign)}
    for sign in sorted(hidden):
        yield said("letter.control", sign=f"U+{ord(sign):04X}")
    for sign in sorted(set(DIRECTION.findall(text))):
        yield said("letter.direction", sign=f"U+{ord(sign):04X}")
    for word in dict.fromkeys(text.split()):
        if LOST in word and MERGED not in text:
            yield said("letter.lost", word=word)
        elif LOST_IN_A_WORD.search(word) and "//" not in word:
            yield said("letter.question", word=word)
        elif SUSPICIOUS.search(word) and FOR_A_DIGIT.fullmatch(word.strip(".,;:!")):
            yield said("letter.for-digit", word=word.strip(".,;:!"))
        elif not word.isascii() and (meant := twice_encoded(word)):
            yield said("letter.twice-encoded", word=word, meant=meant)


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") and sign not in "\n\t"


def twice_encoded(word: str) -> str:
    """What a word was before it was read as another encoding than its own; else empty.

    >>> twice_encoded("BebÃ©s"), twice_encoded("Bebés")
    ('Bebés', '')
    """
    runs = [match.span() for match in NOT_ASCII.finditer(word)]
    ends = [(start, end) for begin, end in runs for start in range(begin, end - 1)]
    for encoding in ENCODINGS:
        for start, end in ends:
            try:
                meant = word[start:end].encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
            if PLAUSIBLE.fullmatch(meant) or len(meant) > 1:
                return word[:start] + meant + word[end:]
    return ""
