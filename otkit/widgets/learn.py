"""The lessons: what occupational therapy is, whom to call, what happens; two minutes each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup
from traitlets import Unicode

from otkit.front.drawing import Context, Drawing, only, render
from otkit.kit.lessons import Lesson, load_lessons
from otkit.kit.lessons.figures import ABOVE, DOORS, TILES, rows_of
from otkit.kit.lessons.worksheets import WORKSHEETS
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.calls import ToCall, scripts
from otkit.scoring.countries import contacts_of, countries, country_to_add, emergency_row
from otkit.scoring.emergency import emergency, sources_of
from otkit.scoring.sources import sources_at
from otkit.scoring.suggestions import behaviours_of
from otkit.widgets.fields import Fields, first, one_of
from otkit.widgets.page import Page, State

PICKS = ("ot", "pt", "both")
CHECK_IN_AT = {"infant": "0", "toddler": "1", "preschool": "3"}  # years that the link fills in


@dataclass(frozen=True)
class LearnState(State):
    """Where a reader is: the lesson, those read in this tab, and the choices made in them."""

    lesson: str = ""
    chosen: bool = False  # whether a lesson was asked for
    read: tuple[str, ...] = ()
    country: str = "US"
    group: str = ""
    picks: Mapping[str, str] = field(default_factory=dict)


class Learn(Page):
    """The lessons as a widget: `Learn()` shows the first, `Learn(lesson="first-visit")` another.

    Traits: `language` (a code of languages.csv) and `lesson` (the id of a lesson in
    `data/lessons/`; an unknown one is the first).
    """

    name = "learn"
    starts_as = LearnState
    watched = ("language", "lesson")
    regions = ("header", "contents", "lesson", "nav", "footer")

    lesson = Unicode("")

    def receive(self, action: str, fields: Fields) -> LearnState:
        """The state that the whole form describes: the lesson, and what was chosen in it."""
        before: LearnState = self.state()
        groups = [row["age_group_id"] for row in self.tables.rows("age_groups")]
        state = LearnState(
            language=self.language_of(fields),
            lesson=first(fields, "lesson"),
            chosen="lesson" in fields,
            read=tuple(fields.get("read", [])),
            country=one_of(countries(self.tables), fields, "country", before.country),
            group=one_of(groups, fields, "group", before.group),
            picks=picks_of(fields, self.tables),
        )
        return self._at_a_lesson(state)

    def language_of(self, fields: Fields) -> str:
        """The language that a form asks for, if there are lessons in it; else the page's own."""
        asked = super().language_of(fields)
        known = lessons_by_language(self.tables.folder, self.state().country)
        return asked if asked in known else self.language

    def follow(self, state: LearnState, changed: Mapping[str, Any]) -> LearnState:
        """The state in another language or at another lesson."""
        return self._at_a_lesson(super().follow(state, changed))

    def traits_of(self, state: LearnState) -> dict[str, Any]:
        """The lesson that is shown, and its address."""
        country = country_to_add(self.tables, state.country)
        address = f"?lesson={state.lesson}&lang={state.language}{country}"
        return super().traits_of(state) | {"address": address}

    def current(self) -> Lesson:
        """The lesson that is shown."""
        return self._lesson(self.state())

    def heading(self, state: LearnState) -> str:
        """The lesson's title, then the page's."""
        return f"{self._lesson(state).title} · {super().heading(state)}"

    def drawings(self, state: LearnState) -> Mapping[str, Drawing]:
        """The lesson, its way through, and the tables that belong below it."""
        lesson, lessons = self._lesson(state), self.lessons(state)
        place = lessons.index(lesson)
        country = country_to_add(self.tables, state.country)
        nav = {
            "before": lessons[place - 1] if place else None,
            "after": lessons[place + 1] if place + 1 < len(lessons) else None,
        }
        shown = {
            "lesson": lesson,
            "lessons": lessons,
            "worksheet": WORKSHEETS.get(lesson.worksheet),
            "state": only(state, "country", "group", "picks"),
        }
        row = emergency_row(self.tables, state.country)
        header = {"and_country": country, "emergency_row": row}
        contents = shown | {"state": only(state, "read", "chosen", "country", "group")}
        return {
            "header": Drawing("learn/header.html.j2", header, shared=(state.country,)),
            "contents": Drawing("learn/contents.html.j2", contents),
            "lesson": Drawing("learn/lesson.html.j2", shown, self._shown),
            "nav": Drawing("learn/nav.html.j2", nav, shared=(lesson.lesson_id,)),
            "footer": Drawing("learn/footer.html.j2", shared=()),
        }

    def lessons(self, state: LearnState) -> list[Lesson]:
        """The lessons in the language of the reader, as read where the reader lives."""
        return lessons_by_language(self.tables.folder, state.country)[state.language]

    def _lesson(self, state: LearnState) -> Lesson:
        lessons = self.lessons(state)
        return next((one for one in lessons if one.lesson_id == state.lesson), lessons[0])

    def _at_a_lesson(self, state: LearnState) -> LearnState:
        """The state at a lesson that there is, which is read by that."""
        lesson_id = self._lesson(state).lesson_id
        known = {one.lesson_id for one in self.lessons(state)}
        return replace(
            state,
            lesson=lesson_id,
            read=tuple(dict.fromkeys([*(one for one in state.read if one in known), lesson_id])),
            group=state.group or self.tables.rows("age_groups")[0]["age_group_id"],
        )

    def _shown(self, context: Context) -> Context:
        """The lesson's own text, and the rows of every table that a lesson may show."""
        tables, state, lesson = self.tables, context["state"], context["lesson"]
        words: Words = context["w"]
        box = emergency(tables, state.country, words)
        areas = {row["area_id"]: row for row in tables.rows("areas")}
        tips = [row for row in tables.rows("tips") if row["age_group_id"] == state.group]
        own = [tables.by_id("sources")[source_id] for source_id in lesson.source_ids]
        rows = {
            "areas": rows_of("areas", tables),
            "age_groups": tables.rows("age_groups"),
            "shown_calls": [
                ToCall(row, scripts(row, words)) for row in contacts_of(tables, state.country)
            ],
            "emergency": box,
            "shown_questions": [
                row
                for row in tables.rows("questions")
                if not row["area_id"] and not behaviours_of(row)
            ],
            "shown_tips": [
                (areas[area], list(rows))
                for area, rows in groupby(tips, lambda row: row["area_id"])
            ],
            "items": tables.rows("ot_or_pt"),
            "all_sources": sources_at(tables, state.country, context["lessons"])
            if "sources" in lesson.shows
            else (),
            "sources": sources_of(box, tables, own) if "emergency" in lesson.shows else own,
        }
        pictures = {**context, **rows, "pictures": TILES, "above": ABOVE, "doors": DOORS}
        html = lesson.with_pictures(
            lambda figure: render("figures.html.j2", pictures | {"figure": figure})
        )
        return rows | {"html": Markup(html)}  # noqa: S704 -- cleaned when it was read  # nosec B704


def picks_of(fields: Fields, tables: Tables) -> dict[str, str]:
    """What was picked for each item of “OT or PT?”, by item_id; anything unknown is left out."""
    items = [row["item_id"] for row in tables.rows("ot_or_pt")]
    picks = {item: one_of(PICKS, fields, f"pick:{item}") for item in items}
    return {item: pick for item, pick in picks.items() if pick}


@cache
def lessons_by_language(folder: Path, country: str) -> dict[str, list[Lesson]]:
    """The lessons of a data folder as read in a place, by language; read once a process."""
    lessons = load_lessons(folder, _address, country=country)
    languages = dict.fromkeys(one.language for one in lessons)
    return {code: [one for one in lessons if one.language == code] for code in languages}


def _address(kind: str, target: str, language: str) -> str:
    """Where a link leads. The check-in cannot know the language chosen here, so it is told."""
    if kind == "checkin":
        return f"./?years={CHECK_IN_AT.get(target, '0')}&lang={language}"
    return f"?lesson={target if kind == 'lesson' else 'sources'}&lang={language}"
