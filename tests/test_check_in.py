"""The check-in as state and as HTML; its behaviour in a browser is in tests/browser."""

import json
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import unescape

import pytest
from markupsafe import escape
from traitlets import TraitError

from otkit import Age, load_tables
from otkit.age import CORRECT_ABOVE_WEEKS, MAX_WEEKS_EARLY
from otkit.kit.tables import data_folder
from otkit.kit.wording import Words
from otkit.scoring.answers import choices
from otkit.scoring.score import behaviours_asked
from otkit.takeaway.fhir import questionnaire_response
from otkit.takeaway.notes import notes_text
from otkit.widgets import CheckIn, Learn
from otkit.widgets.page import Page
from tests.form_reader import fields_of, kept_of
from tests.kit import TABLES
from tests.plain_rows import is_plain


@pytest.fixture
def check_in():
    return CheckIn(months=27)


def first(check_in: CheckIn, n: int = 0) -> str:
    rows = behaviours_asked(check_in.state().age, check_in.tables)
    return [row["behaviour_id"] for row in rows if is_plain(row)][n]


def fields(**more: list[str]) -> dict[str, list[str]]:
    return {"language": ["en"], "years": ["2"], "months": ["3"], "weeks": ["0"], **more}


def receive(check_in: CheckIn, form: dict[str, list[str]], action: str = "change") -> None:
    check_in.handle({"action": action, "fields": form, "seen": "x"})


# ---------------------------------------------------------------- as state


def test_without_an_age_there_is_no_result():
    assert CheckIn().result is None


def test_setting_traits_from_python_scores_and_draws(check_in):
    check_in.answers = {first(check_in): "sometimes"}
    assert check_in.result.level == "watch"
    assert 'class="card result watch"' in check_in.html()


def test_what_is_ticked_on_the_page_is_in_the_traits(check_in):
    behaviour = first(check_in)
    levels = []
    check_in.observe(lambda change: levels.append(change.new and change.new.level), "result")
    receive(check_in, fields(**{f"see:{behaviour}": ["on"], f"how:{behaviour}": ["often"]}))
    assert (check_in.months, check_in.answers) == (27, {behaviour: "often"})
    assert levels[-1] == "talk"


@pytest.mark.parametrize(("name", "value"), [("months", 72), ("months", -1), ("weeks_early", 18)])
def test_an_age_that_cannot_be_is_refused_in_words(check_in, name, value):
    with pytest.raises(TraitError, match=r"\d"):
        setattr(check_in, name, value)
    assert check_in.months == 27


def test_the_language_switch_keeps_the_ticks(check_in):
    behaviour = first(check_in)
    receive(check_in, fields(**{f"see:{behaviour}": ["on"], "language": ["es"]}))
    assert check_in.language == "es"
    assert check_in.answers == {behaviour: "not-said"}
    assert "¿Qué ve usted?" in check_in.html()


def test_answers_not_asked_at_a_new_age_wait_in_the_form(check_in):
    behaviour = first(check_in)
    receive(check_in, {"months": ["60"], f"see:{behaviour}": ["on"], f"how:{behaviour}": ["often"]})
    assert check_in.result.level == "nothing-ticked"
    html = check_in.html()
    assert f'type="hidden" name="see:{behaviour}"' in html
    assert f'type="hidden" name="how:{behaviour}" value="often"' in html


def test_start_over_forgets_all_but_the_language(check_in):
    receive(check_in, fields(**{f"see:{first(check_in)}": ["on"], "language": ["es"]}))
    receive(check_in, {"language": ["es"]}, action="start-over")
    assert (check_in.language, check_in.months, check_in.answers) == ("es", None, {})


@pytest.mark.parametrize(("part", "ask"), [("years", "months"), ("months", "years")])
def test_half_an_age_stays_chosen_and_asks_for_the_rest(part, ask):
    page = CheckIn()
    receive(page, {"years": [""], "months": [""], part: ["0"]})
    assert page.result is None
    assert "seen-item" not in page.html()
    assert Words(page.tables, "en")(f"age.choose-{ask}") in page.region_age
    assert fields_of(page.region_age)[part] == ["0"]
    assert fields_of(page.region_age)[ask] == [""]


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (Age(1), "age.no-cdc-list"),
        (Age(3, weeks_early=10), "age.no-cdc-list"),
        (Age(2), None),
        (Age(24, weeks_early=4), "age.no-longer-corrected"),
        (Age(24, weeks_early=3), None),
    ],
)
def test_the_age_card_says_what_the_list_is_counted_from(age, said):
    page = CheckIn(months=age.months, weeks_early=age.weeks_early)
    words = Words(page.tables, "en")
    for note in ("age.no-cdc-list", "age.no-longer-corrected"):
        assert (words(note) in page.region_age) == (note == said)


def test_before_37_weeks_stands_over_the_weeks_early():
    html = CheckIn().region_age
    _, weeks = html.split('<optgroup label="Born before 37 weeks">')
    offered = re.findall(r'<option value="(\d+)"', weeks.partition("</optgroup>")[0])
    assert [int(n) for n in offered] == list(range(CORRECT_ABOVE_WEEKS + 1, MAX_WEEKS_EARLY + 1))


