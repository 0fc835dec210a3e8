"""What is printed: complete, in both languages, and tagged so that it can be read aloud."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from otkit.errors import OtkitError
from otkit.kit.lessons import load_lessons
from otkit.kit.lessons.worksheets import WORKSHEETS
from otkit.kit.load import load_tables
from otkit.kit.tables import Tables
from otkit.kit.translation.columns import add_language
from otkit.kit.translation.pseudo import NAME, free_code, pseudo
from otkit.kit.wording import Words
from otkit.scoring.countries import contacts_of
from otkit.takeaway import paper as printed
from otkit.takeaway import typesetting
from otkit.takeaway.case_paper import case_files
from otkit.takeaway.typesetting import Paper
from otkit.workshop.quiz import questions
from tests.kit import TABLES
from tests.own_tables import copied
from tests.pdf_reading import Pdf, faults

OPTIONS = [option for question in questions(TABLES) for option in question.options]
TODAY = date(2026, 1, 31)
LANGUAGES = list(TABLES["languages"]["language"])
SIZES = {"letter": frozenset({612, 792}), "a4": frozenset({595, 842})}
"""Points of a page, upright or across."""

FEWEST, FEWEST_IN_LARGE, FEWEST_OF_LONG_WORDS = 9, 8, 5
"""Lines that no page has fewer of, where there are several: a fifth of a page, a quarter in large
print. Words half as long again fill pages that nobody has looked at."""

PAPERS = [Paper(size, large) for size in SIZES for large in (False, True)]
LETTER = PAPERS[0]
GROUPS = TABLES.rows("age_groups")

Pack = tuple[str, Paper, dict[str, Pdf]]
Letter = tuple[str, dict[str, Pdf]]


def made(files: Iterable[tuple[str, bytes]]) -> dict[str, Pdf]:
    return {name: Pdf(content) for name, content in files}


@cache
def everything(language: str, paper: Paper) -> dict[str, Pdf]:
    """Everything that can be printed; made once."""
    return everything_of(TABLES, language, paper)


def everything_of(
    tables: Tables, language: str, paper: Paper, folder: Path | None = None
) -> dict[str, Pdf]:
    common = (tables, language, paper, TODAY)
    return {
        **made(printed.checklists(*common)),
        **made(printed.handouts(*common, folder)),
        **made(printed.worksheets(*common)),
        **made(printed.certificate(*common, name="Ana Ruiz")),
        **made(printed.quiz(*common)),
        **made(case_files(*common)),
    }


@pytest.fixture(scope="module", autouse=True)
def no_other_font() -> Iterator[None]:
    """The kit's own words need none of the fonts of the machine."""

    def none() -> dict[str, object]:
        raise AssertionError("a page of the kit is set with the fonts of the machine")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "every_font", none)
        yield


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=PAPERS, ids=lambda p: p.size + "-large" * p.large_print)
def pack(language: str, request: pytest.FixtureRequest) -> Pack:
    return language, request.param, everything(language, request.param)


@pytest.fixture(scope="module")
def letter(language: str) -> Letter:
    return language, everything(language, LETTER)


def test_every_pdf_is_made_for_screen_readers(pack: Pack) -> None:
    language, _, files = pack
    found = {name: faults(pdf, pdf.headings[0][1], language) for name, pdf in files.items()}
    assert {name: one for name, one in found.items() if one} == {}


def test_every_page_is_on_the_paper_asked_for(pack: Pack) -> None:
    _, paper, files = pack
    other = [
        name for name, pdf in files.items() if {*map(frozenset, pdf.sizes)} != {SIZES[paper.size]}
    ]
    assert other == []


def test_large_print_has_nothing_below_18_points(pack: Pack) -> None:
    _, paper, files = pack
    smallest = {name: min(pdf.text_sizes) for name, pdf in files.items()}
    assert all(size >= (18 if paper.large_print else 8.8) for size in smallest.values()), smallest


def test_no_paper_and_no_size_of_print_loses_a_word(pack: Pack) -> None:
    language, _, files = pack
    on_letter = everything(language, LETTER)
    assert [name for name, pdf in files.items() if pdf.text != on_letter[name].text] == []
    assert list(files) == list(on_letter)


