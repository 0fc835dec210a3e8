"""What a family reads, wherever it lives: the ways of another country are never shown there."""

import html
import json
import re
from calendar import month_name
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from otkit import Age, score
from otkit.kit.country import country_of, rows_of
from otkit.kit.lessons import Lesson, load_lessons
from otkit.kit.local_words import spoken
from otkit.kit.tables.descriptor import read_descriptor
from otkit.kit.tables.folder import data_folder
from otkit.kit.wording import Words
from otkit.scoring.countries import VARIABLE, contacts_of, countries, emergency_row
from otkit.scoring.guidance import at_level
from otkit.scoring.score import behaviours_asked
from otkit.takeaway.case_paper import answer_nodes as case_nodes
from otkit.takeaway.checklist import checklist_content
from otkit.takeaway.handout import handout_nodes
from otkit.takeaway.notes import notes_text
from otkit.takeaway.paper import handouts, with_sources_of
from otkit.takeaway.quiz_paper import answer_nodes as quiz_nodes
from otkit.takeaway.typesetting import Paper
from otkit.widgets import CheckIn, Learn
from otkit.widgets.workshop import Call
from otkit.widgets.workshop.guide import Guide
from otkit.workshop.quiz import questions
from tests.kit import TABLES
from tests.plain_rows import is_plain
from tests.test_plain_words import ENGLISH

LANGUAGES = [row["language"] for row in TABLES.rows("languages")]
PLACES = [place for place in countries(TABLES) if place != "US"]
EVERYWHERE = pytest.mark.parametrize(
    ("place", "language"), [(place, one) for place in PLACES for one in LANGUAGES]
)
OF_THE_US = re.compile(
    r"your state|US states|most states|early intervention program|elementary school|in the US\b"
    r"|CDC-INFO|cdc\.gov|Medicaid|special education evaluation|free evaluation"
    r"|su estado|los estados|intervención temprana|escuela primaria|en los Estados Unidos"
    r"|evaluación gratis",
    re.IGNORECASE,
)
NUMBER_911 = re.compile(r"\b911\b")
MONTHS = (2, 20, 50)


@cache
def lessons_of(place: str) -> tuple[Lesson, ...]:
    """The lessons as read in a place, in every language; read once."""
    return tuple(load_lessons(country=place))


