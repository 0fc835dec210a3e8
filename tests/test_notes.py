"""The notes for the visit: what they say, on which pages, and how a screen reader meets them."""

import os
import re
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from otkit.age import Age
from otkit.kit.local_words import spoken
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.calls import reason, what_to_say
from otkit.scoring.countries import contacts
from otkit.scoring.emergency import emergency
from otkit.scoring.guidance import explain
from otkit.scoring.result import Result
from otkit.scoring.score import behaviours_asked, score
from otkit.scoring.suggestions import questions
from otkit.takeaway import notes_pdf, notes_text
from otkit.takeaway.typesetting import Paper
from tests.kit import TABLES
from tests.pdf_reading import Pdf, faults

TODAY = date(2026, 1, 31)
LANGUAGES = list(TABLES["languages"]["language"])
PAPERS = [Paper("letter"), Paper("a4"), Paper("letter", large_print=True)]


def result_at(months: int, weeks: int = 0, ticks: int = 3, **whole: Any) -> Result:
    """A result with the first ``ticks`` behaviours asked, answered in all three ways."""
    asked = [row["behaviour_id"] for row in behaviours_asked(Age(months, weeks), TABLES)]
    answers = {
        name: ("often", "sometimes", "not-sure")[n % 3] for n, name in enumerate(asked[:ticks])
    }
    return score(Age(months, weeks), answers | whole, TABLES)


def full(months: int) -> Result:
    """Everything there is to tick at an age."""
    areas = list(TABLES["areas"]["area_id"])
    return result_at(months, 8, 99, **{"lost-skill": True, "already-seen": areas})


RESULTS = {"nothing": result_at(40, ticks=0), "three": result_at(20, 8), "everything": full(14)}
LOST = {"lost-skill": True, "already-seen": ["sleep", "feeding"]}
ALL = RESULTS | {"lost": result_at(20, ticks=0, **LOST)}


def asked_at(months: int) -> list[str]:
    return [row["behaviour_id"] for row in behaviours_asked(Age(months), TABLES)]


OTHER_LIST = [0, *(n for n in range(1, 72) if asked_at(n) != asked_at(n - 1))]
"""The ages in months from which another list is asked."""


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def read(name: str, language: str, country: str = "US", paper: Paper | None = None) -> Pdf:
    """The notes with this result, as a screen reader meets them; made once."""
    return Pdf(notes_pdf(ALL[name], TABLES, language, TODAY, country, paper))


def both(name: str, language: str, country: str = "US") -> list[str]:
    """What a reader of each form reads."""
    text = notes_text(ALL[name], TABLES, language, TODAY, country)
    return [read(name, language, country).text, re.sub(r"\s+", " ", text)]


@pytest.mark.parametrize("paper", PAPERS, ids=["letter", "a4", "large"])
@pytest.mark.parametrize("name", RESULTS)
def test_the_pdf_is_made_for_screen_readers(name: str, paper: Paper, language: str) -> None:
    pdf = read(name, language, paper=paper)
    assert faults(pdf, Words(TABLES, language)("notes.title"), language) == []
    assert pdf.cut == []


def test_the_headings_come_in_the_order_of_the_visit(language: str) -> None:
    words = Words(TABLES, language)
    pdf = read("nothing", language)
    wanted = ["see", "in-the-way", "tried"]
    assert pdf.headings == [
        (1, words("notes.title")),
        *((2, words(f"notes.{name}")) for name in wanted),
        (2, words("learn.questions-doctor")),
        (2, words("learn.questions-ot")),
        (2, words("notes.next")),
        (2, words("result.call")),
        (2, words("result.limits")),
        (2, words("result.sources")),
    ]


@pytest.mark.parametrize("name", RESULTS)
def test_every_tick_is_told_with_how_often(name: str, language: str) -> None:
    words = Words(TABLES, language)
    for told in both(name, language):
        for sign in explain(RESULTS[name], TABLES).signs:
            for tick in sign.ticks:
                assert f"{words.text(tick.row, 'text')} ({words(tick.how)})" in told


