"""A whole workshop: the facilitator's board in JupyterLab, twelve phones, before and after."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Locator, Page, expect

from otkit import load_tables
from otkit.kit.tables import Tables, data_folder
from otkit.kit.wording import Words
from otkit.workshop.cases import cases
from otkit.workshop.quiz import Question, questions
from otkit.workshop.room import QuestionKey
from otkit.workshop.room.counts import RIGHT
from otkit.workshop.room.questions import SCALE, offered
from otkit.workshop.room.store import Rooms
from otkit.workshop.room.walls import Walls
from tests.pdf_reading import Pdf
from tests.pdf_reading import faults as pdf_faults

from .axe import faults
from .conftest import dashboard, free_port, notebook
from .lab import jupyterlab
from .parent import LAPTOP, Visit

QUESTIONS = 3  # of the kit's own, so that a session takes a minute
PHONES = 12
BROWSERS = 5  # of these phones; what the others say is written into the store
PROJECTOR = {"width": 1280, "height": 720}
BOARD = "from otkit.widgets import RoomBoard\nRoomBoard(where={where!r}, address={address!r})"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workshop")


@pytest.fixture(scope="module")
def short(home: Path) -> Path:
    """The kit's tables with the first questions of the quiz only."""
    folder = home / "data"
    shutil.copytree(data_folder(), folder)
    kept = {q.question_id for q in questions(load_tables())[:QUESTIONS]}
    for name in ("quiz", "quiz_options"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(row for row in rows if row["question_id"] in kept)
    return folder


@pytest.fixture(scope="module")
def few(short: Path) -> Tables:
    return load_tables(short)


@pytest.fixture(scope="module")
def where(home: Path) -> Path:
    return home / "rooms" / "rooms.sqlite3"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def address(port: int, short: Path, where: Path) -> Iterator[str]:
    """Where the phones find the pages."""
    with dashboard(port, "--data", str(short), "--rooms", str(where)):
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="module")
def lab(home: Path, short: Path, where: Path, address: str) -> Iterator[str]:
    """A JupyterLab with the board in a notebook."""
    (home / "work").mkdir()
    cell = BOARD.format(where=str(where), address=address)
    (home / "work" / "board.ipynb").write_text(notebook(cell))
    with jupyterlab(home, "--data", str(short)) as running:
        yield running.address