def plain(drawn: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", drawn).split())


def before_sources(text: str, language: str) -> str:
    """A text up to the list of its sources, whose titles and countries are their own."""
    title = re.escape(Words(TABLES, language)("result.sources"))
    return re.split(title, text, flags=re.IGNORECASE)[0]


def answers_at(months: int) -> Iterator[dict[str, object]]:
    rows = behaviours_asked(Age(months), TABLES)
    name = next(row["behaviour_id"] for row in rows if is_plain(row))
    for how in ("often", "sometimes", "not-sure"):
        yield {name: how}
    yield from ({}, {"lost-skill": True})
    urgent = {(r["urgent"], r["concern"]): r for r in rows if r["urgent"] != "no"}  # one a rule
    yield from ({row["behaviour_id"]: "often"} for row in urgent.values())


def of_another_country(text: str, place: str) -> list[str]:
    for name in ("number_en", "number_es") if place == "any" else ():
        number = re.escape(emergency_row(TABLES, place)[name])
        text = re.sub(number, "", text, flags=re.IGNORECASE)
    found = [match[0] for match in OF_THE_US.finditer(text)]
    if country_of(place) not in ("CA", "MX", "any"):
        found += NUMBER_911.findall(text)
    return found


@EVERYWHERE
def test_no_result_and_no_note_tells_of_another_country(place: str, language: str) -> None:
    for months in MONTHS:
        page = CheckIn(months=months, language=language, country=place)
        for answers in answers_at(months):
            page.answers = answers
            said = before_sources(plain(page.region_result), language)
            assert of_another_country(said, place) == [], (months, answers)
    result = score(Age(20), {"lost-skill": True}, TABLES)
    notes = notes_text(result, TABLES, language, date(2026, 11, 30), place)
    assert of_another_country(before_sources(notes, language), place) == []


@EVERYWHERE
def test_no_lesson_tells_of_another_country(place: str, language: str) -> None:
    for lesson in lessons_of(place):
        if lesson.language == language and lesson.lesson_id != "sources":
            assert of_another_country(plain(lesson.html), place) == [], lesson.lesson_id
            nodes = json.dumps(handout_nodes(lesson, TABLES, Words(TABLES, language), place))
            text = before_sources(json.dumps(json.loads(nodes), ensure_ascii=False), language)
            assert of_another_country(text, place) == [], lesson.lesson_id


@EVERYWHERE
def test_no_source_of_another_countrys_rules_is_named(place: str, language: str) -> None:
    for lesson in lessons_of(place):
        if lesson.language == language:
            assert [one for one in lesson.source_ids if one.startswith("idea-")] == []


@pytest.mark.parametrize("place", [*PLACES, "US"])
def test_the_sources_on_paper_are_those_of_what_is_said_there(place: str) -> None:
    lessons = lessons_of(place)
    told = with_sources_of(lessons, TABLES, place)
    ids = {row["source_id"] for row in told.rows("sources")}
    assert ids >= {one for lesson in lessons for one in lesson.source_ids}
    assert ids >= {row["source_id"] for row in contacts_of(TABLES, place)}
    lines = {row["source_id"]: row["country"] for row in TABLES.rows("contacts") if row["phone"]}
    others = {one for one, country in lines.items() if country_of(country) != country_of(place)}
    assert ids & others <= {"nhs-hackney"}, "which is about the signs of an emergency too"
    if place != "US":
        assert {one for one in ids if one.startswith(("idea-", "pennsylvania-"))} == set()


@pytest.mark.parametrize("place", [*PLACES, "US"])
def test_the_list_on_the_screen_has_the_sources_of_the_place(place: str) -> None:
    page = Learn(lesson="sources")
    fields = {"lesson": ["sources"], "language": ["en"], "country": [place]}
    page.handle({"action": "go", "fields": fields, "seen": ""})
    told = with_sources_of(lessons_of(place), TABLES, place).rows("sources")
    titles = [Words(TABLES, "en").source(row) for row in told]
    shown = re.sub("</?span[^>]*>", "", html.unescape(page.region_lesson))
    assert [title for title in titles if title not in shown] == []
    own = {row["url"] for row in contacts_of(TABLES, place)} - {""}
    others = {row["url"] for row in TABLES.rows("contacts")} - own - {row["url"] for row in told}
    assert own <= {row["url"] for row in told}
    assert [url for url in others if url and f'href="{url}"' in shown] == []
    page.close()


@pytest.mark.parametrize("place", ["GB-SCT", "US"])
def test_handouts_name_no_source_of_elsewhere(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(
        "otkit.takeaway.paper.pages", lambda _title, nodes, *_: drawn.append(str(nodes)) or b""
    )
    assert len(list(handouts(TABLES, "en", Paper(), date(2026, 11, 30), country=place))) > 10
    here = with_sources_of(load_lessons(country=place), TABLES, place).rows("sources")
    others = {row["url"] for row in TABLES.rows("sources")} - {row["url"] for row in here}
    said = " ".join(drawn)
    assert {row["url"] for row in here if row["url"] and f"'{row['url']}'" not in said} == set()
    assert len(others) > 5
    assert {url for url in others if f"'{url}'" in said} == set()


@EVERYWHERE
def test_nobody_of_another_country_is_called(place: str, language: str) -> None:
    words = Words(TABLES, language)
    for row in contacts_of(TABLES, place):
        said = " ".join(str(value) for name, value in row.items() if name.endswith(language))
        assert of_another_country(said, place) == []
    turns = rows_of(TABLES.rows("call_turns"), place)
    assert {country_of(row["country"]) for row in turns} <= {"", "any", country_of(place)}
    for group in TABLES.rows("age_groups"):
        paper = json.dumps(checklist_content(group, TABLES, words, place), ensure_ascii=False)
        assert of_another_country(paper, place) == []
    for level in at_level(TABLES, place):
        said = " ".join(words.text(row, "text") for row in (level.message, *level.steps))
        assert of_another_country(said, place) == []


@pytest.mark.parametrize("place", PLACES)
def test_the_practice_of_a_call_is_that_of_the_place(place: str) -> None:
    page = Call()
    fields = {"country": [place], "answers": ["on"], "age": ["from-three"]}
    page.handle({"action": "change", "fields": fields, "seen": ""})
    said = re.sub(r"<option.*?</option>", "", page.region_call, flags=re.DOTALL)
    assert of_another_country(plain(said), place) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lesson_on_whom_to_call_shows_local_contacts(language: str) -> None:
    page = Learn(language=language, lesson="who-to-call")
    fields = {"lesson": ["who-to-call"], "language": [language], "country": ["GB-ENG"]}
    page.handle({"action": "go", "fields": fields, "seen": ""})
    said = plain(page.region_lesson)
    assert "GP" in said
    assert of_another_country(before_sources(said, language), "GB-ENG") == []


@pytest.mark.parametrize("place", ["GB-ENG", "any"])
def test_a_lesson_takes_two_minutes_elsewhere_too(place: str) -> None:
    for lesson in lessons_of(place):
        length = len(plain(lesson.html).split())
        assert 230 <= length <= 340, (lesson.lesson_id, lesson.language, length)


@EVERYWHERE
def test_no_quiz_and_no_notebook_asks_of_another_country(
    place: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, place)
    words = Words(TABLES, language)
    for question in questions(TABLES):
        for row in (question.row, *question.options):
            said = " ".join(str(v) for k, v in row.items() if k.endswith(f"_{language}"))
            assert of_another_country(said, place) == [], row
    assert {q.row["set"] for q in questions(TABLES, subject="whom-to-call")} == {"short", "full"}
    page = Guide("the-visit", "end", language=language)
    assert of_another_country(plain(page.html()), place) == []
    assert words("guide.point") in page.html()
    page.close()


@EVERYWHERE
def test_no_case_and_no_quiz_on_paper_is_of_another_country(place: str, language: str) -> None:
    words = Words(TABLES, spoken(language, place, TABLES))
    for nodes in (case_nodes, quiz_nodes):
        said = json.dumps(nodes(TABLES, words, place), ensure_ascii=False)
        assert of_another_country(said, place) == []


AMERICAN = re.compile(
    r"\b(diapers?|cribs?|pants|emergency room|cookie|clothespins?|candy|hot dogs?|inch(es)?"
    r"|pacifiers?|moms?|strollers?|gray|colors?(?! azul)|behaviors?|neighbors?|favors?"
    r"|centers?|enroll|licenses?|pediatricians?|physical therap\w+|practiced|(you|they|we) practice"
    r"|programs?|elementary|sandbox|yard|(the|every|doctor's) office|after-hours"
    r"|(January|February|March|April|May|June|July|August|October|(Sept|Nov|Dec)ember) \d{1,2})\b"
    r"|°F",
    re.IGNORECASE,
)
MEXICAN = re.compile(
    r"\b(computadoras?|bacinica|lonchera|cacahuates?|carros?|carritos?|jala|piso|lentes|licuadora"
    r"|papa|cray[oó]n|berrinches?|cobijas?|refrigerador|tina|sonaja|resbaladilla|preescolar(es)?"
    r"|voltea|enoj(a|ó)|llen(e|a una|ar|elo)|llénelo|entr(ó|ar) a"
    r"|kínder|terapia física|pararse|se paran?|párense|costo|videos?)\b|°F",
    re.IGNORECASE,
)
STILL_SAID = {
    "CA": (
        *("diaper", "crib", "pants", "cookie", "clothespin", "candy", "sandbox", "yard", "program"),
        *("pediatrician", "hot dog", "emergency room", "enroll", "elementary", "°f"),
        *("the office", "every office", "doctor's office", "after-hours"),
        *(month.lower() for month in month_name[1:]),
    ),
    "AU": ("program", "yard", "after-hours"),
    "NZ": ("yard", "after-hours"),
    "IN": ("sandbox", "yard", "°f"),
}
STILL_SAID["MX"] = (
    *(word for word in STILL_SAID["CA"] if word.capitalize() not in month_name),
    *("gray", "color", "behavior", "neighbor", "license", "physical therap"),
    *("practiced", "you practice", "we practice", "they practice"),
)
"""Words of America that are at home elsewhere too, or stand in brackets there."""

NOT_READ_BY_PLACE = {"sources", "problems"}
"""What other people said, and what `otkit check` says to who keeps the tables."""

NAMES_THE_US = "messages: site.device"
"""What the kit is under the law, there and in the European Union, is said to everybody."""


def texts_of(place: str, language: str) -> Iterator[tuple[str, str]]:
    """Every text of every table as read in a place, after the table and the id of its row."""
    words = Words(TABLES, spoken(language, place, TABLES))
    asked = {row["question_id"] for row in rows_of(TABLES.rows("quiz"), place)}
    for name, table in read_descriptor(data_folder())[0].items():
        stems = {
            field.name.removesuffix(f"_{language}")
            for field in table.fields.values()
            if field.language == language
        }
        rows = TABLES.rows(name) if name not in NOT_READ_BY_PLACE else ()
        if "country" in table.fields:
            rows = rows_of(rows, place)
        for row in rows:
            if name != "quiz_options" or row["question_id"] in asked:
                first = str(next(iter(row.values())))
                yield from ((f"{name}: {first}", words.text(row, stem)) for stem in sorted(stems))


@EVERYWHERE
def test_no_text_of_any_table_is_of_another_country(place: str, language: str) -> None:
    wrong = [
        (name, found)
        for name, text in texts_of(place, language)
        if name != NAMES_THE_US and (found := of_another_country(text, place))
    ]
    assert wrong == []


def of_other_words(text: str, place: str, language: str) -> list[str]:
    pattern = AMERICAN if language == "en" else MEXICAN
    still = STILL_SAID.get(country_of(place), ())
    found = (match[0] for match in pattern.finditer(text))
    return [word for word in found if not word.lower().startswith(still or "-")]


@pytest.mark.parametrize(
    ("place", "language"),
    [(place, "en") for place in PLACES if place != "any"]
    + [(place, "es") for place in ("ES", "ES-CT")],
)
def test_no_word_of_another_country_is_read(place: str, language: str) -> None:
    wrong = [
        (name, words)
        for name, text in texts_of(place, language)
        if (words := of_other_words(text, place, language))
    ]
    assert wrong == []
    for lesson in lessons_of(place):
        if lesson.language == language and lesson.lesson_id != "sources":
            text = f"{lesson.title} {plain(lesson.html)}"
            assert of_other_words(text, place, language) == [], lesson.lesson_id


SAID_IN_ENGLISH = re.compile(rf"\b(?:{'|'.join({*ENGLISH.values()})})\b|en inglés")
NAMES_ENGLISH = "messages: adapt.language.2"
"""What a new language starts from is English everywhere."""


@pytest.mark.parametrize("place", [one for one in PLACES if country_of(one) in ("ES", "MX", "any")])
def test_no_english_word_is_taken_to_a_doctor_who_speaks_spanish(place: str) -> None:
    wrong = {
        name: found[0]
        for name, text in texts_of(place, "es")
        if name != NAMES_ENGLISH and (found := SAID_IN_ENGLISH.search(text))
    }
    assert wrong == {}
    for lesson in lessons_of(place):
        if lesson.language == "es" and lesson.lesson_id != "sources":
            assert SAID_IN_ENGLISH.findall(plain(lesson.html)) == [], lesson.lesson_id


BRITISH = [place for place in PLACES if country_of(place) in ("GB", "IE", "AU", "NZ", "IN", "ES")]


@pytest.mark.parametrize("place", BRITISH)
def test_a_reader_of_british_english_sees_nappies(place: str) -> None:
    page = CheckIn(months=1, country=place)
    assert "fewer wet nappies" in page.html()
    said = plain(" ".join(page.draw(page.state()).values()))
    assert of_other_words(before_sources(said, "en"), place, "en") == []
    page.country = "CA"
    assert "fewer wet diapers" in page.html()


def test_the_papers_of_a_british_reader_are_in_british_words() -> None:
    result = score(Age(1), {"few-wet-diapers": "often"}, TABLES)
    notes = notes_text(result, TABLES, "en", date(2026, 11, 30), "GB-ENG")
    assert "fewer wet nappies" in notes
    assert not AMERICAN.search(notes.split("https://")[0])