def test_nothing_runs_past_the_edge_of_a_page(pack: Pack) -> None:
    _, _, files = pack
    assert {name: pdf.cut for name, pdf in files.items() if pdf.cut} == {}


def test_no_heading_is_the_last_of_a_page(pack: Pack) -> None:
    """On a check list, the name of an area stands beside a box too, which may be the last."""
    _, _, files = pack
    left = [
        (name, title)
        for name, pdf in files.items()
        for _, title in pdf.headings
        if not name.startswith("checklist")
        and any(page.strip().endswith(title) for page in pdf.page_texts)
    ]
    assert left == []


def test_a_worksheet_is_on_one_page_from_its_heading_on(pack: Pack) -> None:
    language, _, files = pack
    words = Words(TABLES, language)
    for lesson in (one for one in load_lessons() if one.language == language):
        sheet = WORKSHEETS[lesson.worksheet]
        parts = ["title", "note", *sheet.ids("box"), *sheet.ids("example"), *sheet.ids("line")]
        texts = [words(f"worksheet.{lesson.worksheet}.{part}") for part in parts]
        pdf = files[f"handout-{lesson.order:02}-{lesson.lesson_id}.{language}.pdf"]
        whole = [page for page in pdf.page_texts if all(text in page for text in texts)]
        assert len(whole) == 1, lesson.lesson_id


ON_A_SCREEN = {
    "en": r"\b(tap|click|swipe)\b",
    "es": r"\b(pulse|haga clic|deslice|toque (abajo|aquí|un nombre))\b",
}
"""What can be done on a screen alone."""


def test_no_paper_asks_for_what_only_a_screen_can_do(letter: Letter) -> None:
    language, files = letter
    texts = {name: pdf.text for name, pdf in files.items()}
    assert [n for n, text in texts.items() if re.search(ON_A_SCREEN[language], text, re.I)] == []


def lonely(files: Mapping[str, Pdf], fewest: int) -> dict[str, list[int]]:
    """The lines on each page of what is not one page, and has a page with next to none."""
    lines = {name: pdf.lines for name, pdf in files.items() if pdf.pages > 1}
    return {name: counts for name, counts in lines.items() if min(counts) < fewest}


def test_no_page_holds_a_few_lines_alone(pack: Pack) -> None:
    _, paper, files = pack
    assert lonely(files, FEWEST_IN_LARGE if paper.large_print else FEWEST) == {}


def test_no_sentence_ends_twice(letter: Letter) -> None:
    """As “Act Early.. US Centers”, where a title with a full stop was joined to what follows."""
    _, files = letter
    twice = re.compile(r".{0,20}(?:(?<!\.)\.\.(?!\.)|[?!]\.(?=\s)|[,;:]\.(?=\s)).{0,20}")
    assert {
        name: twice.findall(pdf.text) for name, pdf in files.items() if twice.search(pdf.text)
    } == {}


def test_a_worksheet_is_one_page(pack: Pack) -> None:
    _, _, files = pack
    sheets = {name: pdf.pages for name, pdf in files.items() if name.startswith("worksheet-")}
    assert sheets == dict.fromkeys(sheets, 1)
    assert sheets


def test_from_right_to_left_no_page_holds_a_few_lines_alone(tmp_path: Path) -> None:
    """In the pseudo-language, which is half as long again, in large print."""
    folder = copied(tmp_path)
    language = free_code(LANGUAGES)
    add_language(folder, language, NAME, pseudo)
    files = everything_of(load_tables(folder), language, PAPERS[-1], folder)
    assert len(files) == len(everything("en", LETTER))
    assert lonely(files, FEWEST_OF_LONG_WORDS) == {}


def test_each_age_group_has_its_list(letter: Letter) -> None:
    language, files = letter
    for group in GROUPS:
        pdf = files[f"checklist-{group['age_group_id']}.{language}.pdf"]
        assert group[f"title_{language}"] in pdf.headings[0][1]