# ---------------------------------------------------------------- how often


def test_a_mark_without_how_often_shows_no_level_and_asks(check_in):
    behaviour = first(check_in)
    words = Words(check_in.tables, "en")
    receive(check_in, fields(**{f"see:{behaviour}": ["on"]}))
    assert words("bar.say-how-often") in check_in.region_bar
    assert f"-how-{behaviour}" in check_in.region_bar
    assert words("how.not-said") in check_in.region_result
    levels = {row["level"] for row in check_in.tables.rows("rules")}
    for level in levels:
        assert words(f"level.{level}") not in check_in.region_bar
        assert f"card result {level}" not in check_in.region_result


def test_what_is_urgent_shows_its_level_at_once(check_in):
    receive(check_in, fields(**{"see:chokes-toddler-meals": ["on"]}))
    assert "card result act-now" in check_in.region_result
    assert Words(check_in.tables, "en")("level.act-now") in check_in.region_bar


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_answer_is_chosen_before_somebody_chooses_it(check_in, language):
    words = Words(check_in.tables, language)
    for row in behaviours_asked(check_in.state().age, check_in.tables):
        receive(check_in, fields(**{f"see:{row['behaviour_id']}": ["on"], "language": [language]}))
        html = check_in.html()
        assert f"how:{row['behaviour_id']}" not in fields_of(html)
        how = html.partition(f'id="otkit-{check_in.model_id[:8]}-how-{row["behaviour_id"]}"')[2]
        how = how.partition("</fieldset>")[0]
        labels = re.findall(r'value="[a-z-]+"> ([^<]+)</label>', how)
        expected = [words(message) for _, message in choices(row["asked"], row["kind"])]
        assert [unescape(label) for label in labels] == expected


def test_true_from_python_is_often_on_the_page_too(check_in):
    behaviour = first(check_in)
    check_in.answers = {behaviour: True}
    assert check_in.answers == {behaviour: "often"}
    assert fields_of(check_in.html())[f"how:{behaviour}"] == ["often"]


@pytest.mark.parametrize("urgent", [False, True])
def test_notes_and_file_say_that_how_often_was_not_said(check_in, urgent):
    behaviour = "chokes-toddler-meals" if urgent else first(check_in)
    receive(check_in, fields(**{f"see:{behaviour}": ["on"]}))
    tables, result = check_in.tables, check_in.result
    for language in ("en", "es"):
        words = Words(tables, language)
        notes = notes_text(result, tables, language, date(2026, 1, 31))
        assert words("how.not-said") in notes
        assert words("notes.nothing") not in notes
        noon = datetime(2026, 1, 31, 12, tzinfo=UTC)
        response = questionnaire_response(result, tables, language, noon)
        assert words("how.not-said") in json.dumps(response, ensure_ascii=False)


@pytest.mark.parametrize("is_said", [False, True])
def test_the_picture_shows_a_doubt_only_where_there_is_one(check_in, is_said):
    how = {"how:chokes-toddler-meals": ["not-sure"]} if is_said else {}
    receive(check_in, fields(**{"see:chokes-toddler-meals": ["on"], **how}))
    picture = check_in.region_result.partition('<figure class="picture">')[2]
    row, legend = (part.count("stroke-dasharray") for part in picture.split("<figcaption", 1))
    assert (row, legend) == (int(is_said), 1)
    said = Words(check_in.tables, "en")("how.not-said")
    assert (said in picture.split("<figcaption", 1)[1].partition("</figcaption>")[0]) != is_said


# ---------------------------------------------------------------- after a reload


def a_reload(page: Page) -> Page:
    """The same page in another kernel, from what a browser keeps: nothing that is a secret."""
    again = type(page)(page.tables)
    again.handle({"action": "change", "fields": kept_of(page.html()), "seen": "1"})
    return again


def test_born_early_keeps_list_and_result_through_a_reload():
    """Ten months and nine days, five weeks early: nine months from the due date."""
    born = date.today() - timedelta(days=314)
    form = {"age-by": ["birth"], "birth": [born.isoformat()], "weeks": ["5"]}
    page = CheckIn()
    receive(page, {**form, "see:hand-to-hand": ["on"], "how:hand-to-hand": ["often"]})
    again = a_reload(page)
    assert again.result == page.result
    assert again.result.age.corrected_months == page.result.age.corrected_months
    assert (again.months, again.weeks_early, again.answers) == (
        page.months,
        page.weeks_early,
        page.answers,
    )
    assert again.region_result.replace(again.model_id[:8], "") == page.region_result.replace(
        page.model_id[:8], ""
    )
    assert born.isoformat() not in page.html()


def test_a_few_weeks_early_set_in_a_notebook_stay_through_a_tick():
    page = CheckIn(months=9, weeks_early=2)
    assert a_reload(page).weeks_early == 2


