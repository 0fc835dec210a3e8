"""Which numbers of a room may be shown, so that no small group can be identified.

The rule protects each group of fewer than 5 people with the same answer, the empty one included.
It holds against someone who sees the board all the time, knows this rule, and can count heads.

1. While a part of the room is open only the numbers of people who took part are shown. Their
   answers are shown when the part is closed. From then on its answers cannot change (see
   `stages.py`), so a later look shows the same: nothing can be learned from two looks.
2. Fewer than 8 answers: nothing is shown.
3. An answer is shown as an exact number only if 5 people or more gave it and 5 or more did not. So
   neither it nor what is left of the total is a small number. Otherwise the board says "fewer than
   5", or "5 or more" when those who did not are the few: what is hidden can still be four different
   numbers or more, 0 among them.
4. Of three kinds of answer (right, not sure, something else) the second is shown of what the first
   leaves, by the same rule, and the third never: there is nothing to subtract.
5. Totals (people who joined, people who answered each question, before and after) are exact only if
   they are equal or 5 or more apart; else they are rounded down to a multiple of 5.

The tests turn the rule around: they list, for each picture the board can show, every room that
gives this picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

SMALLEST = 5
"""People in the smallest group that is shown (the kit's choice; many health offices use it)."""

FEWEST_ANSWERS = 8
"""Answers from which anything is shown of them: the smallest usual workshop."""


@dataclass(frozen=True)
class Shown:
    """A number of people as it may be shown.

    ``kind`` is ``exact`` (it is ``n``), ``few`` (fewer than 5), ``many`` (``n`` or more) or
    ``hidden`` (not shown). ``n`` is 0 for few and hidden.
    """

    kind: Literal["exact", "few", "many", "hidden"]
    n: int = 0


FEW = Shown("few")
HIDDEN = Shown("hidden")


def part_of(total: int, part: int, at_least: int | None = None) -> Shown:
    """How many of ``total`` people may be shown to be in ``part``.

    ``at_least`` is the total as shown, where that is only "``at_least`` or more".

    >>> part_of(12, 6), part_of(12, 3), part_of(12, 9)
    (Shown(kind='exact', n=6), Shown(kind='few', n=0), Shown(kind='many', n=8))
    >>> part_of(12, 9, at_least=10)
    Shown(kind='many', n=6)
    >>> part_of(7, 7)
    Shown(kind='hidden', n=0)
    """
    if total < FEWEST_ANSWERS:
        return HIDDEN
    if part < SMALLEST:
        return FEW
    if total - part < SMALLEST:
        least = total if at_least is None else at_least
        return Shown("many", max(SMALLEST, least - SMALLEST + 1))
    return Shown("exact", part)


def right_and_unsure(
    total: int, right: int, unsure: int, at_least: int | None = None
) -> tuple[Shown, Shown]:
    """How many were right and how many were not sure, so that the rest cannot be computed either.

    >>> right_and_unsure(20, 8, 6)
    (Shown(kind='exact', n=8), Shown(kind='exact', n=6))
    >>> right_and_unsure(12, 6, 5)
    (Shown(kind='exact', n=6), Shown(kind='hidden', n=0))
    """
    first = part_of(total, right, at_least)
    if first.kind == "exact":
        return first, part_of(total - right, unsure, None if at_least is None else at_least - right)
    if first.kind == "few":
        return first, part_of(total, unsure, at_least)
    return first, HIDDEN


def totals(people: Mapping[str, int]) -> dict[str, Shown]:
    """Totals that can stand side by side: no difference of two exact ones is between 0 and 5.

    >>> totals({"joined": 12, "before": 12, "after": 11})["after"]
    Shown(kind='many', n=10)
    """
    exact: list[int] = []
    by_name = {}
    for name, n in sorted(people.items(), key=lambda item: -item[1]):
        if n < SMALLEST:
            by_name[name] = FEW
        elif all(other == n or abs(other - n) >= SMALLEST for other in exact):
            exact.append(n)
            by_name[name] = Shown("exact", n)
        else:
            by_name[name] = Shown("many", n - n % SMALLEST)
    return {name: by_name[name] for name in people}
