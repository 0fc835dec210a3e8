"""What every peer's form says: the kit's own questions, levels and steps, in English.

Only the drawing differs between the peers; the questions and the scoring are otkit's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape

from otkit.age import Age
from otkit.kit.load import load_tables
from otkit.kit.tables import Tables
from otkit.scoring.guidance import explain
from otkit.scoring.score import behaviours_asked, score

TITLE = "How is your child doing?"
CHOOSE = "Choose"
YEARS = {CHOOSE: "", "Under one year": "0", **{f"{n} years": str(n) for n in range(1, 6)}}
MONTHS = {f"{n} months": str(n) for n in range(12)}
HOW_OFTEN = {"Often": "often", "Sometimes": "sometimes", "Not sure": "not-sure"}
LOST_SKILL = "Could your child do something before that they cannot do now?"
ALREADY_SEEN = "Does a professional already help with any of these?"
NO_AGE = "Choose your child's age to see the list."


@dataclass(frozen=True)
class Told:
    """The result in words: the main message, what to do now, and why."""

    headline: str
    steps: tuple[str, ...]
    why: str

    def html(self) -> str:
        steps = "".join(f"<li>{escape(step)}</li>" for step in self.steps)
        return f"<h2>{escape(self.headline)}</h2><ol>{steps}</ol><p>{escape(self.why)}</p>"

    def markdown(self) -> str:
        steps = "\n".join(f"1. {step}" for step in self.steps)
        return f"## {self.headline}\n\n{steps}\n\n{self.why}"


@cache
def tables() -> Tables:
    """The kit's tables, read once in a process."""
    return load_tables()


def area_titles(months: int) -> dict[str, str]:
    """Area id -> its title, for the areas asked about at this age."""
    area_ids = {row["area_id"] for row in behaviours_asked(Age(months), tables())}
    rows = tables().rows("areas")
    return {row["area_id"]: row["title_en"] for row in rows if row["area_id"] in area_ids}


def questions(months: int) -> dict[str, dict[str, str]]:
    """Area title -> behaviour id -> its words, for a child of `months`."""
    titles = area_titles(months)
    grouped: dict[str, dict[str, str]] = {title: {} for title in titles.values()}
    for row in behaviours_asked(Age(months), tables()):
        grouped[titles[row["area_id"]]][row["behaviour_id"]] = row["text_en"]
    return grouped


def tell(months: int, answers: Mapping[str, object]) -> Told:
    """What otkit's scoring and guidance say of `answers`."""
    explanation = explain(score(Age(months), answers, tables()), tables())
    return Told(
        headline=explanation.message["text_en"],
        steps=tuple(step["text_en"] for step in explanation.steps),
        why=explanation.rule["text_en"],
    )


def months_of(years: str, months: str) -> int | None:
    """Completed months of two select boxes, or None while no age is chosen."""
    return None if years == "" else int(years) * 12 + int(months or 0)