@pytest.mark.parametrize("lesson", ["who-to-call", "try-and-note", "first-visit", "ot-or-pt"])
def test_choices_in_lessons_stay_through_a_reload(lesson):
    page = Learn(lesson="who-to-call")
    for name, fields in {
        "country": {"lesson": ["who-to-call"], "country": ["any"]},
        "group": {"lesson": ["try-and-note"], "group": ["preschool"]},
        "lesson": {"lesson": [lesson], "read": ["what-is-ot"]},
    }.items():
        receive(page, {**fields_of(page.html()), **fields})
        assert getattr(page.state(), name) == fields[name][0]
    assert a_reload(page).state() == page.state()


# ---------------------------------------------------------------- as HTML


def test_an_age_problem_is_told_at_the_field_and_ticks_stay(check_in):
    behaviour = first(check_in)
    form = fields(**{"age-by": ["birth"], "birth": ["2999-01-01"], f"see:{behaviour}": ["on"]})
    receive(check_in, form)
    html = check_in.html()
    assert "This date is in the future" in html
    assert "2999" not in html
    assert f'name="see:{behaviour}" value="on"' in html


def test_every_question_is_a_checkbox_with_own_radios(check_in):
    html = check_in.html()
    for row in behaviours_asked(check_in.state().age, check_in.tables):
        assert html.count(f'name="see:{row["behaviour_id"]}"') == 1
        assert html.count(f'name="how:{row["behaviour_id"]}"') == len(choices(row["asked"]))
    assert html.count('name="how:lost-skill"') == 2


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("months", range(0, 72, 7))
def test_ids_are_unique_and_every_reference_has_a_target(months, language):
    html = CheckIn(months=months, language=language, answers={"lost-skill": True}).html()
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    referred = re.findall(r'(?:aria-describedby|aria-labelledby)="([^"]+)"', html)
    assert {name for names in referred for name in names.split()} <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_message_steps_why_picture_limits_and_summary_in_order(check_in):
    check_in.answers = {first(check_in): True}
    html = check_in.html()
    words = ["What to do now", "Why you see this", "area by area", "does not tell you", "In short"]
    places = [html.index(word) for word in ["doctor this week", *words]]
    assert places == sorted(places)


def test_a_sign_without_an_age_says_that_no_source_gives_one(check_in):
    rows = behaviours_asked(check_in.state().age, check_in.tables)
    behaviour = next(row for row in rows if row["source_id"] == "article")
    check_in.answers = {behaviour["behaviour_id"]: True}
    assert "There is no set age for this." in check_in.html()


def test_html_typed_into_a_table_cell_is_shown_as_text(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    areas = folder / "areas.csv"
    text = areas.read_text(encoding="utf-8")
    areas.write_text(text.replace("Self-care", "<script>alert(1)</script>"), encoding="utf-8")
    html = CheckIn(load_tables(folder), months=27).html()
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html


def printed_list(**traits: str) -> str:
    html = CheckIn(**traits).html()
    return html.partition("<noscript data-list>")[2].partition("</noscript>")[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_without_javascript_the_readers_language_comes_first(language):
    found = re.findall('<section lang="([a-z]+)"', printed_list(language=language))
    assert found == sorted(["en", "es"], key=lambda code: code != language)


def test_without_javascript_england_has_british_words():
    printed = printed_list(country="GB-ENG")
    assert "Call 999 now if your child:" in printed
    assert "Llame ya al 999" in printed
    assert "fewer wet nappies" in printed
    assert "diaper" not in printed
    assert "911 in the US" not in printed


@pytest.mark.parametrize("language", ["en", "es"])
def test_without_javascript_each_urgent_line_says_when_to_call(language):
    tables, words = TABLES, Words(TABLES, language)
    section = printed_list(language=language).partition("</section>")[0]
    lines = re.findall("<li>(.*?)</li>", section)
    calls = {"today": words("paper.urgent"), "this-week": words("paper.this-week")}
    for row in tables.rows("behaviours"):
        if row["urgent"] in calls:
            text = str(escape(words.text(row, "text")))
            own = [line for line in lines if line.startswith(text)]
            assert any(calls[row["urgent"]] in line for line in own), row
    lost = next(line for line in lines if line.startswith(words("whole.lost-skill")))
    assert calls["today"] in lost
    first, second = (
        line for line in lines if line.startswith(words.text(row_of("weak-suck"), "text"))
    )
    assert words("paper.until", until=words.age(4)) in first
    assert words("paper.from", first=words.age(4)) in second
    fever = next(line for line in lines if line.startswith(words.text(row_of("fever"), "text")))
    assert words("paper.until", until=words.age(3)) in fever


@cache
def row_of(behaviour_id: str):
    rows = TABLES.rows("behaviours")
    return next(row for row in rows if row["behaviour_id"] == behaviour_id)


def test_without_javascript_questions_read_in_both_languages():
    html = CheckIn().html()
    printed = html.partition("<noscript data-list>")[2].partition("</noscript>")[0]
    for row in TABLES.rows("behaviours"):
        for language in ("en", "es"):
            assert row[f"text_{language}"].replace("'", "&#39;") in printed