@pytest.mark.parametrize("group", GROUPS, ids=lambda row: row["age_group_id"])
def test_a_list_holds_every_behaviour_of_its_age_group_once(letter: Letter, group: dict) -> None:
    language, files = letter
    rows = TABLES["behaviours"].merge(TABLES["signs"], on="sign_id", suffixes=("", "_sign"))
    own = rows[rows["age_group_id"] == group["age_group_id"]]
    pdf = files[f"checklist-{group['age_group_id']}.{language}.pdf"]
    cells = [cell.text for cell in pdf.document.every("/TD") if re.match(r"\d+\. ", cell.text)]
    assert len(cells) == len(own)
    for text in own[f"text_{language}"]:
        assert any(text in cell for cell in cells), text


@pytest.mark.parametrize("group", GROUPS, ids=lambda row: row["age_group_id"])
def test_a_list_has_a_drawing_in_each_row_that_has_one(letter: Letter, group: dict) -> None:
    """It is read as its words, and stands in the cell of its row."""
    language, files = letter
    alternatives = TABLES["pictures"].set_index("picture_id")[f"alt_{language}"]
    rows = TABLES["behaviours"].merge(TABLES["signs"], on="sign_id", suffixes=("", "_sign"))
    own = rows[rows["age_group_id"] == group["age_group_id"]]
    picture_of = dict(zip(own[f"text_{language}"], own["picture"], strict=True))
    pdf = files[f"checklist-{group['age_group_id']}.{language}.pdf"]
    cells = [cell for cell in pdf.document.every("/TD") if re.match(r"\d+\. ", cell.text)]
    shown = [[one.alt for one in cell.every("/Figure")] for cell in cells]
    longest_first = sorted(picture_of, key=len, reverse=True)
    texts = [next(text for text in longest_first if text in cell.text) for cell in cells]
    drawn = [picture_of[text] for text in texts]
    assert any(drawn)
    assert shown == [[alternatives[one]] if one else [] for one in drawn]


def test_each_area_of_a_list_is_a_table_with_named_columns(letter: Letter) -> None:
    language, files = letter
    words = Words(TABLES, language)
    pdf = files[f"checklist-toddler.{language}.pdf"]
    *areas, whole = pdf.document.every("/Table")
    named = [words("paper.see"), *map(words, ("paper.often", "how.sometimes", "how.not-sure"))]
    assert [[cell.text for cell in table.every("/TH")] for table in areas] == [named] * len(areas)
    named = [words("paper.see"), words("how.yes"), words("how.not-sure")]
    assert [cell.text for cell in whole.every("/TH")] == named


def test_what_is_urgent_stands_out_in_words(letter: Letter) -> None:
    language, files = letter
    told = " ".join(pdf.text for name, pdf in files.items() if name.startswith("checklist"))
    for kind, message in (("today", "paper.urgent"), ("this-week", "paper.this-week")):
        urgent = TABLES["behaviours"].set_index("urgent").loc[kind, f"text_{language}"]
        label = Words(TABLES, language)(message)
        assert all(f"{text} ({label})" in told for text in urgent)
        lost = 3 if kind == "today" else 0  # a lost skill, on each of the three lists
        assert told.count(f"({label})") == len(urgent) + lost


def test_a_line_without_a_frequency_has_a_yes_and_a_not_sure(letter: Letter) -> None:
    language, files = letter
    words = Words(TABLES, language)
    pdf = files[f"checklist-infant.{language}.pdf"]
    row = TABLES["behaviours"].set_index("behaviour_id").loc["was-blue", f"text_{language}"]
    cells = [cell.text for cell in pdf.document.every("/TD")]
    at = next(place for place, cell in enumerate(cells) if row in cell)
    assert cells[at + 1 : at + 4] == [words("how.yes"), "", ""]


def test_a_list_explains_the_ticks_in_the_order_of_the_rules(letter: Letter) -> None:
    """All but the rule on a mark without how often: on paper the mark itself says it."""
    language, files = letter
    rows = [row for row in TABLES.rows("rules") if row["condition"] != "not-said"]
    rules = sorted(rows, key=lambda row: row["order"])
    (means,) = [
        points
        for points in files[f"checklist-infant.{language}.pdf"].lists
        if len(points) == len(rules)
    ]
    for rule, point in zip(rules, means, strict=True):
        assert point.startswith(rule[f"text_{language}"])