@pytest.fixture
def board(visit: Visit, lab: str) -> Locator:
    page = visit(f"{lab}lab/tree/board.ipynb?reset", screen=LAPTOP)
    expect(page.get_by_text("| Idle")).to_be_visible(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    return page.locator("form.otkit")


@pytest.fixture
def code(rooms: Rooms, few: Tables, address: str) -> str:
    return rooms.open(offered(few))


# ---------------------------------------------------------------- what a parent does


def heading(page: Page) -> Locator:
    return page.locator(".step h2")


def pick(page: Page, option: str) -> None:
    page.locator(f'.option:has([value="{option}"])').click()


def press(page: Page, action: str) -> None:
    page.locator(f'.step [data-action="{action}"]').click()


def question_of(page: Page) -> str:
    key = page.locator(".quiz").get_attribute("data-key")
    return str(key).split("-", 1)[1]


def answer_quiz(page: Page, few: Tables, right: Sequence[bool], told: bool) -> None:
    """Answer all questions; `right` says for each, in the order of the table, how."""
    wanted = dict(zip([q.question_id for q in questions(few)], right, strict=True))
    for question in questions(few, again=told):
        expect(page.locator(f'[data-key="ask-{question.question_id}"]')).to_be_visible()
        if wanted[question.question_id]:
            for option in question.right:
                pick(page, option["option_id"])
        else:
            pick(page, "not-sure")
        if told:
            press(page, "answer")
            expect(page.locator(".told")).to_be_focused()
        press(page, "next")
    expect(heading(page)).to_be_focused()


def say_how_sure(page: Page) -> None:
    lines = page.locator(".step fieldset.field:has([value=quite])")
    expect(lines.first).to_be_visible()
    for line in lines.all():
        line.locator("label:has([value=quite])").click()
    press(page, "next")


# ---------------------------------------------------------------- the session


def test_twelve_phones_are_led_and_nobody_is_given_away(
    visit: Visit, board: Locator, few: Tables, rooms: Rooms, address: str
) -> None:
    """The wall leads the quiz before, the board the one after; two phones leave in between.

    Five phones are browsers. The others have said theirs whenever a browser answers.
    """
    first, second, third = questions(few)

    def row(key: str) -> Locator:
        return board.locator(f'tr[data-key="{key}"] td')

    board.locator("label:has([name=quiz][value=full])").click()
    board.locator("label:has([name=pace][value=together])").click()
    board.get_by_role("button", name="Open a room").click()
    expect(board.locator(".room-code")).to_be_visible()
    (open_room,) = rooms.open_rooms()
    scanned = f"{address}room?code={open_room.code}"
    qr = board.get_by_role("img", name=f"QR code for {scanned}")
    drawn = segno.make(scanned, error="m").svg_inline(scale=6, border=4, dark="#000", light="#fff")
    path = re.search(r' d="([^"]+)" stroke|stroke[^>]* d="([^"]+)"', drawn)
    assert path
    assert (path[1] or path[2]) in qr.inner_html()

    secret = Walls(rooms.database).of(open_room.code).secret
    wall = visit(f"{address}wall?wall={secret}", screen=PROJECTOR)
    phones = [visit(scanned, locale="es-MX" if n % 2 else "en-US") for n in range(BROWSERS)]
    for number, phone in enumerate(phones):
        expect(heading(phone)).to_have_text(
            "La siguiente pregunta viene pronto" if number % 2 else "The next question comes soon"
        )
    expect(board.get_by_text("Phones here: 5")).to_be_visible()
    others = [Other(rooms, open_room.code, number) for number in range(PHONES - BROWSERS)]
    expect(board.get_by_text("Phones here: 12")).to_be_visible()

    turn_on(wall, "agenda")
    turn_on(wall, f"question:{first.question_id}")
    for number, other in enumerate(others):
        other.says("before", first.question_id, "right" if number < 4 else "not-sure")
    for number, phone in enumerate(phones):
        if number == BROWSERS - 1:
            expect(wall.get_by_text("11 of 12 answered")).to_be_visible()
            expect(row(first.question_id).first).to_have_text("11 of 12 answered")
            expect(board.get_by_text(" right")).to_have_count(0)
        send(phone, first, is_right=number < 2)
    expect(wall.locator(".bars .right .number")).to_have_text("6")  # closed by the last answer
    expect(row(first.question_id).first).to_contain_text("6 of 12 right")

    turn_on(wall, f"question:{second.question_id}")
    for _ in range(2):
        phones.pop().close()
    for other in others:
        other.says("before", second.question_id, "not-sure")
    for number, phone in enumerate(phones):
        send(phone, second, is_right=number < 2)
    expect(wall.locator(".bars .right .number")).to_have_text("2")  # nobody waits for who left
    turn_on(wall, f"question:{third.question_id}")
    for other in others:
        other.says("before", third.question_id, "right")
    for number, phone in enumerate(phones[1:]):
        send(phone, third, is_right=number < 1)
    expect(wall.get_by_text("9 of 12 answered")).to_be_visible()
    wall.keyboard.press("ArrowRight")
    expect(wall.locator(".bars .right .number")).to_have_text("8")
    assert faults(wall) == []
    for other in others:
        other.says_the_rest("before", few)
    for number, phone in enumerate(phones):
        say_how_sure(phone)
        phone.locator(".choice").first.click()
        press(phone, "next")
        expect(heading(phone)).to_have_text(
            "Gracias, es todo por ahora" if number % 2 else "Thank you, that is all for now"
        )

    board.get_by_role("button", name="Close the quiz and show the answers").click()
    expect(row(second.question_id).first).to_contain_text("2 of 10 right")
    expect(row(third.question_id).first).to_contain_text("8 of 9 right")
    expect(row("sure.call").first).to_contain_text("Shown later")
    for number, phone in enumerate(phones):
        expect(heading(phone)).to_have_text(
            "Ahora aprendemos en grupo" if number % 2 else "Now we learn together"
        )

    told, asked = (case.case_id for case in cases(few)[:2])
    board.get_by_role("button", name="Have the phones vote").click()
    expect(phones[0].locator(f'[data-key="case/{told}"]')).to_be_visible()
    for number, other in enumerate(others):
        other.says("case", told, "talk" if number < 5 else "watch")
    for number, phone in enumerate(phones):
        if number == len(phones) - 1:
            expect(wall.get_by_text("9 of 12 answered")).to_be_visible()
            expect(wall.locator(".bars")).to_have_count(0)
        vote(phone, told, "talk" if number < 2 else "watch")
    expect(wall.locator(".bars .talk .number")).to_have_text("7")  # closed by the last vote
    expect(row(told)).to_contain_text("7 of 10 as the kit says")
    assert faults(wall) == []
    turn_on(wall, f"told:{told}")
    turn_on(wall, f"case:{asked}")
    wall.keyboard.press("ArrowRight")
    for phone, level in zip(phones[:2], ("talk", "watch"), strict=True):
        vote(phone, asked, level)
    for other in others[:2]:
        other.says("case", asked, "watch")
    assert faults(phones[0]) == []
    expect(wall.get_by_text("4 of 12 answered")).to_be_visible()
    wall.keyboard.press("ArrowRight")
    expect(wall.locator(".bars .watch .number")).to_have_text("3")
    for phone in phones:
        expect(phone.locator('.step[data-key="learn"]')).to_be_visible()

    board.get_by_role("button", name="Start the quiz after").click()
    expect(wall.get_by_role("heading", name="Ready for the questions?")).to_be_visible()
    for place, question in enumerate(questions(few, again=True), start=1):
        board.get_by_role("button", name=f"Ask question {place} of 3").click()
        expect(wall.get_by_role("heading", level=1)).to_have_text(question.row["text_en"])
        for number, other in enumerate(others):
            other.says("after", question.question_id, "right" if number < 5 else "not-sure")
        for number, phone in enumerate(phones):
            send(phone, question, is_right=number < 2)
        for phone in phones:
            expect(phone.locator(".told")).to_be_visible()
        expect(row(question.question_id).nth(1)).to_contain_text("7 of 10 right")
    for other in others:
        other.says_the_rest("after", few)
    for phone in phones:
        press(phone, "next")
        say_how_sure(phone)
    expect(row("sure.call").nth(1)).to_have_text("10 of 12 answered")
    board.get_by_role("button", name="Close the quiz and start the evaluation").click()
    expect(row(first.question_id).first).to_contain_text("6 of 12 right")

    for other in others[:6]:
        other.says_the_rest("evaluation", few)
    for phone in phones[:2]:
        expect(heading(phone)).to_have_text(re.compile("Before you go|Antes de irse"))
        say_how_sure(phone)
        expect(heading(phone)).to_have_text(re.compile("Thank you|Gracias"))
    board.get_by_role("button", name="Close the evaluation").click()
    expect(row("value.useful").first).to_contain_text("most people of 8 who answered")

    expect(row("sure.call").first).to_contain_text("most people of 10 who answered both times")
    results_say_of_people_words_alone(board, open_room.code, few, "en")
    board.locator("label:has([name=language][value=es])").click()
    results_say_of_people_words_alone(board, open_room.code, few, "es")
    board.locator("label:has([name=language][value=en])").click()

    board.get_by_role("button", name="Delete this room now").click()
    expect(board.locator(".sure-to-delete")).to_be_focused()
    expect(board.get_by_text("All answers of 12 phones are deleted")).to_be_visible()
    board.get_by_role("button", name="Yes, delete it for good").click()
    expect(board.get_by_text("all its answers are deleted")).to_be_visible()
    expect(heading(phones[0])).to_have_text("This room is closed")
    assert rooms.open_rooms() == ()


class Other:
    """A phone without a browser: the store alone knows it."""

    def __init__(self, rooms: Rooms, code: str, number: int) -> None:
        self.rooms, self.code, self.name = rooms, code, f"other-{number}"
        rooms.join(code, self.name)

    def says(self, part: str, question_id: str, choice: str) -> None:
        key = QuestionKey(part, question_id)
        assert self.rooms.record(self.code, self.name, 1, {key: choice}) == {key}

    def says_the_rest(self, part: str, tables: Tables) -> None:
        """All that a part asks but the quiz: quite sure, and no to what may be ticked."""
        for key, choices in offered(tables).items():
            if key.part == part and "right" not in choices:
                self.says(part, key.question_id, "quite" if choices == SCALE else "no")


def turn_on(wall: Page, slide: str) -> None:
    """Press the wall's key once; the slide comes."""
    wall.keyboard.press("ArrowRight")
    expect(wall.locator(f'.slide[data-key="{slide}"]')).to_be_visible()


def send(page: Page, question: Question, is_right: bool) -> None:
    """Answer the question that is open."""
    expect(page.locator(f'[data-key="ask-{question.question_id}"]')).to_be_visible()
    for option in question.right if is_right else ():
        pick(page, option["option_id"])
    if not is_right:
        pick(page, "not-sure")
    press(page, "answer")


def vote(page: Page, case_id: str, level: str) -> None:
    """Vote on the case that is open."""
    expect(page.locator(f'[data-key="case/{case_id}"]')).to_be_visible()
    pick(page, level)
    press(page, "answer")


def results_say_of_people_words_alone(
    board: Locator, code: str, few: Tables, language: str
) -> None:
    """Save the results as a person does, in both ways, and read what is in the files."""
    words = Words(few, language)
    expect(board.get_by_role("button", name=words("board.save-pdf"))).to_be_visible()
    table = list(csv.reader(io.StringIO(saved(board, code, words, "csv").decode("utf-8-sig"))))
    assert len(table) > 20
    quiz = {words.text(row, "text") for row in few.rows("quiz")}
    vote = words("board.part.case")
    assert {re.findall(r"\d+", row[3])[0] for row in table if row[2] == vote} == {"7", "1"}
    about = [row for row in table[1:] if row[1] not in quiz and row[2] != vote]
    assert {n for row in about for n in re.findall(r"\d+", row[3])} == set()
    assert {n for row in about for n in re.findall(r"\d+", row[4])} == {"8", "10"}
    pdf = Pdf(saved(board, code, words, "pdf"))
    assert pdf_faults(pdf, words("results.title"), language) == []
    cells = [cell.text for cell in pdf.document.every("/TD")]
    for row in table[1:]:
        assert any(row[3] in cell for cell in cells)


def saved(board: Locator, code: str, words: Words, kind: str) -> bytes:
    """The file that one of the board's buttons gives."""
    message_id = {"csv": "board.save-csv", "pdf": "board.save-pdf"}[kind]
    with board.page.expect_download() as download:
        board.get_by_role("button", name=words(message_id)).click()
    assert download.value.suggested_filename == f"{words('results.file')}-{code}.{kind}"
    return Path(download.value.path()).read_bytes()


# ---------------------------------------------------------------- with a wall


def test_a_short_workshop_with_a_wall_and_four_phones(
    visit: Visit, few: Tables, rooms: Rooms, code: str, address: str
) -> None:
    """The wall leads through it; one phone leaves, one comes late, the room closes on another."""
    walls = Walls(rooms.database)
    secret = walls.of(code).secret
    wall = visit(f"{address}wall?wall={secret}", screen=PROJECTOR)
    phones = [visit(f"{address}room", locale="es-MX" if n % 2 else "en-US") for n in range(4)]
    for phone in phones:
        phone.fill("input.code", f" {code[:3].lower()}-{code[3:]}")
        phone.keyboard.press("Enter")
    expect(wall.get_by_text("Phones here: 4")).to_be_visible()

    first = questions(few)[0]
    for number, phone in enumerate(phones):
        answer_quiz(phone, few, [number < 3, True, True], told=False)
        say_how_sure(phone)
        press(phone, "next")
    walls.show(secret, f"question:{first.question_id}")
    expect(wall.get_by_text("4 of 4 answered")).to_be_visible()
    phones.pop().close()
    go_on(wall, walls, secret, "before")
    expect(wall.locator(".bars .right .number")).to_have_text("3")
    wall.keyboard.press("ArrowRight")
    expect(wall.get_by_role("heading", level=1)).to_have_text(first.right[0]["text_en"])
    expect(wall.get_by_text(first.right[0]["feedback_en"])).to_be_visible()

    late = visit(f"{address}room?code={code}")
    expect(heading(late)).to_have_text("Now we learn together")
    go_on(wall, walls, secret, "learn")
    for phone in (*phones, late):
        answer_quiz(phone, few, [True] * QUESTIONS, told=True)
        say_how_sure(phone)
    walls.show(secret, f"question:{first.question_id}")
    expect(wall.get_by_text("4 of 5 answered")).to_be_visible()
    go_on(wall, walls, secret, "after", is_early=True)
    expect(heading(phones[0])).to_have_text("Before you go")
    say_how_sure(phones[0])
    expect(wall.get_by_text("1 of 5 answered")).to_be_visible()
    go_on(wall, walls, secret, "goodbye", is_early=True)
    expect(heading(phones[1])).to_have_text("Gracias por venir")
    walls.show(secret, "results:sure")
    expect(wall.get_by_text("Only 4 answered").first).to_be_visible()
    rooms.delete(code)
    expect(wall.get_by_text("This wall's room is closed")).to_be_visible()
    expect(heading(late)).to_have_text("This room is closed")


def go_on(wall: Page, walls: Walls, secret: str, stage: str, is_early: bool = False) -> None:
    """End a stage by the wall's own button; once more while some have not answered everything."""
    walls.show(secret, "next")
    wall.locator(f'[data-action="next:{stage}"]').click()
    if is_early:
        wall.locator(f'.slide [data-action="next-now:{stage}"]').click()
    expect(wall.locator('.slide[data-key="next"]')).to_have_count(0)


# ---------------------------------------------------------------- for everybody


def test_the_header_leads_to_the_room_where_there_is_one(visit: Visit, address: str) -> None:
    page = visit(address)
    page.locator(".ways a", has_text="Room").click()
    expect(page).to_have_url(re.compile("/room"))
    expect(page.locator("input.code")).to_be_visible()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("es", "dark")])