@pytest.mark.parametrize("name", RESULTS)
def test_the_next_steps_are_numbered_below_the_main_message(name: str, language: str) -> None:
    words = Words(TABLES, language)
    told = explain(RESULTS[name], TABLES)
    pdf = read(name, language)
    assert [words.text(step, "text") for step in told.steps] in pdf.lists
    for text in both(name, language):
        assert words.text(told.message, "text") in text


def test_they_open_with_what_to_do_with_them(language: str) -> None:
    words = Words(TABLES, language)
    pdf = read("three", language)
    assert next(pdf.document.every("/Strong")).text == words("notes.message")
    for told in both("three", language):
        assert words("notes.message") in told


@pytest.mark.parametrize("name", RESULTS)
def test_the_first_page_says_how_urgent_it_is(name: str, language: str) -> None:
    words = Words(TABLES, language)
    message = words.text(explain(RESULTS[name], TABLES).message, "text")
    strong = [one.text for one in read(name, language).document.every("/Strong")]
    assert strong[:2] == [words("notes.message"), message]
    text = notes_text(RESULTS[name], TABLES, language, TODAY)
    assert text.index(message) < text.index(words("notes.see").upper())


@pytest.mark.parametrize("country", ["US", "CA", "GB"])
def test_what_is_handed_over_asks_no_parent_about_harm(country: str, language: str) -> None:
    box = emergency(TABLES, country, Words(TABLES, spoken(language, country, TABLES)))
    for told in both("three", language, country):
        assert box.signs[0] in told
        assert box.afraid not in told
        assert not any(row["phone"] in told for row in box.helplines)


def test_what_was_marked_and_the_first_step_are_drawn(language: str) -> None:
    result = score(Age(27), {"eats-with-spoon": "often", "covers-ears": "sometimes"}, TABLES)
    alternatives = TABLES["pictures"].set_index("picture_id")[f"alt_{language}"]
    drawn = [
        one.alt for one in Pdf(notes_pdf(result, TABLES, language, TODAY)).document.every("/Figure")
    ]
    wanted = ["note-sheet", "eats-with-spoon", "covers-ears", "phone-three-things"]
    assert drawn == [alternatives[one] for one in wanted]


@pytest.mark.parametrize("name", RESULTS)
def test_a_summary_follows_the_steps(name: str, language: str) -> None:
    words = Words(TABLES, language)
    explained = explain(RESULTS[name], TABLES)
    summary = " ".join(words.text(row, "text") for row in explained.summary)
    assert summary
    for told in both(name, language):
        short = f"{words('result.summary')}: {summary}"
        assert told.index(short) > told.index(words.text(explained.steps[-1], "text"))


@pytest.mark.parametrize("country", ["US", "any"])
def test_contacts_fit_the_country_and_have_words_to_say(country: str, language: str) -> None:
    words = Words(TABLES, language)
    for told in both("three", language, country):
        because = reason(RESULTS["three"], TABLES, words)
        for row in contacts(Age(20), TABLES, country):
            say = what_to_say(row, RESULTS["three"].level, words, because, words.age(20))
            for text in (words.text(row, "name"), say, row["phone"]):
                assert text in told


@pytest.mark.parametrize("country", ["US", "AU"])
def test_phone_numbers_and_addresses_can_be_pressed(country: str, language: str) -> None:
    pdf = read("three", language, country)
    rows = contacts(Age(20), TABLES, country)
    wanted = {row["url"] for row in rows} | {
        f"tel:{row['phone']}".replace(" ", "") for row in rows if row["phone"]
    }
    assert wanted - {""} <= pdf.links


def test_questions_are_there_for_the_doctor_and_the_ot(language: str) -> None:
    words = Words(TABLES, language)
    pdf = read("three", language)
    for audience in ("doctor", "ot"):
        rows = questions(RESULTS["three"], TABLES, audience)
        assert [words.text(row, "text") for row in rows] in pdf.lists


@pytest.mark.parametrize("name", RESULTS)
def test_every_source_is_named(name: str, language: str) -> None:
    for told in both(name, language):
        assert all(row["title"] in told for row in explain(RESULTS[name], TABLES).sources)


def test_the_age_is_told_as_entered_and_as_counted(language: str) -> None:
    words = Words(TABLES, language)
    for told in both("three", language):
        assert words("notes.age", age=words.age(20)) in told
        assert words("notes.early", weeks=words.plural("age.weeks", 8)) in told
        corrected = RESULTS["three"].age.corrected_months
        assert words("notes.corrected", age=words.age(corrected)) in told


