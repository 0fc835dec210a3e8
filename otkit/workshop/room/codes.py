"""The code of a room: six characters that are hard to misread or mishear."""

import secrets
from collections.abc import Callable, Sequence

ALPHABET = "CDFHJKMNPRTVWXY3479"
"""No vowels, so that no word appears, and one only of each pair that looks alike: O and 0, I and 1,
S and 5, B and 8, Z and 2, G and 6, U and V, Q and O."""

LENGTH = 6
"""Characters in a code: 19 to the 6th, 47 million codes."""

READ_AS = str.maketrans({"U": "V"})
"""Commonly misread; U is not in the alphabet, so it must mean V."""


def new_code(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A random code.

    >>> len(new_code()), set(new_code()) <= set(ALPHABET)
    (6, True)
    """
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def odd_characters(typed: str) -> str:
    """The letters and digits that no code has, such as O, in six that were typed; else "".

    >>> odd_characters("hj4-70o"), odd_characters("hj47kt"), odd_characters("no")
    ('0, O', '', '')
    """
    letters = letters_of(typed)
    odd = sorted(letter for letter in set(letters) - set(ALPHABET) if letter.isalnum())
    return ", ".join(odd) if len(letters) == LENGTH else ""


def clean_code(typed: str) -> str:
    """The code that was typed: in capitals, without spaces and hyphens; "" if it is none.

    >>> clean_code(" hj4-7kt "), clean_code("HJ47KO"), clean_code("")
    ('HJ47KT', '', '')
    """
    code = letters_of(typed)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def letters_of(typed: str) -> str:
    """What was typed, in capitals, without spaces and hyphens."""
    return "".join(typed.upper().translate(READ_AS).replace("-", " ").split())
