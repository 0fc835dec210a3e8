"""What was ticked, under the sign or the area that it is about, still without a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from otkit.kit.conditions import NOT_SAID, NOT_URGENT, THIS_WEEK, TODAY, is_dated_skill
from otkit.kit.tables import Row, Tables
from otkit.scoring.answers import choices
from otkit.scoring.result import Result
from otkit.scoring.score import area_of

URGENT_NOTES = {TODAY: "result.urgent", THIS_WEEK: "result.this-week"}
"""What stands beside an urgent behaviour, by how urgent it is."""

HEADINGS = {
    "hearing": ("messages", "concern.hearing", "concern.hearing-term"),
    "movement": ("areas", "coordination", "coordination"),
}
"""Where the text and the clinical term stand for a concern: a table and two of its rows."""


@dataclass(frozen=True)
class Tick:
    """A behaviour that was answered, how often (an id of `answers`), `age_note()`."""

    row: Row
    answer: str
    age_note: tuple[str, int]

    @property
    def how(self) -> str:
        """The message that says the answer."""
        if self.answer == NOT_SAID:
            return f"how.{NOT_SAID}"
        return dict(choices(self.row["asked"], self.row["kind"]))[self.answer]


@dataclass(frozen=True)
class TickedSign:
    """A sign, or an area where that is another, with what was ticked for it: see `heading`."""

    row: Row
    ticks: tuple[Tick, ...]

    @property
    def holds_for_each(self) -> bool:
        """Whether its text holds for each behaviour below it; that of a sign may say more."""
        return "." in str(self.row["sign_id"])


def ticked_signs(result: Result, tables: Tables) -> tuple[TickedSign, ...]:
    """The signs with what was ticked for them; a behaviour of another area stands under that."""
    signs = tables.by_id("signs")
    areas = tables.by_id("areas")
    ticks: dict[str, list[Tick]] = {}
    heads: dict[str, Row] = {}
    for row in tables.rows("behaviours"):
        answer = result.answers.get(row["behaviour_id"])
        if answer:
            head = _of_concern(row, heading(row, signs[row["sign_id"]], areas), tables)
            heads[head["sign_id"]] = head
            ticks.setdefault(head["sign_id"], []).append(
                Tick(row, answer if isinstance(answer, str) else "often", age_note(row, tables))
            )
    return tuple(TickedSign(heads[name], tuple(ticks[name])) for name in _in_order(heads, signs))


def by_heading(signs: Iterable[TickedSign]) -> tuple[TickedSign, ...]:
    """The signs as a page shows them: what stands under the same heading is together."""
    found: dict[tuple[str, ...], TickedSign] = {}
    for sign in signs:
        texts = (str(text) for name, text in sign.row.items() if name.startswith("text_"))
        key = tuple(texts) if sign.holds_for_each else (str(sign.row["area_id"]),)
        before = found.get(key, replace(sign, ticks=()))
        found[key] = replace(before, ticks=(*before.ticks, *sign.ticks))
    return tuple(found.values())


def heading(behaviour: Row, sign: Row, areas: Mapping[str, Row]) -> Row:
    """The sign above a behaviour; where it names another area, what areas.csv says of that area.

    Such a heading has the columns of a sign; its `sign_id` is the sign's and the area's.
    """
    area_id = area_of(behaviour, sign)
    if area_id == sign["area_id"]:
        return sign
    return {**sign, **areas[area_id], "sign_id": f"{sign['sign_id']}.{area_id}"}


def _of_concern(behaviour: Row, head: Row, tables: Tables) -> Row:
    """The heading above what should be seen this week: a sign would claim what nobody marked.

    For hearing it speaks of hearing; for how the body moves, it is what areas.csv says of that.
    """
    if behaviour["urgent"] != THIS_WEEK or behaviour["concern"] not in HEADINGS:
        return head
    table, row_id, term_id = HEADINGS[behaviour["concern"]]
    rows = tables.by_id(table)
    own = {name: text for name, text in rows[row_id].items() if name.startswith("text_")}
    terms = {
        f"clinical_term_{row['language']}": rows[term_id][f"text_{row['language']}"]
        if table == "messages"
        else rows[term_id][f"clinical_term_{row['language']}"]
        for row in tables.rows("languages")
    }
    return {**head, **own, **terms, "sign_id": f"{head['sign_id']}.{behaviour['concern']}"}


def age_note(behaviour: Row, tables: Tables) -> tuple[str, int]:
    """From which age a behaviour is worth a note: a message's id, and the months it speaks of.

    An age is told only where a source gives it. A list begins with its age group, so a row that is
    there from its first month on may have begun earlier.
    """
    sign = tables.by_id("signs")[behaviour["sign_id"]]
    group = tables.by_id("age_groups")[sign["age_group_id"]]
    months = int(behaviour["from_months"])
    if behaviour["urgent"] != NOT_URGENT:
        return URGENT_NOTES[behaviour["urgent"]], months
    if not is_dated_skill(behaviour):
        return "result.no-age", months
    return ("result.at-age" if months == group["from_months"] else "result.from-age"), months


def _in_order(heads: Mapping[str, Row], signs: Mapping[str, Row]) -> list[str]:
    """Headings of another area first, as they are mostly urgent, then signs as in their file."""
    places = list(signs)
    return sorted(heads, key=lambda name: places.index(name) if name in signs else -1)
