"""The letters of a PDF that typst made: what they say, and how much room they take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

EM = 1000
"""Widths are in so many parts of the size of the text."""


@dataclass(frozen=True)
class Letters:
    """A font: what each code of it says, and how wide it is."""

    said: Mapping[int, str]
    widths: Mapping[int, float]

    @classmethod
    def of(cls, font: Any) -> Letters:
        data = font["/ToUnicode"].get_data().decode("latin-1")
        assert "beginbfrange" not in data
        said: dict[int, str] = {}
        for section in re.findall(r"beginbfchar(.*?)endbfchar", data, re.DOTALL):
            for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", section):
                said[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
        widths: dict[int, float] = {}
        runs = font["/DescendantFonts"][0].get_object()["/W"]
        for first, last, width in zip(runs[::3], runs[1::3], runs[2::3], strict=True):
            widths |= dict.fromkeys(range(first, last + 1), float(width))
        return cls(said, widths)

    def text(self, shown: Iterable[bytes | float]) -> str:
        """What is shown: strings of codes, and numbers that move what follows."""
        return "".join(self.said[code] for code in _codes(shown))

    def length(self, shown: Iterable[bytes | float], size: float) -> float:
        """How long it is, in points."""
        back = sum(one for one in shown if not isinstance(one, bytes))
        return (sum(self.widths[code] for code in _codes(shown)) - back) * size / EM


def _codes(shown: Iterable[bytes | float]) -> list[int]:
    codes = b"".join(one for one in shown if isinstance(one, bytes))
    return [high * 256 + low for high, low in zip(codes[::2], codes[1::2], strict=True)]
