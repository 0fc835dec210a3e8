"""A file in a form: said before it is opened, opened, compared with, put away."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from otkit import Age, score
from otkit.kit.wording import Words
from otkit.scoring.earlier import Earlier
from otkit.scoring.score import behaviours_asked
from otkit.takeaway.answers_file import answers_now, read_answers, write_answers
from otkit.takeaway.fhir import bundle
from otkit.takeaway.notes import notes_pdf, notes_text
from otkit.widgets import CheckIn
from otkit.widgets.saved_answers import beside_of
from tests.form_reader import Reader, fields_of, kept_of
from tests.kit import TABLES
from tests.pdf_reading import Pdf, faults
from tests.test_scoring_properties import check_ins

TODAY = date.today()
DAY = TODAY - timedelta(days=90)
IN_BOTH = [
    row for row in behaviours_asked(Age(24), TABLES) if row in behaviours_asked(Age(26), TABLES)
]
SKILLS = [row["behaviour_id"] for row in IN_BOTH if row["kind"] == "missing-skill"]
SEEN = [
    row["behaviour_id"] for row in IN_BOTH if (row["kind"], row["asked"]) == ("seen", "how-often")
]
LANGUAGES = [row["language"] for row in TABLES.rows("languages")]
AT_26 = {"years": ["2"], "months": ["2"]}


def file_of(answers, months=24, weeks=0, language="en", day=DAY):
    result = score(Age(months, weeks), answers, TABLES)
    check_in = answers_now(result.age, result.answers, TABLES, language, day)
    return write_answers(check_in, TABLES)


@pytest.fixture
def reader():
    reader = Reader(CheckIn())
    yield reader
    reader.page.close()


def comparing(reader, answers, **more):
    """A page at 26 months beside a file of 24 months."""
    reader.press(file=[file_of(answers)])
    reader.press("compare-file")
    return reader.press(**AT_26, **more)


def marked(*ids):
    return {f"see:{key}": ["on"] for key in ids} | {f"how:{key}": ["often"] for key in ids}


# ---------------------------------------------------------------- opened


def test_the_page_says_what_a_file_holds_before_anything_changes(reader):
    reader.press(**AT_26, **marked(SEEN[0]))
    before = reader.page.state()
    html = reader.press(file=[file_of({SEEN[1]: "sometimes", "already-seen": ["sleep"]})])
    words = Words(TABLES, "en")
    row = next(row for row in IN_BOTH if row["behaviour_id"] == SEEN[1])
    for said in (words.date(DAY), "Age then: 2 years", row["text_en"], "Now and then", "Sleep"):
        assert said in html
    assert words("file.unchanged-yet") in html
    after = reader.page.state()
    assert (after.answers, after.result) == (before.answers, before.result)


def test_to_open_takes_the_answers_and_asks_for_the_age_again(reader):
    reader.press(**AT_26, **marked(SEEN[0]))
    reader.press(file=[file_of({SEEN[1]: "sometimes", "lost-skill": True}, weeks=8)])
    reader.press("open-file")
    state = reader.page.state()
    assert (state.age, state.result, state.weeks_early) == (None, None, 8)
    assert dict(state.answers) == {SEEN[1]: "sometimes", "lost-skill": True}
    reader.press(**AT_26)
    assert dict(reader.page.result.answers) == {SEEN[1]: "sometimes", "lost-skill": True}
    assert reader.page.result.age == Age(26, 8)


@given(check_ins(), st.sampled_from(LANGUAGES))
@settings(max_examples=15)
def test_what_was_saved_on_one_page_opens_on_another(check_in, language):
    age, answers = check_in
    first, second = CheckIn(language=language), Reader(CheckIn())
    first.months, first.weeks_early, first.answers = age.months, age.weeks_early, answers
    name, kind, data = first.file("answers", first.state())
    assert (kind, name.endswith(f"{TODAY}.json")) == ("application/json", True)
    second.press(file=[data.decode()])
    second.press("open-file")
    assert second.page.state().age is None
    second.press(years=[str(age.months // 12)], months=[str(age.months % 12)])
    assert second.page.result == first.result
    assert second.page.language == "en"
    for page in (first, second.page):
        page.close()


def test_a_file_in_another_language_is_said_to_be(reader):
    html = reader.press(file=[file_of({}, language="es")])
    assert "It was saved in this language: Español." in html
    assert reader.page.language == "en"


def test_words_that_changed_since_are_told(reader):
    told = Words(TABLES, "en")("file.words-changed")
    assert told not in reader.press(file=[file_of({})])
    file = json.loads(file_of({}))
    file["questionnaire"] = file["questionnaire"].rpartition("|")[0] + "|1a2b3c4d"
    assert told in reader.press(file=[json.dumps(file)])


def test_not_to_open_changes_nothing_and_forgets_the_file(reader):
    before = reader.press(**AT_26, **marked(SEEN[0]))
    reader.press(file=[file_of({SEEN[1]: "often"})])
    assert reader.press("close-file").replace(" open>", ">") == before.replace(" open>", ">")


def test_an_answer_sent_twice_opens_once(reader):
    """A message is sent again when its answer was lost; then the file is no longer in the form."""
    reader.press(file=[file_of({SEEN[1]: "often"})])
    first = reader.press("open-file")
    assert reader.press("open-file") == first
    assert dict(reader.page.state().answers) == {SEEN[1]: "often"}


def test_the_same_form_is_the_same_page_in_another_kernel(reader):
    comparing(reader, {SEEN[0]: "often"}, **marked(SEEN[0], SKILLS[0]))
    html = reader.press(**{f"could:{SKILLS[0]}": ["yes"]})
    other = CheckIn()
    other.handle({"action": "change", "fields": fields_of(html), "seen": "1"})
    ids = (reader.page.model_id[:8], other.model_id[:8])
    assert other.html().replace(ids[1], "") == html.replace(ids[0], "")


def test_nothing_of_a_file_stays_in_the_tab(reader):
    reader.press(file=[file_of({SEEN[0]: "often"})])
    assert not {"file", "then"} & kept_of(reader.page.html()).keys()
    comparing(reader, {}, **marked(SKILLS[0]))
    html = reader.press(**{f"could:{SKILLS[0]}": ["yes"]})
    assert "could-counted" in fields_of(html)
    kept = kept_of(html)
    assert not [name for name in kept if name.startswith(("file", "then", "could"))]


def test_start_over_forgets_the_earlier_answers(reader):
    comparing(reader, {SEEN[0]: "often"})
    reader.page.handle({"action": "start-over", "fields": {"language": ["en"]}, "seen": "9"})
    assert reader.page.state().then is None
    assert str(DAY) not in reader.page.html()


# ---------------------------------------------------------------- then and now


def test_the_page_shows_both_days(reader):
    html = comparing(reader, {SEEN[0]: "often", SEEN[1]: "often"}, **marked(SEEN[0], SEEN[2]))
    words = Words(TABLES, "en")
    for said in (words.date(DAY), words.date(TODAY), words("compare.still"), words("compare.new")):
        assert said in html
    assert words("compare.unmarked") in html
    assert words("compare.not-asked") not in html
    assert words("compare.heading") not in reader.press("forget-file")


@pytest.mark.parametrize(("how", "answer"), [("yes", True), ("not-sure", "not-sure")])
def test_a_skill_that_was_there_is_the_lost_skill_answer(reader, how, answer):
    html = comparing(reader, {}, **marked(SKILLS[0]))
    assert "Could your child do it then?" in html
    reader.press(**{f"could:{SKILLS[0]}": [how]})
    assert reader.page.result.answers["lost-skill"] == answer
    assert reader.page.result.level == "act-now"
    assert f'name="could:{SKILLS[0]}"' in reader.page.html()


def test_a_no_is_no_answer(reader):
    comparing(reader, {}, **marked(SKILLS[0]))
    reader.press(**{f"could:{SKILLS[0]}": ["no"]})
    assert "lost-skill" not in reader.page.answers


def test_a_yes_can_be_taken_back_where_it_was_given(reader):
    comparing(reader, {}, **marked(SKILLS[0]))
    reader.press(**{f"could:{SKILLS[0]}": ["yes"]})
    reader.press(**{f"could:{SKILLS[0]}": ["no"]})
    assert "lost-skill" not in reader.page.answers


def test_a_yes_is_taken_back_with_the_box_for_a_lost_skill(reader):
    comparing(reader, {}, **marked(SKILLS[0]))
    html = reader.press(**{f"could:{SKILLS[0]}": ["yes"]})
    fields = fields_of(html)
    del fields["lost-skill"]
    reader.page.handle({"action": "change", "fields": fields, "seen": "9"})
    assert "lost-skill" not in reader.page.answers
    assert f"could:{SKILLS[0]}" not in fields_of(reader.page.html())


def test_a_yes_goes_when_its_skill_is_unmarked(reader):
    comparing(reader, {}, **marked(SKILLS[0]))
    fields = fields_of(reader.press(**{f"could:{SKILLS[0]}": ["yes"]}))
    del fields[f"see:{SKILLS[0]}"]
    reader.page.handle({"action": "change", "fields": fields, "seen": "9"})
    assert "lost-skill" not in reader.page.answers


def test_who_said_already_that_a_skill_is_lost_is_not_asked(reader):
    html = comparing(reader, {}, **marked(SKILLS[0]), **{"lost-skill": ["on"]})
    assert "Could your child do it then?" not in html


@given(
    st.dictionaries(
        st.sampled_from(["file", "then", "could-counted", *(f"could:{key}" for key in SKILLS[:3])]),
        st.lists(
            st.one_of(
                st.text(max_size=30), st.sampled_from(["yes", "no", "not-sure", file_of({})])
            ),
            max_size=2,
        ),
    ),
    st.sampled_from(["change", "open-file", "compare-file", "close-file", "forget-file"]),
)
@settings(max_examples=40)
def test_whatever_stands_in_these_fields_nothing_raises(fields, action):
    page = CheckIn()
    page.handle({"action": action, "fields": {**AT_26, **marked(SKILLS[0]), **fields}, "seen": "1"})
    assert page.seen == "1"
    page.close()


# ---------------------------------------------------------------- taken home


@pytest.fixture
def state(reader):
    comparing(reader, {SEEN[0]: "often"}, **marked(SEEN[0], SKILLS[0]))
    reader.press(**{f"could:{SKILLS[0]}": ["yes"]})
    return reader.page.state()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notes_say_the_same_on_paper_and_as_text(state, language):
    words = Words(TABLES, language)
    beside = beside_of(state)
    pdf = Pdf(notes_pdf(state.result, TABLES, language, TODAY, beside=beside))
    text = notes_text(state.result, TABLES, language, TODAY, beside=beside)
    for said in (words("compare.still"), words("compare.new"), words("compare.note")):
        assert said in pdf.text
        assert said in text
    skill = next(row for row in IN_BOTH if row["behaviour_id"] == SKILLS[0])
    assert words("compare.could", what=skill[f"text_{language}"]) in text
    assert words.date(DAY) in pdf.text
    assert faults(pdf, words("notes.title"), language) == []


def test_a_clinic_gets_both_days(state):
    made = bundle(state.result, TABLES, "en", datetime.now(UTC), state.then)
    Bundle.model_validate(made)
    now, then = (entry["resource"] for entry in made["entry"][1:])
    assert then["authored"] == str(DAY)
    assert [item["linkId"] for item in then["item"][1]["item"]] == [SEEN[0]]
    assert then["questionnaire"] == now["questionnaire"]
    assert "lost-skill" in json.dumps(now)
    assert "lost-skill" not in json.dumps(then)


@given(check_ins(), check_ins())
@settings(max_examples=5)
def test_any_two_days_are_valid_fhir(first, second):
    then = score(*first, TABLES)
    earlier = Earlier(then.age, then.answers, DAY, "en", "1a2b3c4d")
    written = write_answers(earlier, TABLES)
    earlier = read_answers(written, TABLES, TODAY)
    made = bundle(score(*second, TABLES), TABLES, "es", datetime.now(UTC), earlier)
    Bundle.model_validate(made)
