"""The form in plain ipywidgets, as a notebook author would write it for stock Voilà."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from bench.peers import content


def form() -> w.VBox:
    """The whole form; a change anywhere draws the result again."""
    years = w.Dropdown(options=list(content.YEARS.items()), value="", description="Years")
    months = w.Dropdown(options=list(content.MONTHS.items()), value="0", description="Months")
    questions, result = w.VBox(), w.HTML(f"<p>{content.NO_AGE}</p>")
    ticks: dict[str, w.Checkbox] = {}
    how: dict[str, w.RadioButtons] = {}
    whole: dict[str, Any] = {}

    def show_result(_change: Any = None) -> None:
        age = content.months_of(years.value, months.value)
        if age is None:
            result.value = f"<p>{content.NO_AGE}</p>"
            return
        answers: dict[str, object] = {key: how[key].value for key in ticks if ticks[key].value}
        answers["lost-skill"] = whole["lost"].value
        answers["already-seen"] = tuple(k for k, box in whole["seen"].items() if box.value)
        result.value = content.tell(age, answers).html()

    def behaviour(key: str, text: str) -> w.VBox:
        ticks[key] = w.Checkbox(description=text, indent=False, layout={"width": "auto"})
        how[key] = w.RadioButtons(options=list(content.HOW_OFTEN.items()), description="How often?")
        how[key].layout.display = "none"

        def show_how(change: Any) -> None:
            how[key].layout.display = "" if change["new"] else "none"

        ticks[key].observe(show_how, "value")
        for control in (ticks[key], how[key]):
            control.observe(show_result, "value")
        return w.VBox([ticks[key], how[key]])

    def show_questions(_change: Any = None) -> None:
        age = content.months_of(years.value, months.value)
        ticks.clear()
        how.clear()
        parts: list[w.Widget] = []
        if age is not None:
            for title, texts in content.questions(age).items():
                parts += [
                    w.HTML(f"<h3>{title}</h3>"),
                    *(behaviour(*pair) for pair in texts.items()),
                ]
            titles = content.area_titles(age).items()
            whole["lost"] = w.Checkbox(description=content.LOST_SKILL, indent=False)
            whole["seen"] = {k: w.Checkbox(description=t, indent=False) for k, t in titles}
            for control in (whole["lost"], *whole["seen"].values()):
                control.observe(show_result, "value")
            parts += [whole["lost"], w.HTML(f"<p>{content.ALREADY_SEEN}</p>")]
            parts += whole["seen"].values()
        questions.children = parts
        show_result()

    years.observe(show_questions, "value")
    months.observe(show_questions, "value")
    result.add_class("result")
    return w.VBox([w.HTML(f"<h1>{content.TITLE}</h1>"), w.HBox([years, months]), questions, result])
