"""Which fonts a PDF is set in, and what to install where none has a letter.

The kit's words are set in one font that comes with typst, so that a page looks the same everywhere.
Only a text with a letter that it lacks is set with every font there is: those of the machine, and
those that `pip install fontpkg-…` put beside the kit.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from otkit.errors import OtkitError

FONT = "Libertinus Serif"
"""The font of the kit; it comes with typst."""

PACKAGED = "fontpkg.family"
"""The entry points by which packages with fonts are found."""

NOT_SET = re.compile(r'the text `"(.+)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

EAST_ASIA = {"zh": "SC", "ja": "JP", "ko": "KR"}
"""The languages whose letters look different in Chinese, Japanese and Korean fonts."""

CJK = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"}
PACKAGES = {"ARABIC", "DEVANAGARI", "KHMER", "TAMIL", "TELUGU", "THAI"}
"""First words of the names that Unicode gives to letters, by where a font for them is found."""


def own_font() -> dict[str, Any]:
    """What typst takes for the kit's own font alone."""
    return {"ignore_system_fonts": True}


def every_font() -> dict[str, Any]:
    """What typst takes for all fonts: its own, the machine's and those of packages."""
    return {"ignore_system_fonts": False, "font_paths": font_folders()}


def font_folders() -> list[Path]:
    """The folders of the packages with fonts that are installed."""
    specs = (find_spec(package.value) for package in entry_points(group=PACKAGED))
    return [Path(spec.origin).parent for spec in specs if spec and spec.origin]


def families(language: str) -> list[str]:
    """The fonts to take letters from, in this order, before any other that has them.

    >>> families("ja")[:2]
    ['Libertinus Serif', 'Noto Sans CJK JP']
    """
    first = EAST_ASIA.get(language, "SC")
    regions = sorted(EAST_ASIA.values(), key=lambda region: region != first)
    scripts = ("Arabic", "Hebrew", "Devanagari", "Thai", "Ethiopic")
    names = [f"CJK {region}" for region in regions]
    return [FONT, *(f"Noto Sans {name}" for name in (*names, *scripts))]


def letter_not_set(message: str) -> str:
    """The letters that an error of typst says no font has; empty for any other error.

    >>> letter_not_set('PDF/UA-1 error: the text `"王"` could not be displayed with font `"A"`')
    '王'
    """
    match = NOT_SET.search(message)
    return ESCAPED.sub(lambda code: chr(int(code[1], 16)), match[1]) if match else ""


def no_font(letter: str) -> OtkitError:
    """The error that names a letter that no font has, and what to install.

    >>> print(no_font("王"))
    No font here has the letter “王” (U+738B). Install Noto Sans CJK: apt install fonts-noto-cjk
    """
    font, how = _advice(letter[0])
    code = f"U+{ord(letter[0]):04X}"
    sentence = f"No font here has the letter “{letter}” ({code}). Install {font}: {how}"
    return OtkitError(sentence, "paper.no-font", letter=letter, code=code, font=font, how=how)


def _advice(letter: str) -> tuple[str, str]:
    """A font that has the letter, and the command that installs it."""
    script = unicodedata.name(letter, "").split(" ")[0].rstrip("-")
    if script in CJK:
        return "Noto Sans CJK", "apt install fonts-noto-cjk"
    if unicodedata.category(letter) in ("So", "Sk"):
        return "Noto Color Emoji", "apt install fonts-noto-color-emoji"
    font = f"Noto Sans {script.title()}".rstrip()
    if script in PACKAGES:
        return font, f"pip install fontpkg-noto-sans-{script.lower()}"
    return font, "apt install fonts-noto-core"