def test_every_page_of_a_parent_is_for_everybody(
    visit: Visit, few: Tables, rooms: Rooms, code: str, address: str, language: str, scheme: str
) -> None:
    options = {"locale": language, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = visit(f"{address}room", **options)
    look: Callable[[], None] = lambda: looks_right(page)  # noqa: E731
    expect(page.locator("input.code")).to_be_visible()
    look()
    page.fill("input.code", "cc-cccc")
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_be_visible()
    look()
    page.fill("input.code", code)
    page.keyboard.press("Enter")
    expect(page.locator(".quiz")).to_be_visible()
    look()
    press(page, "next")
    expect(page.get_by_role("alert")).to_be_visible()
    look()
    answer_quiz(page, few, [True] * QUESTIONS, told=False)
    look()
    say_how_sure(page)
    expect(page.locator(".choice").first).to_be_visible()
    look()
    press(page, "next")
    expect(page.locator('[data-key="before"]')).to_be_visible()
    look()
    rooms.move(code, "learn")
    expect(page.locator('[data-key="learn"]')).to_be_visible()
    look()
    rooms.move(code, "after")
    for option in ("not-sure", None):
        question = next(q for q in questions(few) if q.question_id == question_of(page))
        pick(page, option or question.right[0]["option_id"])
        press(page, "answer")
        expect(page.locator(".told")).to_be_visible()
        look()
        press(page, "next")
        expect(page.locator(".told")).to_have_count(0)
    rooms.move(code, "goodbye")
    expect(page.locator('[data-key="evaluation/evaluation"]')).to_be_visible()
    look()
    rooms.move(code, "finished")
    expect(page.locator('[data-key="finished"]')).to_be_visible()
    look()
    rooms.delete(code)
    expect(page.locator('[data-key="closed"]')).to_be_visible()
    look()


def looks_right(page: Page) -> None:
    """No fault, nothing wider than the phone, everything large enough for a finger."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.locator("label:has(input), button, select, input.code").evaluate_all(
        "all => all.filter((one) => one.checkVisibility())"
        ".map((one) => one.getBoundingClientRect().height).filter((height) => height < 44)"
    )
    assert small == []


def test_a_question_is_answered_by_keyboard_alone(
    visit: Visit, few: Tables, rooms: Rooms, code: str, address: str
) -> None:
    page = visit(f"{address}room?code={code}", screen=LAPTOP)
    expect(page.locator(".quiz")).to_be_visible()
    page.locator(".option input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-key="ask-{questions(few)[1].question_id}"]')).to_be_visible()
    expect(heading(page)).to_be_focused()


def test_no_phone_knows_what_is_right_before_it_has_answered(
    visit: Visit, few: Tables, rooms: Rooms, code: str, address: str
) -> None:
    heard: list[str] = []
    page = visit(go=False)
    page.on(
        "websocket",
        lambda line: line.on("framereceived", lambda data: heard.append(_text_of(data))),
    )
    page.goto(f"{address}room?code={code}")
    answer_quiz(page, few, [True] * QUESTIONS, told=False)
    rooms.move(code, "after")
    expect(page.locator(".quiz")).to_be_visible()
    said = " ".join([page.content(), *heard])
    feedback = [row["feedback_en"] for row in few.rows("quiz_options")]
    assert len(said) > 10_000
    assert [text for text in feedback if text in said] == []


def _text_of(data: str | bytes) -> str:
    return data if isinstance(data, str) else data.decode(errors="replace")


# ---------------------------------------------------------------- nothing is lost


def test_a_reload_keeps_the_phone_its_place_and_its_answers(
    visit: Visit, few: Tables, rooms: Rooms, code: str, address: str
) -> None:
    page = visit(f"{address}room?code={code}")
    expect(page.locator(".quiz")).to_be_visible()
    pick(page, "not-sure")
    press(page, "next")
    second = page.locator(f'[data-key="ask-{questions(few)[1].question_id}"]')
    expect(second).to_be_visible()
    before = turn_of(rooms)
    page.reload()
    expect(second).to_be_visible()
    press(page, "back")
    expect(page.locator(f'[data-key="ask-{questions(few)[0].question_id}"]')).to_be_visible()
    pick(page, questions(few)[0].right[0]["option_id"])
    press(page, "next")
    expect(second).to_be_visible()
    assert rooms.count(code).joined == 1
    assert rooms.count(code).answers[QuestionKey("before", questions(few)[0].question_id)][RIGHT]
    assert before % 1000 > 0  # each message counts one
    assert before + 900 < turn_of(rooms) < 1_000_000  # it goes on after a reload; it is no time


def test_of_two_tabs_of_one_phone_the_newest_press_counts(
    visit: Visit, few: Tables, rooms: Rooms, address: str
) -> None:
    """A tab that is duplicated takes along what the browser holds for it."""
    code, question = rooms.open(offered(few), is_led=True), questions(few)[0]
    key = QuestionKey("before", question.question_id)
    rooms.lead.ask(code, key)
    waited_for = visit(f"{address}room?code={code}")  # so that the question stays open
    expect(waited_for.locator(".quiz")).to_be_visible()
    first = visit(f"{address}room?code={code}")
    pick(first, "not-sure")
    press(first, "answer")
    saved, elsewhere = "Your answer is saved", "something newer in another tab"
    expect(first.locator(".step")).to_contain_text(saved)
    with first.context.expect_page() as opened:
        first.evaluate("window.open(location.href)")
    second = opened.value
    expect(second.locator(".step")).to_contain_text(saved)
    right = question.right[0]["option_id"]
    for newest, other, option, choice in (
        (second, first, right, RIGHT),
        (first, second, "not-sure", "not-sure"),
        (second, first, right, RIGHT),
    ):
        newest.bring_to_front()
        pick(newest, option)
        press(newest, "answer")
        expect(other.locator("form")).to_contain_text(elsewhere)
        expect(other.locator("form")).not_to_contain_text(saved)
        expect(newest.locator(".step")).to_contain_text(saved)
        expect(newest.locator("form")).not_to_contain_text(elsewhere)
        counts = rooms.count(code)
        assert (counts.joined, counts.answers[key][choice]) == (2, 1)


def turn_of(rooms: Rooms) -> int:
    """The turn of the newest answer in the store."""
    query = "SELECT max(turn) FROM otkit_answers"
    turn: int = rooms.database.run(lambda c: c.exec_driver_sql(query).scalar(), write=False)
    return turn


def test_a_server_killed_in_mid_room_loses_no_stored_answer(
    visit: Visit, few: Tables, home: Path, short: Path
) -> None:
    where, port = home / "killed" / "rooms.sqlite3", free_port()
    options = ("--data", str(short), "--rooms", str(where))
    rooms = Rooms(where)
    first, second, third = (q.question_id for q in questions(few))
    with dashboard(port, *options) as server:
        code = rooms.open(offered(few))
        phones = [visit(f"http://127.0.0.1:{port}/room?code={code}") for _ in range(3)]
        for phone in phones:
            expect(phone.locator(f'[data-key="ask-{first}"]')).to_be_visible()
            pick(phone, "not-sure")
            press(phone, "next")
            expect(phone.locator(f'[data-key="ask-{second}"]')).to_be_visible()
        os.killpg(server.pid, signal.SIGKILL)
        assert rooms.count(code).answers[QuestionKey("before", first)]["not-sure"] == 3
        for phone in phones:
            expect(phone.locator("[data-link]")).to_contain_text("The connection was lost")
            pick(phone, "not-sure")
    with dashboard(port, *options):
        for phone in phones:
            expect(phone.locator("[data-link]")).to_contain_text("The connection is back")
            press(phone, "next")
            expect(phone.locator(f'[data-key="ask-{third}"]')).to_be_visible()
    counts = rooms.count(code)
    assert counts.joined == 3
    assert counts.answers[QuestionKey("before", first)]["not-sure"] == 3
    assert counts.answers[QuestionKey("before", second)]["not-sure"] == 3
    rooms.database.close()
