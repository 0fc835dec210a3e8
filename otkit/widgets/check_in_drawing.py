"""What each region of the check-in is drawn from; nothing here knows a widget.

Only the age, the result, the bar and the areas with marks are one visitor's own. All else is drawn
once per language, and shared.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from types import SimpleNamespace

from otkit.age import CORRECT_ABOVE_WEEKS, MAX_WEEKS_EARLY
from otkit.front.drawing import Context, Drawing, only
from otkit.kit.tables import Row, Tables
from otkit.scoring.answers import choices
from otkit.scoring.calls import calls, in_the_open
from otkit.scoring.countries import country_to_add
from otkit.scoring.emergency import emergency, sources_of
from otkit.scoring.guidance import explain, waiting_for
from otkit.scoring.score import behaviours_asked
from otkit.scoring.suggestions import questions, tips
from otkit.scoring.ticked_signs import by_heading
from otkit.takeaway.notes import notes_text
from otkit.widgets.form import WHOLE_CHILD, CheckInState, put_by_fields
from otkit.widgets.saved_answers import beside_of
from otkit.widgets.saved_drawing import earlier_drawing, file_drawing

OLDEST_BIRTH_YEARS = 10  # the date field offers no earlier year: it would be a typing slip
FIRST_CDC_LIST = 2  # months: the youngest age for which the CDC has a list (source: cdc-2022)
AGE = ("age_by", "months", "picked", "weeks_early", "since_due", "age", "problem")
"""The parts of a state that the card with the age shows."""


def drawings(state: CheckInState, tables: Tables) -> dict[str, Drawing]:
    """What each region is drawn from, by name."""
    behaviours = () if state.age is None else behaviours_asked(state.age, tables)
    areas = tables.rows("areas")
    by_area = {
        area["area_id"]: tuple(row for row in behaviours if row["area_id"] == area["area_id"])
        for area in areas
    }
    shown_areas = [area for area in areas if by_area[area["area_id"]]]
    waiting = waiting_for(state.result, tables)
    country = country_to_add(tables, state.country)
    looked_at = SimpleNamespace(areas=state.looked_at, all_open=state.all_open)
    put_by = list(put_by_fields(state, behaviours, shown_areas))
    return {
        "header": Drawing("check_in/header.html.j2", {"and_country": country}, shared=(country,)),
        "emergency": _emergency(state, tables),
        "age": _age(state),
        "file": file_drawing(state, tables),
        "intro": Drawing(
            "check_in/intro.html.j2",
            {
                "state": only(state, age=bool(state.age)),
                "country": state.country,
                "put_by": put_by,
                "looked_at": looked_at,
            },
            partial(_box, tables),
            shared=None
            if put_by or looked_at.areas
            else (bool(state.age), state.country, looked_at.all_open),
        ),
        **{
            f"area-{row['area_id']}": _area(row, by_area[row["area_id"]], state, shown_areas)
            for row in areas
        },
        "whole": _whole(shown_areas, state),
        "earlier": earlier_drawing(state, tables),
        "bar": Drawing(
            "check_in/bar.html.j2",
            {
                "result": state.result,
                "waiting": waiting,
                "looked": 0 if state.all_open else len(_looked_at(state, shown_areas)),
                "total": len(shown_areas),
            },
        ),
        "result": Drawing(
            "check_in/result.html.j2",
            {
                "result": state.result,
                "waiting": waiting,
                "state": only(state, "country"),
                "noted": state.today if state.shows_text else None,
                "beside": beside_of(state) if state.shows_text else None,
            },
            work_out=partial(_told, tables),
        ),
        "footer": Drawing("check_in/footer.html.j2", shared=()),
    }


def _emergency(state: CheckInState, tables: Tables) -> Drawing:
    """The box above the first question; who has begun to answer has it in one line."""
    template = "check_in/emergency.html.j2"
    shown = {"state": only(state, "country", age=bool(state.age)), "country": state.country}
    variant = (bool(state.age), state.country)
    return Drawing(template, shown, partial(_box, tables), shared=variant)


def _box(tables: Tables, context: Context) -> Context:
    return {"emergency": emergency(tables, context["country"], context["w"])}


def _age(state: CheckInState) -> Drawing:
    blank = {one.name: one.default for one in fields(CheckInState)}
    is_blank = all(getattr(state, part) == blank[part] for part in AGE)
    earliest = f"{state.today.year - OLDEST_BIRTH_YEARS}-01-01"
    shown = {
        "earliest": earliest,
        "most_weeks": MAX_WEEKS_EARLY,
        "term_weeks": CORRECT_ABOVE_WEEKS,
        "first_list": FIRST_CDC_LIST,
    }
    return Drawing(
        "check_in/age.html.j2",
        {"state": only(state, *AGE), **shown},
        shared=(earliest,) if is_blank else None,
    )


def _looked_at(state: CheckInState, shown_areas: list[Row]) -> list[str]:
    """The areas of the list that were opened; at first that is the first one."""
    shown = [area["area_id"] for area in shown_areas]
    return [one for one in state.looked_at if one in shown] or shown[:1]


def _area(
    area: Row, behaviours: tuple[Row, ...], state: CheckInState, shown_areas: list[Row]
) -> Drawing:
    """An area; with nothing marked in it, it is the same for all who are asked the same."""
    looked_at = _looked_at(state, shown_areas)
    later = shown_areas[shown_areas.index(area) + 1 :] if area in shown_areas else []
    place = {
        "is_open": state.all_open or area["area_id"] in looked_at[-1:],
        "is_looked_at": area["area_id"] in looked_at,
        "following": later[0] if later and not state.all_open else None,
    }
    asked = tuple(row["behaviour_id"] for row in behaviours)
    answers = {key: state.answers[key] for key in asked if key in state.answers}
    return Drawing(
        "check_in/area.html.j2",
        {
            "area": area,
            "behaviours": behaviours,
            "choices": choices,
            "state": only(state, answers=answers),
            **place,
        },
        shared=None
        if answers
        else (area["area_id"], asked, *(str(value) for value in place.values())),
    )


def _whole(shown_areas: list[Row], state: CheckInState) -> Drawing:
    answers = {key: state.answers[key] for key in WHOLE_CHILD if key in state.answers}
    shown = only(state, age=bool(state.age), answers=answers)
    shared = None if answers else (shown.age, *(area["area_id"] for area in shown_areas))
    inputs = {"shown_areas": shown_areas, "state": shown}
    return Drawing("check_in/whole.html.j2", inputs, shared=shared)


def _told(tables: Tables, context: Context) -> Context:
    """Everything there is to say about the result."""
    result, country, day = context["result"], context["state"].country, context["noted"]
    if result is None:
        return {}
    words = context["w"]
    first, later = calls(result, tables, words, country)
    told = explain(result, tables, country)
    box = emergency(tables, country, words)
    return {
        "reasons": by_heading(told.signs),
        "told": replace(told, sources=sources_of(box, tables, told.sources)),
        "emergency": box,
        "open_calls": in_the_open(first),
        "calls": first,
        "later_calls": later,
        "and_country": country_to_add(tables, country),
        "tips": tips(result, tables),
        "text": notes_text(result, tables, words.language, day, country, context["beside"])
        if day
        else "",
        "questions": questions(result, tables, "doctor"),
    }
