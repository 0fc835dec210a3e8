"""A child's three visits on a phone: answers kept as files, opened, then and now."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from otkit import Age
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.score import behaviours_asked
from otkit.takeaway.answers_file import answers_now, write_answers

from .axe import faults_in_any_light
from .parent import (
    PHONE,
    Visit,
    choose_language,
    expect_level,
    item,
    look,
    pick_age,
    result_of,
    tick,
    ticked,
    unfold_result,
)

MONTHS = (24, 25, 26)  # of the three visits
KEPT = "sessionStorage['otkit:/']"


def rows_of(tables: Tables, kind: str) -> list[str]:
    """Behaviours of one kind that are asked at all three visits, how often, and do not hurry."""
    ids = [{row["behaviour_id"] for row in behaviours_asked(Age(n), tables)} for n in MONTHS]
    return [
        row["behaviour_id"]
        for row in behaviours_asked(Age(MONTHS[0]), tables)
        if (row["kind"], row["asked"], row["urgent"]) == (kind, "how-often", "no")
        and all(row["behaviour_id"] in asked for asked in ids)
    ]


def mark_all(page: Page, ids: list[str]) -> None:
    """Mark behaviours, and wait until the page has counted them all."""
    for behaviour_id in ids:
        tick(page, behaviour_id)
    if ids:
        area = page.locator("details.area", has=item(page, ids[-1]))
        count = area.locator("[type=checkbox]:checked").count()
        expect(area.locator("> summary")).to_contain_text(str(count))
    expect(page.locator(".result.how-often")).to_have_count(0)
    page.locator(".result").wait_for()


def save(page: Page, folder: Path, name: str) -> Path:
    """Keep the answers as a file, as a parent does."""
    unfold_result(page)
    with page.expect_download() as waiting:
        page.locator('[data-action="answers"]').click()
    path = folder / name
    waiting.value.save_as(path)
    return path


def choose(page: Page, file: Path | dict[str, object]) -> None:
    if page.locator("details.file").get_attribute("open") is None:
        page.locator("details.file > summary").click()
    page.set_input_files('[type="file"]', file)


def compare_with(page: Page, file: Path) -> None:
    choose(page, file)
    expect(page.locator("[data-offer]")).to_be_focused()
    page.locator('[data-action="compare-file"]').click()
    expect(page.locator(".beside")).to_be_visible()


def parts(page: Page) -> dict[str, int]:
    """How many lines stand below each heading of then and now."""
    names = page.locator(".earlier h3").all_inner_texts()
    counts = [one.locator("li").count() for one in page.locator(".earlier ul").all()]
    return dict(zip(names, counts, strict=True))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_child_has_three_visits(
    visit: Visit, tables: Tables, tmp_path: Path, language: str
) -> None:
    """One child's parent reads English, another's Spanish."""
    words = Words(tables, language)
    seen, skills = rows_of(tables, "seen"), rows_of(tables, "missing-skill")
    marks, expected = {
        "en": (
            ([seen[0]], [seen[0], seen[1]], [seen[1], skills[0]]),
            ({"still": 1, "new": 1}, {"still": 1, "new": 1, "unmarked": 1}),
        ),
        "es": (([skills[1]], [], [skills[1]]), ({"unmarked": 1}, {"new": 1})),
    }[language]
    before: Path | None = None
    for number, (months, ids) in enumerate(zip(MONTHS, marks, strict=True)):
        page = visit(locale=language)
        if before:
            compare_with(page, before)
        pick_age(page, months // 12, months % 12)
        mark_all(page, ids)
        if before:
            wanted = {words(f"compare.{part}"): n for part, n in expected[number - 1].items()}
            expect(page.locator(".earlier h3")).to_have_count(len(wanted))
            assert parts(page) == wanted
            look(page, f"then-and-now-{number}-{language}")
        before = save(page, tmp_path, f"{number}.json")
        assert set(json.loads(before.read_text())["answers"]) == set(ids)
        assert before.name not in page.evaluate(KEPT)
        page.close()


def at_26(
    visit: Visit, tables: Tables, folder: Path, answers: list[str], alone: bool = False
) -> Page:
    """A page of 26 months beside a file of 24 months."""
    check_in = answers_now(Age(24), dict.fromkeys(answers, "often"), tables, "en", date.today())
    file = folder / "then.json"
    file.write_text(write_answers(check_in, tables), encoding="utf-8")
    page = visit(alone=alone)
    compare_with(page, file)
    pick_age(page, 2, 2)
    page.locator(".earlier").wait_for()
    return page


def test_a_lost_skill_counts_and_can_be_taken_back(
    visit: Visit, tables: Tables, tmp_path: Path
) -> None:
    skill = rows_of(tables, "missing-skill")[0]
    page = at_26(visit, tables, tmp_path, [])
    tick(page, skill)
    question = page.locator(f'[data-key="could-{skill}"]')
    expect(question).to_contain_text("Could your child do it then?")
    question.locator("label", has_text="Yes").click()
    expect_level(page, "act-now")
    expect(page.locator("[name=lost-skill]")).to_be_checked()
    assert "could" not in page.evaluate(KEPT)
    page.locator("[name=lost-skill]").uncheck()
    expect(page.locator(".earlier .problem")).to_have_count(0)
    expect(question.locator("input:checked")).to_have_count(0)
    expect(page.locator(".result.act-now")).to_have_count(0)


def test_to_open_a_file_empties_the_age_and_takes_its_answers(
    visit: Visit, tables: Tables, tmp_path: Path
) -> None:
    first, second, *_ = rows_of(tables, "seen")
    page = visit()
    pick_age(page, 2, 0, weeks_early=8)
    mark_all(page, [first])
    file = save(page, tmp_path, "one.json")
    tick(page, first)
    tick(page, second)
    assert ticked(page) == [second]
    choose(page, file)
    expect(page.locator(".offer li")).to_have_count(1)
    assert ticked(page) == [second]
    page.locator('[data-action="open-file"]').click()
    expect(page.locator("[name=years]")).to_have_value("")
    expect(page.locator("[name=years]")).to_be_focused()
    expect(page.locator(".result")).to_have_count(0)
    assert (ticked(page), page.input_value("[name=weeks]")) == ([first], "8")
    pick_age(page, 2, 2, weeks_early=8)
    page.locator(".result").wait_for()
    assert ticked(page) == [first]
    assert json.loads(page.evaluate(KEPT)).keys() & {"file", "then"} == set()


def test_a_file_that_cannot_be_opened_is_a_sentence_each_time(
    visit: Visit, tables: Tables, tmp_path: Path
) -> None:
    page = visit()
    pick_age(page, 2, 0)
    mark_all(page, rows_of(tables, "seen")[:1])
    before = (result_of(page), ticked(page))
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG\x00\xff" * 99}
    photo = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7" * 99_000}
    huge = tmp_path / "a.json"  # a path, so that no driver has to carry it
    huge.write_bytes(b"{" * 20_000_000)
    control = {"name": "a.json", "mimeType": "application/json", "buffer": b"\x00" * 16_000}
    for file, message in (
        (picture, "file.not-ours"),
        (huge, "file.too-large"),
        (photo, "file.too-large"),
        (control, "file.not-ours"),
        (picture, "file.not-ours"),
        (picture, "file.not-ours"),
    ):
        choose(page, file)
        expect(page.locator(".file .problem")).to_contain_text(Words(tables, "en")(message))
        expect(page.locator(".file .problem")).to_contain_text("not a file of answers")
        expect(page.locator('[name="file"]')).to_have_value(message)
        assert (result_of(page), ticked(page)) == before


def test_a_file_outlives_the_connection(visit: Visit, tables: Tables, tmp_path: Path) -> None:
    """The offer waits in the form: another kernel draws it again."""
    page = at_26(visit, tables, tmp_path, [rows_of(tables, "seen")[0]], alone=True)
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.locator("[data-link]")).not_to_be_empty()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    tick(page, rows_of(tables, "seen")[1])
    expect(page.locator(".earlier h3")).to_have_count(2)
    choose_language(page, "es")
    expect(page.locator(".earlier h2")).to_have_text("Antes y ahora")


def test_axe_finds_nothing_in_the_new_states(visit: Visit, tables: Tables, tmp_path: Path) -> None:
    skill, seen = rows_of(tables, "missing-skill")[0], rows_of(tables, "seen")
    page = at_26(visit, tables, tmp_path, [seen[0]])
    tick(page, skill)
    page.locator(f'[data-key="could-{skill}"] label').first.click()
    expect_level(page, "act-now")
    assert faults_in_any_light(page) == []
    choose(page, tmp_path / "then.json")
    page.locator(".offer").wait_for()
    assert faults_in_any_light(page) == []
    choose(page, {"name": "a", "mimeType": "text/plain", "buffer": b"no"})
    page.locator(".file .problem").wait_for()
    assert faults_in_any_light(page) == []


def test_nothing_is_wider_than_a_small_phone(visit: Visit, tables: Tables, tmp_path: Path) -> None:
    page = at_26(visit, tables, tmp_path, [rows_of(tables, "seen")[0]])
    choose(page, tmp_path / "then.json")
    page.locator(".offer").wait_for()
    for width in (320, 280):
        page.set_viewport_size({**PHONE, "width": width})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
