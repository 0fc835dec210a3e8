"""What a notebook says at its start, at its end, and to the facilitator alone."""

import html
from operator import itemgetter
from pathlib import Path

import pytest

from otkit.kit.country import rows_of
from otkit.kit.load import load_tables
from otkit.widgets.notebook_output import is_served
from otkit.widgets.workshop.guide import SIDES, Agenda, Guide
from otkit.widgets.workshop.table_copy import TableCopy

NOTEBOOKS = [
    "before-you-start",
    "what-is-ot",
    "signs-by-age",
    "the-visit",
    "the-room",
    "adapt-the-kit",
]


def say(page, **fields: list[str]) -> str:
    page.handle({"action": "change", "fields": fields, "seen": "x"})
    return html.unescape(page.html())


def lines(page, *parts: str) -> list[str]:
    key = itemgetter("notebook_id", "part")
    return [
        row[f"text_{page.language}"]
        for row in rows_of(page.tables.rows("workshop_lines"), "US", key)
        if row["notebook_id"] == page.notebook_id and row["part"] in parts
    ]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("side", ["start", "end"])
def test_every_line_of_a_side_is_shown(notebook: str, side: str, language: str) -> None:
    page = Guide(notebook, side, language=language)
    shown = html.unescape(page.html())
    assert all(line in shown for line in lines(page, *SIDES[side]))


def test_the_start_says_how_many_minutes_it_takes() -> None:
    assert "35 minutes" in Guide("signs-by-age", "start").html()
    assert "35 minutos" in Guide("signs-by-age", "start", language="es").html()


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_facilitators_side_is_folded_at_first(notebook: str) -> None:
    page = Guide(notebook, "notes")
    shown = html.unescape(page.html())
    assert "Facilitator: show my notes" in shown
    assert not any(line in shown for line in lines(page, *SIDES["notes"]))


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_facilitators_side_opens_and_folds_again(notebook: str) -> None:
    page = Guide(notebook, "notes")
    opened = say(page, open=["on"])
    assert all(line in opened for line in lines(page, *SIDES["notes"]))
    assert not any(line in say(page) for line in lines(page, *SIDES["notes"]))


def test_start_and_end_hold_nothing_of_the_facilitators_side() -> None:
    for side in ("start", "end"):
        page = Guide("signs-by-age", side)
        shown = html.unescape(say(page, open=["on"]))
        assert not any(line in shown for line in lines(page, *SIDES["notes"]))


def test_the_start_has_the_language_switch() -> None:
    page = Guide("the-visit", "start")
    assert "Tenga listo" in say(page, language=["es"])
    assert "Tenga listo" in say(page, language=["<script>"])


@pytest.mark.parametrize("side", SIDES)
def test_html_in_a_table_is_shown_as_text(side: str, tmp_path: Path) -> None:
    copy = TableCopy(tmp_path / "tables")
    for part in SIDES[side]:
        evil = {"text_en": "<script>alert(1)</script>", "text_es": "<b>no</b>"}
        copy.change("workshop_lines", f"the-visit-{part}-1", evil)
    page = Guide("the-visit", side, load_tables(copy.folder))
    say(page, open=["on"])
    assert "<script" not in page.html()
    assert page.html().count("&lt;script&gt;") == len(SIDES[side])


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("length", [60, 90, 120])
def test_an_agenda_shows_when_each_step_starts(length: int, language: str) -> None:
    page = Agenda(language=language)
    shown = say(page, length=[str(length)])
    steps = [row for row in page.tables.rows("agendas") if row["length"] == length]
    assert all(row[f"text_{language}"] in shown for row in steps)
    last = length - steps[-1]["minutes"]
    assert f">{last // 60}:{last % 60:02}<" in shown


def test_an_unknown_length_is_the_shortest() -> None:
    page = Agenda()
    assert 'value="60" checked' in say(page, length=["61"])


@pytest.mark.parametrize(
    ("environment", "served"),
    [
        ({"SERVER_SOFTWARE": "voila/0.5.13"}, True),
        ({"VOILA_PREHEAT": "True"}, True),
        ({"SERVER_SOFTWARE": "nginx"}, False),
        ({}, False),
    ],
)
def test_a_page_of_voila_is_told_from_a_notebook(environment, served) -> None:
    assert is_served(environment) is served