def test_a_list_says_whom_to_call_at_that_age(letter: Letter) -> None:
    language, files = letter
    for row in contacts_of(TABLES, "US"):
        told = files[f"checklist-preschool.{language}.pdf"].text
        assert (row[f"name_{language}"] in told) == (row["to_months"] >= 36)


def test_a_list_opens_with_one_message_three_steps_and_a_call(letter: Letter) -> None:
    language, files = letter
    words = Words(TABLES, language)
    steps = [
        words("paper.step-age"),
        words("paper.how-to"),
        words("paper.step-find", means=words("paper.means")),
    ]
    phone = TABLES["pictures"].set_index("picture_id").loc["phone-three-things"]
    for group in GROUPS:
        pdf = files[f"checklist-{group['age_group_id']}.{language}.pdf"]
        assert next(pdf.document.every("/Strong")).text == words("paper.message")
        assert pdf.lists[0] == steps
        assert next(pdf.document.every("/Figure")).alt == phone[f"alt_{language}"]


def test_a_lists_first_page_says_when_to_call_for_emergency(pack: Pack) -> None:
    language, _, files = pack
    stay = Words(TABLES, language)("emergency.stay").split()[-1]
    for group in GROUPS:
        pdf = files[f"checklist-{group['age_group_id']}.{language}.pdf"]
        first = pdf.page_texts[0]
        assert "911" in first
        assert stay in first


def test_a_list_says_why_today_and_ends_with_what_to_do(letter: Letter) -> None:
    language, files = letter
    words = Words(TABLES, language)
    for group in GROUPS:
        told = files[f"checklist-{group['age_group_id']}.{language}.pdf"].text
        assert words("paper.why-today") in told
        assert told.index(words("paper.summary")) > told.index(words("result.call"))


def test_a_list_takes_no_more_than_seven_pages(letter: Letter) -> None:
    _, files = letter
    assert max(pdf.pages for name, pdf in files.items() if name.startswith("checklist")) <= 7


def test_a_list_has_no_line_for_a_name(letter: Letter) -> None:
    language, files = letter
    words = Words(TABLES, language)
    told = files[f"checklist-infant.{language}.pdf"].text
    assert words("notes.name") not in told
    assert words("notes.not-a-diagnosis") in told


def test_a_list_ends_with_the_columns_to_type_into(letter: Letter) -> None:
    language, files = letter
    told = files[f"checklist-infant.{language}.pdf"].text
    assert re.search(r"\b12 reaches\b", told)


def test_each_lesson_is_a_handout_with_all_its_words(letter: Letter) -> None:
    language, files = letter
    lessons = [one for one in load_lessons(title_level=1) if one.language == language]
    assert len([name for name in files if name.startswith("handout-")]) == len(lessons)
    for lesson in lessons:
        pdf = files[f"handout-{lesson.order:02}-{lesson.lesson_id}.{language}.pdf"]
        without = re.sub(r'<span class="in-words">.*?</span>', "", lesson.html)
        without = re.sub(r"<a [^>]*checkin:.*?</a>", "", without)
        for words in re.findall(r"[\w’'-]+", re.sub(r"<[^>]*>|&\w+;", " ", without)):
            assert words in pdf.text, (lesson.lesson_id, words)


def test_what_a_lesson_shows_is_printed_below_it(letter: Letter) -> None:
    language, files = letter
    shown = {
        "06-who-to-call": (contacts_of(TABLES, "US"), "about"),
        "10-ot-or-pt": (TABLES.rows("ot_or_pt"), "why"),
        "11-try-and-note": (TABLES.rows("tips"), "text"),
    }
    for name, (rows, stem) in shown.items():
        told = files[f"handout-{name}.{language}.pdf"].text
        assert rows
        assert [row for row in rows if row[f"{stem}_{language}"] not in told] == []


