"""What the regions about files of answers are drawn from: one to be opened, and then and now."""

from __future__ import annotations

from functools import partial
from typing import Any

from otkit.front.drawing import Context, Drawing, only
from otkit.kit.tables import Tables
from otkit.kit.version import version_of
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL
from otkit.scoring.earlier import Earlier
from otkit.takeaway.answers_file import LARGEST, UNREADABLE, write_answers
from otkit.takeaway.then_and_now import comparison_content, marks, text_of
from otkit.widgets.form import CheckInState
from otkit.widgets.saved_answers import beside_of, strongest


def file_drawing(state: CheckInState, tables: Tables) -> Drawing:
    """Where a file is chosen, what is in it, and what can be done with it.

    The page holds the file in its form as it was understood, so nothing else of it stays.
    """
    inputs = {
        "state": only(state, "file", "file_problem", "then", age=bool(state.age)),
        "file": state.file and write_answers(state.file, tables),
        "then": state.then and write_answers(state.then, tables),
        "largest": LARGEST,
        "unreadable": UNREADABLE,
    }
    is_blank = not (state.file or state.file_problem or state.then)
    work_out = partial(_told, tables)
    return Drawing("check_in/file.html.j2", inputs, work_out, shared=() if is_blank else None)


def _told(tables: Tables, context: Context) -> Context:
    """What the file holds, in words."""
    file: Earlier | None = context["state"].file
    if file is None:
        return {}
    words = context["w"]
    areas = {row["area_id"]: words.text(row, "title") for row in tables.rows("areas")}
    names = {row["language"]: row["name"] for row in tables.rows("languages")}
    return {
        "marks": marks(file.answers, tables, words),
        "helped": [areas[area] for area in file.answers.get(ALREADY_SEEN, ())],
        "other_language": "" if file.language == words.language else names[file.language],
        "has_changed": file.words != version_of(tables).name,
    }


def earlier_drawing(state: CheckInState, tables: Tables) -> Drawing:
    """Then and now, and the question about a skill that may be lost."""
    beside = beside_of(state)
    is_asked = LOST_SKILL not in state.answers or strongest(state.could.values())
    inputs: dict[str, Any] = {
        "beside": beside,
        "could": state.could,
        "skills": beside[0].missing if beside and is_asked else (),
        "counted": strongest(state.could.values()),
    }
    return Drawing("check_in/earlier.html.j2", inputs, partial(_compared, tables))


def _compared(tables: Tables, context: Context) -> Context:
    words = context["w"]
    if context["beside"] is None:
        return {}
    return {
        "compared": comparison_content(context["beside"][0], tables, words, context["beside"][1]),
        "skill_texts": {key: text_of(key, tables, words) for key in context["skills"]},
    }
