"""The lessons: what occupational therapy is, whom to call, what happens; two minutes each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup
from traitlets import Unicode

from otkit.calls import ToCall, scripts
from otkit.drawing import render
from otkit.emergency import emergency, sources_of
from otkit.guidance import at_level, contacts_of, countries
from otkit.lessons import Lesson, load_lessons
from otkit.lessons.figures import DOORS, TILES
from otkit.lessons.worksheets import WORKSHEETS
from otkit.tables import Tables, data_folder
from otkit.widgets.page import Fields, Page, default_folder, default_tables
from otkit.wording import Words

PICKS = ("ot", "pt", "both")
CHECK_IN_AT = {"infant": "0", "toddler": "1", "preschool": "3"}  # years that the link fills in


@dataclass(frozen=True)
class LearnState:
    """Where a reader is: the lesson, those read in this tab, and the choices made in them."""

    lesson_id: str
    read: tuple[str, ...] = ()
    country: str = "US"
    group: str = ""
    picks: dict[str, str] = field(default_factory=dict)


class Learn(Page):
    """The lessons as a widget: `Learn()` shows the first, `Learn(lesson="first-visit")` another.

    Traits: `language` (a code of languages.csv) and `lesson` (the id of a lesson in
    `data/lessons/`; an unknown one is the first).
    """

    name = "learn"

    lesson = Unicode("")

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Show the lessons that stand beside `tables`, or the kit's own."""
        tables = default_tables() if tables is None else tables
        self.lessons = lessons_by_language(default_folder() or data_folder())
        self._state = LearnState(lesson_id=str(traits.get("lesson", "")))
        regions = ("header", "contents", "lesson", "nav", "footer")
        super().__init__(tables, regions, **traits)
        self.observe(self._on_trait, ["language", "lesson"])

    def _on_trait(self, _change: Any) -> None:
        if self._state.lesson_id != self.lesson:
            self._state = LearnState(self.lesson, self._state.read)
        self.redraw()

    def receive(self, action: str, fields: Fields) -> None:
        """Take the whole form: which lesson to show, and what was chosen in it."""
        asked = _first(fields, "language")
        language = asked if asked in self.lessons else self.language
        known = {one.lesson_id for one in self.lessons[language]}
        groups = [row["age_group_id"] for row in self.tables.rows("age_groups")]
        items = {f"pick:{row['item_id']}": row["item_id"] for row in self.tables.rows("ot_or_pt")}
        country, group = _first(fields, "country"), _first(fields, "group")
        self._state = LearnState(
            lesson_id=_first(fields, "lesson"),
            read=tuple(dict.fromkeys(i for i in fields.get("read", []) if i in known)),
            country=country if country in countries(self.tables) else self._state.country,
            group=group if group in groups else self._state.group,
            picks={
                item: _first(fields, name)
                for name, item in items.items()
                if _first(fields, name) in PICKS
            },
        )
        with self.hold_trait_notifications():  # drawn between the two, it would have an address
            self.language = language
            self.lesson = self._state.lesson_id

    def current(self) -> Lesson:
        """The lesson that is shown; for an unknown id, the first."""
        lessons = self.lessons[self.language]
        return next((one for one in lessons if one.lesson_id == self._state.lesson_id), lessons[0])

    def heading(self) -> str:
        """The lesson's title, then the page's."""
        return f"{self.current().title} · {super().heading()}"

    def draw(self) -> dict[str, str]:
        """Draw the lesson, its way through, and the tables that belong below it."""
        lesson, lessons = self.current(), self.lessons[self.language]
        place = lessons.index(lesson)
        read = dict.fromkeys([*self._state.read, lesson.lesson_id])
        groups = self.tables.rows("age_groups")
        self._state = LearnState(
            lesson.lesson_id,
            tuple(read),
            self._state.country,
            self._state.group or groups[0]["age_group_id"],
            self._state.picks,
        )
        and_country = self.and_country(self._state.country)
        self.address = f"?lesson={lesson.lesson_id}&lang={self.language}{and_country}"
        context = self.context() | {
            "and_country": and_country,
            "state": self._state,
            "lesson": lesson,
            "lessons": lessons,
            "before": lessons[place - 1] if place else None,
            "after": lessons[place + 1] if place + 1 < len(lessons) else None,
            "worksheet": WORKSHEETS.get(lesson.worksheet),
            **self._shown(),
        }
        context["html"] = Markup(lesson.with_pictures(lambda f: _picture(f, context)))  # noqa: S704
        return {region: render(f"learn/{region}.html.j2", context) for region in self.regions}

    def _shown(self) -> dict[str, Any]:
        """The rows of every table that a lesson may show."""
        tables, state = self.tables, self._state
        lesson = self.current()
        words = Words(tables, self.language)
        box = emergency(tables, state.country, words)
        areas = {row["area_id"]: row for row in tables.rows("areas")}
        tips = [row for row in tables.rows("tips") if row["age_group_id"] == state.group]
        sources = {row["source_id"]: row for row in tables.rows("sources")}
        own = [sources[source_id] for source_id in lesson.source_ids]
        return {
            "areas": tables.rows("areas"),
            "age_groups": tables.rows("age_groups"),
            "levels": at_level(tables),
            "shown_calls": [
                ToCall(row, scripts(row, words)) for row in contacts_of(tables, state.country)
            ],
            "emergency": box,
            "shown_questions": [row for row in tables.rows("questions") if not row["area_id"]],
            "shown_tips": [
                (areas[area], list(rows))
                for area, rows in groupby(tips, lambda row: row["area_id"])
            ],
            "items": tables.rows("ot_or_pt"),
            "all_sources": tables.rows("sources"),
            "sources": sources_of(box, tables, own) if "emergency" in lesson.shows else own,
        }


@cache
def lessons_by_language(folder: Path) -> dict[str, list[Lesson]]:
    """The lessons of a data folder by language, in order; read once a process."""
    lessons: dict[str, list[Lesson]] = {}
    for one in load_lessons(folder, _address):
        lessons.setdefault(one.language, []).append(one)
    return lessons


def _address(kind: str, target: str, language: str) -> str:
    """Where a link leads. The check-in cannot know the language chosen here, so it is told."""
    if kind == "checkin":
        return f"./?years={CHECK_IN_AT.get(target, '0')}&lang={language}"
    return f"?lesson={target if kind == 'lesson' else 'sources'}&lang={language}"


def _picture(figure: str, context: dict[str, Any]) -> str:
    return render(
        "figures.html.j2", context | {"figure": figure, "pictures": TILES, "doors": DOORS}
    )


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, [])), "")