def test_a_picture_of_a_lesson_is_words_in_boxes(letter: Letter) -> None:
    language, files = letter
    words = Words(TABLES, language)
    told = files[f"handout-08-first-visit.{language}.pdf"].text
    first, second = words("figure.journey.notice"), words("figure.journey.visit")
    doors = [words(f"figure.journey.{door}") for door in ("doctor", "program")]
    assert " ".join([f"1. {first}", *doors, f"2. {second}"]) in told


@pytest.mark.parametrize("worksheet", WORKSHEETS)
def test_a_worksheet_has_an_example_and_rows_to_write_in(letter: Letter, worksheet: str) -> None:
    language, files = letter
    words = Words(TABLES, language)
    pdf = files[f"worksheet-{worksheet}.{language}.pdf"]
    sheet = WORKSHEETS[worksheet]
    said = [
        words(f"worksheet.{worksheet}.{one}")
        for part in ("column", "example", "box", "line")
        for one in sheet.ids(part)
    ]
    assert [text for text in said if text not in pdf.text] == []
    (table,) = pdf.document.every("/Table")
    assert len([*table.every("/TR")]) == 2 + sheet.rows
    assert len(pdf.sizes) == 1


def test_a_lesson_on_paper_has_its_worksheet(letter: Letter) -> None:
    language, files = letter
    words = Words(TABLES, language)
    for lesson in (one for one in load_lessons() if one.language == language):
        told = files[f"handout-{lesson.order:02}-{lesson.lesson_id}.{language}.pdf"].text
        assert words(f"worksheet.{lesson.worksheet}.title") in told
        assert words(f"worksheet.{lesson.worksheet}.example.1") in told


def test_the_quiz_shows_no_answer_and_always_offers_not_sure(letter: Letter) -> None:
    language, files = letter
    told = files[f"quiz.{language}.pdf"].text
    assert all(option[f"text_{language}"] in told for option in OPTIONS)
    assert told.count(Words(TABLES, language)("how.not-sure")) == len(questions(TABLES))
    assert not any(option[f"feedback_{language}"] in told for option in OPTIONS)


def test_the_answers_stand_apart_with_why(letter: Letter) -> None:
    language, files = letter
    pdf = files[f"quiz-answers.{language}.pdf"]
    strong = [element.text for element in pdf.document.every("/Strong")]
    right = [option[f"text_{language}"] for option in OPTIONS if option["right"]]
    assert sorted(strong) == sorted(right)
    assert all(option[f"feedback_{language}"] in pdf.text for option in OPTIONS)


def test_tables_without_a_quiz_say_so() -> None:
    without = Tables({name: frame for name, frame in TABLES.items() if name != "quiz"})
    with pytest.raises(OtkitError) as refused:
        list(printed.quiz(without, "en", LETTER, TODAY))
    assert refused.value.message_id == "paper.no-quiz"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_holds_the_name_as_typed(language: str) -> None:
    name = '#panic("x") *Ana* $Ruiz$'
    (pdf,) = made(printed.certificate(TABLES, language, LETTER, TODAY, name)).values()
    assert name in pdf.text
    assert "2026" in pdf.text


@pytest.mark.parametrize(
    "name", ["A_Very_Long_Name_That_Goes_On_And_On_Until_It_Ends", "x" * 200, "Ana María " * 30]
)
@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_no_name_runs_off_a_certificate(paper: Paper, name: str) -> None:
    """Its lines are in the middle: one that is too long begins left of the margin."""
    (pdf,) = made(printed.certificate(TABLES, "es", paper, TODAY, name)).values()
    assert name.strip() in pdf.text.replace("\u200b", "")
    assert pdf.pages == 1
    starts: list[float] = []
    pdf.reader.pages[0].extract_text(
        visitor_text=lambda text, cm, tm, *_: starts.append(cm[4] + tm[4]) if text.strip() else None
    )
    assert len(starts) > 3
    assert min(starts) > 70, "2.5 cm"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_without_a_name_has_a_line_for_it(language: str) -> None:
    (pdf,) = made(printed.certificate(TABLES, language, LETTER, TODAY)).values()
    assert Words(TABLES, language)("paper.certificate-name") in pdf.text
