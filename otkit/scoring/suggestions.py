"""What to try at home and what to ask, for the behaviours that were marked."""

from __future__ import annotations

from itertools import islice, zip_longest

from otkit.age import is_at
from otkit.kit.conditions import HEALTH, NOT_SURE, NOT_URGENT, THIS_WEEK, TODAY
from otkit.kit.tables import Row, Tables
from otkit.scoring.answers import ALREADY_SEEN
from otkit.scoring.guidance import ACT_NOW
from otkit.scoring.result import Result
from otkit.scoring.score import in_order


def tips(result: Result, tables: Tables, most: int = 3) -> tuple[Row, ...]:
    """At most `most` things to try at home, for the marked areas by turns, the fullest first.

    A tip fits a behaviour that is ticked, often or sometimes. There is none while something should
    not wait, in an area with something urgent, and in one where a professional already helps:
    what to try is then for them to say.
    """
    if result.level == ACT_NOW:
        return ()
    months = result.age.corrected_months
    group = next(row["age_group_id"] for row in tables.rows("age_groups") if is_at(row, months))
    answers = result.answers
    answered = [row for row in tables.keep(in_order) if row["behaviour_id"] in answers]
    ticked = {r["behaviour_id"] for r in answered if answers[r["behaviour_id"]] != NOT_SURE}
    left_out = {row["area_id"] for row in answered if row["urgent"] != NOT_URGENT}
    left_out |= set(answers.get(ALREADY_SEEN, ()))

    def fits(tip: Row) -> bool:
        listed = behaviours_of(tip)
        return not listed or not ticked.isdisjoint(listed)

    by_area = [
        [
            tip
            for tip in tables.rows("tips")
            if (tip["area_id"], tip["age_group_id"]) == (area, group) and fits(tip)
        ]
        for area in _marked_areas(result, tables)
        if area not in left_out
    ]
    by_turns = (row for turn in zip_longest(*by_area) for row in turn if row is not None)
    return tuple(islice(by_turns, most))


def behaviours_of(row: Row) -> tuple[str, ...]:
    """The behaviours that a tip or a question is for; none when it fits all of its area.

    >>> behaviours_of({"behaviours": "runs; jumps"})
    ('runs', 'jumps')
    """
    return tuple(part.strip() for part in row["behaviours"].split(";") if part.strip())


def questions(result: Result, tables: Tables, audience: str, most: int = 3) -> tuple[Row, ...]:
    """At most `most` questions for `doctor` or `ot`: of what was marked, then general ones.

    Those about a marked behaviour come first, then those of the marked areas. When something urgent
    today was marked, only those that fit a visit on that day. A sudden change in breathing, fever
    or the body is nothing to ask an OT about.
    """
    marked = _marked_areas(result, tables)
    if audience == "ot" and marked == [HEALTH]:
        return ()
    rows = [row for row in tables.rows("questions") if row["audience"] == audience]
    if _is_urgent_today(result, tables):
        rows = [row for row in rows if row["today"]]
    own = sorted(
        (row for row in rows if row["area_id"] in marked),
        key=lambda row: marked.index(row["area_id"]),
    )
    about = [row for row in rows if not result.answers.keys().isdisjoint(behaviours_of(row))]
    general = [row for row in rows if not row["area_id"] and not behaviours_of(row)]
    return tuple([*about, *own, *general][:most])


def _is_urgent_today(result: Result, tables: Tables) -> bool:
    rows = tables.by_id("behaviours")
    return any(rows[key]["urgent"] == TODAY for key in result.answers if key in rows)


def _marked_areas(result: Result, tables: Tables) -> list[str]:
    """The areas with something urgent, then the other ones with marks, the fullest first."""
    urgent = [
        row["area_id"]
        for kind in (TODAY, THIS_WEEK)
        for row in tables.keep(in_order)
        if row["urgent"] == kind and row["behaviour_id"] in result.answers
    ]
    marked = [
        (row["often"] + row["sometimes"] + row["not_said"], row["area_id"])
        for row in result.area_rows
    ]
    fullest_first = sorted(marked, key=lambda pair: -pair[0])
    return list(dict.fromkeys([*urgent, *(area for count, area in fullest_first if count)]))
