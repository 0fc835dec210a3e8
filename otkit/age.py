"""How old a child is, and the one rule on children who were born early.

Corrected age: a child born more than 3 weeks early is compared with children of the age
counted from the due date, until 24 months after birth. Up to 2 years: American Academy of
Pediatrics, Pediatrics 153(2) e2023063801 (2024). More than 3 weeks: the Academy's leaflet for
parents on babies born early (ppe_document142). Other lists choose otherwise; the kit keeps
its choice here and nowhere else.
"""

import calendar
import operator
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from otkit.errors import AgeError

MAX_MONTHS = 71
"""Oldest age in whole months: the last month before the sixth birthday (source: the article)."""

MAX_WEEKS_EARLY = 17
"""Most weeks before the due date: a birth at 23 weeks. Earlier is a slip of the finger."""

CORRECT_ABOVE_WEEKS = 3
"""Weeks early above which an age is corrected; 3 itself is not (AAP, ppe_document142)."""

CORRECT_UNTIL_MONTHS = 24
"""Actual age in months from which an age is no longer corrected (AAP, e2023063801)."""

DAYS_PER_MONTH = Fraction(487, 16)
"""Mean length of a month in days, 30.4375: a year of 365.25 days in twelve parts."""


@dataclass(frozen=True)
class Age:
    """A child's age in whole months since birth, and how many weeks early the birth was.

    ``months`` is 0 to 71, ``weeks_early`` 0 to 17; anything else raises ``AgeError``. ``since_due``
    are whole months since the due date as counted from a birth date; one that cannot belong to
    ``months`` and ``weeks_early`` is not used.

    >>> Age(10, weeks_early=8).corrected_months
    8
    >>> Age(30, weeks_early=8).corrected_months
    30
    """

    months: int
    weeks_early: int = 0
    _: KW_ONLY
    since_due: int | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse what no child of the kit can be."""
        months = _whole(self.months)
        if months is not None and months > MAX_MONTHS:
            raise AgeError(
                f"{months} months is above {MAX_MONTHS}, the oldest age this kit knows.",
                "age.too-old",
                max=MAX_MONTHS,
            )
        if months is None or months < 0:
            raise AgeError(
                f"months must be a whole number from 0 to {MAX_MONTHS}, not {self.months!r}.",
                "age.months-range",
                max=MAX_MONTHS,
            )
        weeks = _whole(self.weeks_early)
        if weeks is None or not 0 <= weeks <= MAX_WEEKS_EARLY:
            raise AgeError(
                f"weeks_early must be a whole number from 0 to {MAX_WEEKS_EARLY}, "
                f"not {self.weeks_early!r}.",
                "age.weeks-early-range",
                max=MAX_WEEKS_EARLY,
            )
        estimate = _estimated_months(months, weeks)
        if self.since_due is not None and not estimate - 1 <= self.since_due <= estimate + 2:
            object.__setattr__(self, "since_due", None)
        object.__setattr__(self, "months", months)
        object.__setattr__(self, "weeks_early", weeks)

    @classmethod
    def from_birth_date(cls, birth: date | str, today: date | str, weeks_early: int = 0) -> "Age":
        """The age on ``today`` of a child born on ``birth``; neither date is kept.

        Dates are dates or text as in ``2024-02-29``. A corrected age is counted from the due
        date, which is the birth date plus the weeks early. Raises ``AgeError`` for a birth in
        the future, a child above 71 months, or text that is no date.

        >>> Age.from_birth_date("2024-02-29", date(2025, 2, 28))
        Age(months=12, weeks_early=0)
        >>> Age.from_birth_date("2025-01-10", date(2025, 9, 1), weeks_early=12).corrected_months
        4
        """
        born, now = _date(birth), _date(today)
        if born > now:
            raise AgeError(f"The birth date {born} is after today, {now}.", "age.future")
        age = cls(_months_between(born, now), weeks_early)
        due = born + timedelta(weeks=age.weeks_early)
        since_due = _months_between(due, now) if due <= now else 0
        return cls(age.months, age.weeks_early, since_due=since_due)

    @property
    def is_corrected(self) -> bool:
        """Whether ``corrected_months`` is counted from the due date.

        >>> Age(5, weeks_early=3).is_corrected, Age(5, weeks_early=4).is_corrected
        (False, True)
        >>> Age(24, weeks_early=12).is_corrected
        False
        """
        return self.weeks_early > CORRECT_ABOVE_WEEKS and self.months < CORRECT_UNTIL_MONTHS

    @property
    def corrected_months(self) -> int:
        """The months to compare this child by; the same as ``months`` when not corrected.

        Counted exactly from the due date when the birth date was given. From whole months
        alone the weeks early are taken off the age in days, at 30.4375 days a month, and what
        is left is rounded down to whole months, never below 0. So a doubtful case gets the
        younger list, as the CDC asks between two lists (WIC guide, four simple steps).
        """
        if not self.is_corrected:
            return self.months
        if self.since_due is not None:
            return self.since_due
        return _estimated_months(self.months, self.weeks_early)


def is_at(row: Mapping[str, Any], months: int) -> bool:
    """Whether an age is among the months of a row of the tables, both ends included.

    >>> is_at({"from_months": 12, "to_months": 35}, 35)
    True
    """
    return bool(row["from_months"] <= months <= row["to_months"])


def _estimated_months(months: int, weeks_early: int) -> int:
    """Whole months since the due date, from whole months since birth."""
    days = months * DAYS_PER_MONTH - 7 * weeks_early
    return max(0, days // DAYS_PER_MONTH)


def _whole(value: object) -> int | None:
    """``value`` as an int when it is a whole number of any integer type, else None."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def _date(value: object) -> date:
    """``value`` as a date without a time of day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise AgeError(f"{value!r} is not a date, such as 2024-02-29.", "age.not-a-date") from None


def _months_between(start: date, end: date) -> int:
    """Whole calendar months from ``start`` to ``end``, which is not earlier.

    A month is complete on the same day of the month or, where that month is too short for it,
    on its last day: from 29 February 2024, twelve months are complete on 28 February 2025.
    """
    last_day = calendar.monthrange(end.year, end.month)[1]
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if end.day >= min(start.day, last_day) else months - 1
