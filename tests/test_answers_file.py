"""Answers as a file: what is written is read again, and anything else is a sentence."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkit import Age, score
from otkit.errors import FileError
from otkit.kit.wording import Words
from otkit.scoring.score import behaviours_asked
from otkit.takeaway.answers_file import LARGEST, PROBLEMS, answers_now, read_answers, write_answers
from otkit.takeaway.fhir import bundle
from otkit.widgets import CheckIn
from tests.kit import TABLES
from tests.test_scoring_properties import check_ins

TODAY = date.today()
LANGUAGES = [row["language"] for row in TABLES.rows("languages")]


def ids_at(months: int) -> list[str]:
    return [row["behaviour_id"] for row in behaviours_asked(Age(months), TABLES)]


def good(**changed) -> dict:
    result = score(Age(27), {"toddler-sleep": "often", "lost-skill": True}, TABLES)
    check_in = answers_now(result.age, result.answers, TABLES, "en", TODAY)
    return json.loads(write_answers(check_in, TABLES)) | changed


def texts() -> list[tuple[str, str]]:
    """Files of every hostile kind, each with the message that it deserves."""

    def dumped(**changed) -> str:
        return json.dumps(good(**changed))

    def answers(**changed) -> str:
        return dumped(answers=changed)

    def without(name: str) -> str:
        return json.dumps({key: value for key, value in good().items() if key != name})

    whole = dumped()
    script = "<script>alert(1)</script>"
    not_ours, damaged = "file.not-ours", "file.damaged"
    return [
        *((text, not_ours) for text in NOT_OURS),
        (" " * (LARGEST + 1), "file.too-large"),
        (whole + " " * LARGEST, "file.too-large"),
        ("ñ" * (LARGEST // 2 + 1), "file.too-large"),
        (whole[: len(whole) // 2], damaged),
        (whole[:-1], damaged),
        (whole + whole, damaged),
        (whole.replace('"en"', "en"), damaged),
        (whole.replace("{", '{"version": 1, ', 1), damaged),
        (whole.replace('"months": 27', '"months": NaN'), damaged),
        (whole.replace('"months": 27', '"months": 1e999'), damaged),
        (whole.replace('"months": 27', '"months": ' + "9" * 5000), damaged),
        (whole.replace('"months": 27', '"months": "27"'), damaged),
        *((without(name), damaged) for name in good() if name != "format"),
        (without("format"), not_ours),
        (dumped(format="OTKIT-ANSWERS"), not_ours),
        (dumped(format=["otkit-answers"]), not_ours),
        (dumped(extra=1), damaged),
        (dumped(__proto__={}), damaged),
        (dumped(name="Ana"), damaged),
        (dumped(version=2), "file.newer"),
        (dumped(version=10**18), "file.newer"),
        (dumped(version=0), "file.older"),
        (dumped(version=-1), "file.older"),
        *((dumped(version=value), damaged) for value in ("1", 1.5, True, None, [1])),
        (dumped(language="fr"), "file.other-language"),
        (dumped(language=script), "file.other-language"),
        *((dumped(language=value), damaged) for value in (1, None, ["en"])),
        (dumped(date=str(TODAY + timedelta(days=2))), "file.damaged"),
        *((dumped(date=value), damaged) for value in BAD_DATES),
        *((dumped(questionnaire=value), damaged) for value in ("", script, "urn:x|1", 1, None)),
        *((dumped(months=value), damaged) for value in (72, -1, 2.5, True, None, [27])),
        *((dumped(**{"weeks-early": value}), damaged) for value in (18, -1, True, None, "0")),
        *((dumped(**{"corrected-months": value}), damaged) for value in (26, -1, True, None, "27")),
        (dumped(months=10, **{"weeks-early": 8, "corrected-months": 3}), damaged),
        *((dumped(answers=value), damaged) for value in (None, [], "often", 1)),
        (answers(**{"no-such-row": "often"}), "file.other-rows"),
        (answers(**{script: "often"}), "file.other-rows"),
        *((answers(**{"toddler-sleep": value}), damaged) for value in BAD_ANSWERS),
        *((answers(**{"lost-skill": value}), damaged) for value in (True, "often", "no", None, [])),
        (answers(**{"already-seen": ["the-moon"]}), "file.other-rows"),
        *((answers(**{"already-seen": value}), damaged) for value in BAD_AREAS),
        (json.dumps(bundle(score(Age(27), {}, TABLES), TABLES, "en", NOW))[:LARGEST], not_ours),
    ]


NOW = datetime(2026, 3, 10, tzinfo=UTC)
NOT_OURS = [
    "\x00",
    "\ud800",
    "null",
    "[]",
    '"otkit"',
    "1",
    "{}",
    '{"resourceType": "Bundle"}',
    "[" * 9000,
    '{"a":' * 3000,
    "\ufffdPNG\r\n\x1a\n",
    "%PDF-1.7",
    "PK\x03\x04",
    "name,age\r\nAna,3\r\n",
    "BEGIN:VCALENDAR\r\nEND:VCALENDAR",
    "<!doctype html><script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE answers; --",
    "{{ 7 * 7 }}",
    "../../etc/passwd",
    "file.unknown",
]
BAD_DATES = ("", "soon", "2026-02-30", "20260301", "2026-W10", "1999-12-31", "٢٠٢٦-٠٣-٠١", 1, None)
BAD_ANSWERS = ("yes", "Often", "", None, True, 1, ["often"], {"often": 1}, "often ")
BAD_AREAS = ("sleep", [], [1], [["sleep"]], ["sleep", "sleep"], None, True, {"sleep": 1})
TEXTS = texts()


def test_there_are_files_of_60_hostile_kinds():
    assert len({text for text, _ in TEXTS}) == len(TEXTS) >= 60


@pytest.mark.parametrize(("text", "message_id"), TEXTS, ids=range(len(TEXTS)))
def test_a_hostile_file_gets_a_sentence_and_changes_nothing(text, message_id):
    with pytest.raises(FileError) as raised:
        read_answers(text, TABLES, TODAY)
    assert raised.value.message_id == message_id
    assert not raised.value.values


@pytest.fixture(scope="module")
def page() -> CheckIn:
    return CheckIn()


FORM = {
    "years": ["2"],
    "months": ["3"],
    "see:toddler-sleep": ["on"],
    "how:toddler-sleep": ["often"],
}


ACTIONS = ("change", "open-file", "compare-file")
PRESSED = [(*case, ACTIONS[n % len(ACTIONS)]) for n, case in enumerate(TEXTS)]


@pytest.mark.parametrize(("text", "message_id", "action"), PRESSED, ids=range(len(TEXTS)))
def test_a_hostile_file_changes_nothing_on_the_page(text, message_id, action, page):
    page.handle({"action": "change", "fields": FORM, "seen": "1"})
    before, html = page.state(), page.draw(page.state())
    page.handle({"action": action, "fields": {**FORM, "file": [text]}, "seen": "2"})
    assert (page.state().answers, page.result) == (before.answers, before.result)
    assert page.state().then is None
    drawn = page.draw(page.state())
    assert {name for name in drawn if drawn[name] != html[name]} == {"file"}
    assert Words(TABLES, "en")(message_id) in drawn["file"]
    page.handle({"action": "change", "fields": {**FORM, "then": [text]}, "seen": "3"})
    assert page.draw(page.state()) == html


@given(check_ins(), st.sampled_from(LANGUAGES), st.dates(date(2000, 1, 1), TODAY))
@settings(max_examples=60)
def test_what_is_written_is_read_again(check_in, language, day):
    age, answers = check_in
    result = score(age, answers, TABLES)
    written = answers_now(result.age, result.answers, TABLES, language, day)
    read = read_answers(write_answers(written, TABLES, indent=1), TABLES, TODAY)
    assert dict(read.answers) == dict(written.answers)
    assert read.age.corrected_months == age.corrected_months
    assert (read.age.months, read.age.weeks_early) == (age.months, age.weeks_early)
    assert (read.day, read.language, read.words) == (day, language, written.words)
    assert score(read.age, read.answers, TABLES).level == result.level


@given(st.dates(TODAY - timedelta(days=2100), TODAY), st.integers(0, 17))
def test_an_age_from_a_birth_date_is_read_as_it_was_counted(born, weeks):
    age = Age.from_birth_date(born, TODAY, weeks)
    written = write_answers(answers_now(age, {}, TABLES, "en", TODAY), TABLES)
    assert read_answers(written, TABLES, TODAY).age.corrected_months == age.corrected_months
    if born != TODAY:
        assert str(born) not in written


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_is_read_or_refused(text):
    with pytest.raises(FileError) as raised:
        read_answers(text, TABLES, TODAY)
    assert raised.value.message_id in PROBLEMS


def problem_of(text: str) -> str | None:
    try:
        read_answers(text, TABLES, TODAY)
    except FileError as error:
        return error.message_id
    return None


@given(st.data())
@settings(max_examples=200)
def test_a_file_with_any_character_changed_is_read_or_refused(data):
    text = json.dumps(good())
    place = data.draw(st.integers(0, len(text) - 1))
    changed = text[:place] + data.draw(st.characters()) + text[place + 1 :]
    assert problem_of(changed) in {None, *PROBLEMS}


def test_the_largest_file_of_our_own_is_far_below_the_limit():
    for months in range(72):
        answers = {**dict.fromkeys(ids_at(months), "sometimes"), "lost-skill": True}
        check_in = answers_now(Age(months), answers, TABLES, "en", TODAY)
        assert len(write_answers(check_in, TABLES, indent=1).encode()) < LARGEST / 4
