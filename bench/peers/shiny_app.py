"""The form in Shiny for Python: `shiny run bench/peers/shiny_app.py`."""

from __future__ import annotations

from shiny import App, Inputs, Outputs, Session, reactive, render, ui

from bench.peers import content


def swapped(choices: dict[str, str]) -> dict[str, str]:
    """Shiny wants value -> words."""
    return {value: words for words, value in choices.items()}


def field(kind: str, key: str) -> str:
    """An input's name: Shiny allows no hyphen in it."""
    return f"{kind}_{key.replace('-', '_')}"


app_ui = ui.page_fluid(
    ui.tags.main(
        ui.h1(content.TITLE),
        ui.input_select("years", "Years", swapped(content.YEARS)),
        ui.input_select("months", "Months", swapped(content.MONTHS)),
        ui.output_ui("questions"),
        ui.output_ui("result"),
    ),
    title=content.TITLE,
    lang="en",
)


def server(input: Inputs, output: Outputs, session: Session) -> None:
    @reactive.calc
    def age() -> int | None:
        return content.months_of(input.years(), input.months())

    @render.ui
    def questions() -> ui.TagList:
        months = age()
        parts = ui.TagList()
        if months is None:
            return parts
        for title, texts in content.questions(months).items():
            parts.append(ui.h3(title))
            for key, text in texts.items():
                how = ui.input_radio_buttons(
                    field("how", key), "How often?", swapped(content.HOW_OFTEN)
                )
                parts.append(ui.input_checkbox(field("see", key), text))
                parts.append(ui.panel_conditional(f"input.{field('see', key)}", how))
        seen = swapped({title: key for key, title in content.area_titles(months).items()})
        parts.append(ui.input_checkbox("lost", content.LOST_SKILL))
        parts.append(ui.input_checkbox_group("seen", content.ALREADY_SEEN, seen))
        return parts

    @render.ui
    def result() -> ui.TagChild:
        months = age()
        if months is None:
            return ui.p(content.NO_AGE)
        answers: dict[str, object] = {"lost-skill": input.lost(), "already-seen": input.seen()}
        for texts in content.questions(months).values():
            for key in texts:
                if input[field("see", key)]():
                    answers[key] = input[field("how", key)]()
        return ui.HTML(content.tell(months, answers).html())


app = App(app_ui, server)
