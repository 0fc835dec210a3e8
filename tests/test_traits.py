"""The traits of a page are a face that a notebook may set, observe and link, in any order."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets import IntSlider, dlink, link
from traitlets import TraitError

from otkit import Age
from otkit.kit.conditions import MISSING, NOT_URGENT
from otkit.scoring.score import behaviours_asked
from otkit.widgets import Cases, CheckIn, Learn, Quiz
from otkit.widgets.page import Page
from tests.every_page import say
from tests.kit import TABLES

BEHAVIOURS = [row["behaviour_id"] for row in TABLES.rows("behaviours")]
AT_NINE = "hand-to-hand"
FORM = {"language": ["en"], "years": ["0"], "months": ["9"], "weeks": ["0"]}
TICKED = {**FORM, f"see:{AT_NINE}": ["on"], f"how:{AT_NINE}": ["often"]}


@pytest.fixture
def check_in() -> CheckIn:
    return CheckIn(TABLES, months=9)


def changes(page: Page, *names: str) -> list[tuple[str, Any, Any]]:
    met: list[tuple[str, Any, Any]] = []
    page.observe(lambda change: met.append((change.name, change.old, change.new)), names)
    return met


# ---------------------------------------------------------------- all together


def test_a_tick_at_an_unchanged_age_changes_no_age(check_in):
    met = changes(check_in, "months", "weeks_early", "answers", "language", "country")
    say(check_in, TICKED)
    assert met == [("answers", {}, {AT_NINE: "often"})]


def test_an_observer_finds_traits_and_page_up_to_date(check_in):
    met = []

    def look(_change: Any) -> None:
        level = check_in.result.level if check_in.result else ""
        met.append((check_in.months, dict(check_in.answers), level, f"{level}" in check_in.html()))

    check_in.observe(look, ["months", "answers", "result", "language"])
    say(check_in, {**TICKED, "months": ["10"], "language": ["es"]})
    assert met == [(10, {AT_NINE: "often"}, "talk", True)] * 4


def test_each_trait_is_told_once_for_a_message(check_in):
    met = changes(check_in, *check_in.trait_names())
    say(check_in, {**TICKED, "months": ["10"]})
    names = [name for name, _, _ in met]
    assert len(names) == len(set(names))
    assert all(old != new for _, old, new in met)


def test_the_age_half_way_between_is_never_seen(check_in):
    check_in.weeks_early = 8
    met = changes(check_in, "months", "weeks_early")
    say(check_in, {**FORM, "years": ["3"], "months": ["0"], "weeks": ["0"]})
    assert met == [("weeks_early", 8, 0), ("months", 9, 36)] or sorted(met) == [
        ("months", 9, 36),
        ("weeks_early", 8, 0),
    ]


# ---------------------------------------------------------------- links


def test_a_linked_slider_follows_the_page_and_leads_it(check_in):
    slider = IntSlider(max=71, value=20)
    link((slider, "value"), (check_in, "months"))
    assert check_in.months == 20
    say(check_in, TICKED)
    assert (slider.value, check_in.result.level) == (9, "talk")
    slider.value = 30
    assert (check_in.months, check_in.result.age.months) == (30, 30)
    assert '<option value="2" selected>2 years' in check_in.html()


def test_a_slider_that_cannot_show_no_age_harms_no_message(check_in):
    slider = IntSlider(max=71, value=9)
    link((slider, "value"), (check_in, "months"))
    say(check_in, {"language": ["en"]}, "start-over", seen="7")
    assert (check_in.months, check_in.seen, check_in.result) == (None, "7", None)
    slider.value = 12
    assert check_in.months == 12


def test_two_pages_are_linked_in_their_language_and_place(check_in):
    other = CheckIn(TABLES, months=40)
    for name in ("language", "country"):
        link((check_in, name), (other, name))
    say(check_in, {**FORM, "language": ["es"], "country": ["any"]})
    assert (other.language, other.country, other.months) == ("es", "any", 40)
    other.language = "en"
    assert check_in.language == "en"


def test_a_trait_can_lead_another_widget_one_way(check_in):
    slider = IntSlider(max=100)
    dlink((check_in, "result"), (slider, "value"), lambda result: len(result.answers))
    say(check_in, TICKED)
    assert slider.value == 1


# ---------------------------------------------------------------- observers that raise


class Own(Exception):  # noqa: N818 -- somebody's own
    """What an observer raises."""


def fail(_change: Any) -> None:
    raise Own


@pytest.mark.parametrize("name", ["months", "answers", "result", "title", "region_result", "seen"])
def test_an_observer_that_raises_harms_neither_page_nor_message(check_in, name):
    check_in.observe(fail, name)
    seen = changes(check_in, "seen")
    say(check_in, {**TICKED, "months": ["10"], "language": ["es"]}, seen="5")
    assert (check_in.months, check_in.result.level, check_in.language) == (10, "talk", "es")
    assert 'class="card result talk"' in check_in.html()
    assert [new for _, _, new in seen][-1:] == (["5"] if name != "seen" else [])


@pytest.mark.parametrize("name", ["answers", "result", "region_result"])
def test_setting_a_trait_raises_what_its_observer_raised(check_in, name):
    check_in.observe(fail, name)
    with pytest.raises(Own):
        check_in.answers = {AT_NINE: "often"}
    assert check_in.result.level == "talk"
    assert 'class="card result talk"' in check_in.html()


def test_an_observer_that_sets_the_trait_back_has_the_last_word(check_in):
    check_in.observe(lambda _change: setattr(check_in, "months", 12), "months")
    say(check_in, {**FORM, "months": ["4"]})
    assert (check_in.months, check_in.result.age.months) == (12, 12)
    assert "years" in check_in.html()


# ---------------------------------------------------------------- what is refused


REFUSED = [
    {"hand-too-hand": True},
    {AT_NINE: "hourly"},
    {AT_NINE: 1},
    {"already-seen": ["moon"]},
    {"already-seen": "sleep"},
    {"lost-skill": "maybe"},
    {"kicks-ball": True},
    None,
    [AT_NINE],
]


@pytest.mark.parametrize("answers", REFUSED, ids=str)
def test_an_answer_that_score_refuses_leaves_no_trace(check_in, answers):
    check_in.answers = {AT_NINE: "sometimes"}
    before = (check_in.answers, check_in.result, check_in.html(), check_in.state())
    met = changes(check_in, *check_in.trait_names())
    with pytest.raises(TraitError):
        check_in.answers = answers
    assert (check_in.answers, check_in.result, check_in.html(), check_in.state()) == before
    assert met == []


@pytest.mark.parametrize("answers", REFUSED, ids=str)
def test_a_page_does_not_begin_with_what_is_refused(answers):
    with pytest.raises(TraitError):
        CheckIn(TABLES, months=9, answers=answers)


def test_without_an_age_any_known_answer_can_be_set():
    page = CheckIn(TABLES, answers={"kicks-ball": True})
    page.months = 27
    assert page.result.level == "talk"
    with pytest.raises(TraitError, match="no behaviour"):
        page.answers = {"kick-ball": True}


def test_an_answer_that_waits_for_another_age_may_stay(check_in):
    check_in.answers = {AT_NINE: "often"}
    check_in.months = 40
    check_in.answers = {**check_in.answers, "lost-skill": True}
    assert check_in.result.level == "act-now"
    check_in.months = 9
    assert check_in.result.answers[AT_NINE] == "often"


def test_answers_that_say_nothing_are_none(check_in):
    check_in.answers = {AT_NINE: "", "lost-skill": False, "already-seen": []}
    assert check_in.answers == {}
    assert " checked>" not in check_in.region_whole


def test_answers_are_set_as_a_whole(check_in):
    with pytest.raises(TypeError):
        check_in.answers[AT_NINE] = True
    given = {AT_NINE: "often"}
    check_in.answers = given
    given[AT_NINE] = "not-sure"
    assert check_in.answers == {AT_NINE: "often"}


@pytest.mark.parametrize("name", ["result", "title", "seen", "region_result", "address"])
def test_what_the_page_works_out_is_read_and_not_set(check_in, name):
    with pytest.raises(TraitError, match="read-only"):
        setattr(check_in, name, None)


def test_other_pages_refuse_in_words_as_well(check_in):
    with pytest.raises(TraitError, match="country is one of"):
        check_in.country = "Narnia"
    cases = Cases(TABLES)
    with pytest.raises(TraitError, match="decision is one of act-now"):
        cases.decision = "ask-a-friend"
    quiz = Quiz(TABLES)
    for answers in ({"what-is-ot": "not-sure"}, {"what-is-ott": ()}, {"what-is-ot": ("x",)}):
        with pytest.raises(TraitError, match="is no answer to the question"):
            quiz.answers = answers
    learn = Learn(TABLES, lesson="nowhere")
    assert learn.lesson == learn.current().lesson_id


# ---------------------------------------------------------------- in any order


ages = st.none() | st.integers(-3, 80)
answers = st.dictionaries(
    st.sampled_from(BEHAVIOURS[::7]), st.sampled_from([True, False, "often", "not-sure", "x"])
)
fields = st.fixed_dictionaries(
    {
        "language": st.sampled_from([["en"], ["es"], ["xx"]]),
        "age-by": st.sampled_from([["months"], ["birth"]]),
        "years": st.sampled_from([["0"], ["3"], ["6"], [""]]),
        "months": st.integers(0, 11).map(lambda n: [str(n)]),
        "weeks": st.sampled_from([["0"], ["8"], ["18"]]),
        "birth": st.sampled_from([["2999-01-01"], [""], ["soon"]]),
    },
    optional={
        **{f"see:{name}": st.just(["on"]) for name in BEHAVIOURS[::7]},
        "lost-skill": st.just(["on"]),
        "country": st.sampled_from([["US"], ["any"]]),
    },
)
steps = st.one_of(
    st.tuples(st.just("say"), fields),
    st.tuples(st.just("months"), ages),
    st.tuples(st.just("weeks_early"), st.integers(0, 20)),
    st.tuples(st.just("answers"), answers),
    st.tuples(st.just("language"), st.sampled_from(["en", "es", "xx"])),
    st.tuples(st.just("together"), st.fixed_dictionaries({"months": ages, "answers": answers})),
    st.tuples(st.just("slider"), st.integers(0, 71)),
)


def take(page: CheckIn, slider: IntSlider, step: str, value: Any) -> None:
    if step == "say":
        say(page, value)
    elif step == "slider":
        slider.value = value
    elif step == "together":
        with page.hold_trait_notifications():
            for name, one in value.items():
                setattr(page, name, one)
    else:
        setattr(page, step, value)


@settings(max_examples=30)
@given(st.lists(st.tuples(steps, st.booleans()), max_size=8))
def test_after_any_messages_state_traits_and_html_agree(story):
    """Beside a linked slider, and with an observer that raises every other time."""
    page, slider = CheckIn(TABLES), IntSlider(max=71)
    link((slider, "value"), (page, "months"))
    raises = [False]
    wrong: list[AssertionError] = []  # what an observer raises is told and not raised

    def observer(_change: Any) -> None:
        try:
            assert_agrees(page)
        except AssertionError as error:
            wrong.append(error)
        if raises[0]:
            raise Own

    page.observe(observer, ["months", "weeks_early", "answers", "result", "language"])
    for (step, value), raises[0] in story:
        before, moves = page.state(), step == "slider" and slider.value != value
        with suppress(TraitError, Own):
            take(page, slider, step, value)
        assert wrong == []
        assert_agrees(page)
        if page.state() == before:
            assert page.state().result == before.result
        if moves and not raises[0]:  # a slider that stands there already reports nothing
            assert page.months == slider.value
    page.close()
    slider.close()


def assert_agrees(page: CheckIn) -> None:
    """Checked while everything is told as well as afterwards."""
    state = page.state()
    told = page.traits_of(state)
    assert {name: getattr(page, name) for name in told} == told
    for region, html in page.draw(state).items():
        assert getattr(page, f"region_{region}") == html
    if state.age is None:
        assert (page.months, page.result) == (None, None)
    else:
        asked = {row["behaviour_id"] for row in behaviours_asked(state.age, TABLES)}
        counts = {*asked, *urgent_at(state.age), "lost-skill", "already-seen"}
        assert set(page.result.answers) == {key for key in page.answers if key in counts}


def urgent_at(age: Age) -> set[str]:
    """What still counts when it was marked for another age, but for skills that come later."""
    return {
        row["behaviour_id"]
        for row in TABLES.rows("behaviours")
        if row["urgent"] != NOT_URGENT
        and not (row["kind"] == MISSING and age.corrected_months < row["from_months"])
    }