@pytest.mark.parametrize(
    ("language", "day"), [("en", "January 31, 2026"), ("es", "31 de enero de 2026")]
)
def test_the_date_is_told_in_words(language: str, day: str) -> None:
    assert all(day in told for told in both("three", language))


def test_they_say_that_they_are_no_diagnosis(language: str) -> None:
    lede = Words(TABLES, language)("notes.lede")
    assert re.search("diagn[oó]s", lede)
    assert all(lede in told for told in both("nothing", language))


def test_a_lost_skill_and_the_help_there_is_are_told(language: str) -> None:
    words = Words(TABLES, language)
    areas = TABLES["areas"].set_index("area_id")[f"title_{language}"]
    seen = words.list([areas["feeding"], areas["sleep"]])
    for told in both("lost", language):
        assert words("whole.lost-skill") in told
        assert words("notes.already-seen", areas=seen) in told


@pytest.mark.parametrize("months", OTHER_LIST)
def test_they_never_take_more_than_three_pages(months: int, language: str) -> None:
    """Three only for a child of whom everything on the list is marked; on Letter, the smaller."""
    assert Pdf(notes_pdf(full(months), TABLES, language, TODAY, paper=Paper("letter"))).pages <= 3


@pytest.mark.parametrize("months", range(0, 72, 6))
def test_as_much_as_most_parents_mark_takes_two_pages(months: int, language: str) -> None:
    size = ("letter", "a4")[months // 6 % 2]
    result = result_at(months, 8, 8, **{"lost-skill": True})
    assert Pdf(notes_pdf(result, TABLES, language, TODAY, paper=Paper(size))).pages == 2


def test_a_few_ticks_take_a_page_for_the_visit_and_one_to_keep(language: str) -> None:
    assert Pdf(notes_pdf(result_at(9, ticks=1), TABLES, language, TODAY)).pages == 2


@pytest.mark.parametrize(("country", "points"), [("US", (612, 792)), ("GB", (595, 842))])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_country_chooses_the_paper_not_the_language(
    country: str, points: tuple[int, int], language: str
) -> None:
    pdf = read("three", language, country)
    assert set(pdf.sizes) == {points}


@pytest.mark.parametrize(("size", "points"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_the_paper_is_the_one_asked_for(size: str, points: tuple[int, int]) -> None:
    pdf = read("three", "en", paper=Paper(size))
    assert set(pdf.sizes) == {points}


def test_the_same_answers_on_the_same_day_make_the_same_file() -> None:
    first, second = (notes_pdf(RESULTS["three"], TABLES, "en", TODAY) for _ in range(2))
    assert first == second


def test_nothing_in_a_table_can_change_the_page(tables: Tables) -> None:
    rows = tables["behaviours"].copy()
    nasty = '*bold* #panic("no") $x$ <script> \\ `raw` @ref // = heading "quoted"'
    rows["text_en"] = nasty
    changed = Tables({**tables, "behaviours": rows})
    asked = behaviours_asked(Age(20), changed)[0]["behaviour_id"]
    result = score(Age(20), {asked: "often"}, changed)
    pdf = Pdf(notes_pdf(result, changed, "en", TODAY))
    assert nasty in pdf.text
    assert faults(pdf, "Notes for the visit", "en") == []


WITHOUT_A_DISK = """
import resource
from datetime import date
from functools import cache
from pathlib import Path
from otkit import Age, load_tables, score
from otkit.takeaway import notes_pdf

resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # from here on no file can hold a byte
try:
    Path("file").write_text("a byte")
except OSError:
    Path("file").unlink()
else:
    raise SystemExit("the limit does not hold")
tables = load_tables()
result = score(Age(9), {"reaches": "often"}, tables)
print(notes_pdf(result, tables, "es", date(2026, 1, 31))[:5].decode())
"""


def test_nothing_is_written_to_disk(tmp_path: Path) -> None:
    folders = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    env = {
        **os.environ,
        **dict.fromkeys(folders, str(tmp_path)),
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-c", WITHOUT_A_DISK]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("%PDF-\n", "")
    assert list(tmp_path.iterdir()) == [], "not even an empty file"
