"""The few statistics the tables need, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of the values lie, between two neighbours in proportion.

    >>> percentile([1, 2, 3, 4, 5], 50)
    3.0
    >>> percentile([0, 10], 95)
    9.5
    """
    if not values:
        raise ValueError("a percentile of nothing")
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


@dataclass(frozen=True)
class Spread:
    """The median of several runs, with the lowest and the highest of them."""

    middle: float
    low: float
    high: float
    runs: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(float(median(values)), float(min(values)), float(max(values)), len(values))

    def words(self, digits: int = 2) -> str:
        """The median, and the range it comes from: `0.85 (0.80 to 0.91)`."""
        middle, low, high = (f"{value:.{digits}f}" for value in (self.middle, self.low, self.high))
        return middle if low == high else f"{middle} ({low} to {high})"


def spread(values: Sequence[float | None], digits: int = 2) -> str:
    """The median and range of the values there are, or a dash."""
    there = [value for value in values if value is not None]
    return Spread.of(there).words(digits) if there else "–"


def middle(values: Sequence[float | None]) -> float:
    """The median of the values there are; infinity when there is none, so no target is reached."""
    there = [value for value in values if value is not None]
    return float(median(there)) if there else float("inf")
