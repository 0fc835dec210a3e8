"""What is led: phones, board and wall follow one question, or one case, at a time."""

import html as escapes
import itertools
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.widgets import RoomBoard, RoomPage, WallPage
from otkit.widgets.room_closing import SURE_SECONDS
from otkit.widgets.wall_state import STAYS_SECONDS
from otkit.workshop.cases import Case, cases
from otkit.workshop.quiz import Question, in_set, questions
from otkit.workshop.room import QuestionKey
from otkit.workshop.room.questions import SURE, offered
from otkit.workshop.room.store import Rooms
from otkit.workshop.room.walls import Walls
from tests.form_reader import Reader, kept_of

ADDRESS = "http://192.168.4.20:8866/"
SOON = "The next question comes soon"


class Shown(Reader):
    """Somebody who sees a page in words, as it is now."""

    def text(self) -> str:
        self.page.refresh()
        self.page.redraw()
        return escapes.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.page.html())))


class Phone(Shown):
    """A parent's phone in the room."""

    def __init__(self, rooms: Rooms, tables: Tables, code: str) -> None:
        super().__init__(RoomPage(tables, rooms=rooms))
        self.press("join", code=[code])

    def question(self) -> str:
        """The id of the question that can be answered; "" when there is none."""
        self.text()
        found = re.search(r'data-key="ask-([^"]+)"', self.page.html())
        return found[1] if found else ""

    def answer(self, option: str) -> str:
        self.press("answer", **{f"pick:{self.question()}": [option]})
        return self.text()


@pytest.fixture
def board(tables, where: Path) -> Iterator[Shown]:
    """A board that has opened a room with the short quiz, led."""
    board = RoomBoard(tables, where=where, address=ADDRESS)
    Reader(board).press("open", quiz=["short"], pace=["together"])
    yield Shown(board)
    board.close()


@pytest.fixture
def code(board) -> str:
    return board.page.code


@pytest.fixture
def wall(tables, rooms, board) -> Iterator[Shown]:
    page = WallPage(tables, rooms=rooms)
    Reader(page).press("change", wall=[board.page.session.wall.secret])
    yield Shown(page)
    page.close()


@pytest.fixture
def phones(rooms, tables, code) -> list[Phone]:
    return [Phone(rooms, tables, code) for _ in range(4)]


@pytest.fixture
def quiz(tables) -> tuple[Question, ...]:
    return in_set(tables, "short")


def right(question: Question) -> str:
    return str(question.right[0]["option_id"])


def ask_all(board: Shown, count: int, close_last: bool = True) -> None:
    """Ask and close so many questions by the board's own buttons."""
    for number in range(count):
        board.text()
        board.press(next_action(board, "ask"))
        if close_last or number < count - 1:
            close(board)


def close(board: Shown) -> None:
    """Close what is open by the board's button; once more where it asks."""
    board.text()
    board.press(next_action(board, "close-question"))
    if "Press once more" in board.text():
        board.press(next_action(board, "close-question-now"))


def next_action(board: Shown, verb: str) -> str:
    return re.search(rf'data-action="({verb}:[^"]+)"', board.page.html())[1]


def test_the_facilitator_picks_how_the_quiz_goes(tables, where):
    board = Shown(RoomBoard(tables, where=where, address=ADDRESS))
    assert "One question at a time for everybody" in board.text()
    board.press("change", pace=["together"])
    assert re.search(r'value="together" checked', board.page.html())
    board.press("open", pace=["own"])
    assert board.page.session.rooms().room(board.page.code).states == {}
    board.press("delete-now")
    board.press("open", pace=["together"], quiz=["short"])
    states = board.page.session.rooms().room(board.page.code).states
    assert (len(states), set(states.values())) == (12, {"waiting"})


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_wall_lists_what_phones_list(wall, board, phones, quiz, tables, language):
    ask_all(board, 1, close_last=False)
    Walls(board.page.session.rooms().database).show(
        wall.page.state().secret, f"question:{quiz[0].question_id}"
    )
    phones[0].text()
    wall.press("change", language=[language])
    phones[0].press("change", language=[language])
    options = re.findall(r'class="option".*?<span>(.*?)</span>', phones[0].page.html())
    assert len(options) > len(quiz[0].options)
    assert re.findall(r"<li [^>]*>(.*?)</li>", wall.page.html()) == options


def test_phones_wait_calmly_until_the_board_asks(board, phones, quiz):
    assert all(SOON in phone.text() and not phone.question() for phone in phones)
    assert "Ask question 1 of 6" in board.text()
    board.press(next_action(board, "ask"))
    assert {phone.question() for phone in phones} == {quiz[0].question_id}
    assert "Question 1 of 6 is open. 0 of 4 answered." in board.text()


def test_an_answer_can_be_changed_until_the_question_is_closed(board, rooms, code, phones, quiz):
    ask_all(board, 1, close_last=False)
    first, key = phones[0], QuestionKey("before", quiz[0].question_id)
    first.press("answer")
    assert "Pick an answer first" in first.text()
    assert "Your answer is saved" in first.answer("not-sure")
    assert "Change my answer" in first.answer(right(quiz[0]))
    assert rooms.count(code).answers[key] == {"not-sure": 0, "other": 0, "right": 1}
    close(board)
    assert SOON in first.text()
    late = phones[1]
    late.press("answer", **{f"pick:{quiz[0].question_id}": ["not-sure"]})
    assert rooms.count(code).answers[key]["not-sure"] == 0


def test_a_pick_that_was_not_sent_says_so(board, phones, quiz):
    ask_all(board, 1, close_last=False)
    first, name = phones[0], f"pick:{quiz[0].question_id}"
    first.text()
    assert "Not sent yet" not in first.press("change", **{name: [right(quiz[0])]})
    first.answer(right(quiz[0]))
    first.press("change", **{name: ["not-sure"]})
    shown = first.text()
    assert "Not sent yet. Your answer from before counts." in shown
    assert "Send the new answer" in shown
    assert "Your answer is saved" not in shown
    first.press("change", **{name: [right(quiz[0])]})
    assert "Your answer is saved" in first.text()
    first.press("change", **{name: ["not-sure"]})
    phones[1].text()
    phones[1].press("change", **{name: ["not-sure"]})
    phones[2].text()
    close(board)
    for _ in range(2):
        assert "last pick was not sent. Your answer from before counts." in first.text()
        assert all("No answer from this phone counts" in one.text() for one in phones[1:3])
    ask_all(board, 1, close_last=False)
    assert not any("was closed" in phone.text() for phone in phones)


@pytest.mark.parametrize("action", ["change", "answer"])
@pytest.mark.parametrize("goes_on", [False, True])
def test_a_phone_that_was_away_reads_its_pick_does_not_count(
    board, rooms, tables, code, phones, quiz, action, goes_on
):
    """Another kernel may have its page when the connection is back."""
    ask_all(board, 1, close_last=False)
    phones[0].text()
    sent = {"action": action, "fields": kept_of(phones[0].page.html()), "seen": "9999"}
    sent["fields"] |= {f"pick:{quiz[0].question_id}": ["not-sure"], "code": [code]}
    close(board)
    if goes_on:
        ask_all(board, 1, close_last=False)
    for page in (RoomPage(tables, rooms=rooms), phones[0].page):
        page.handle(sent)
        shown = escapes.unescape(page.html())
        said = {"change": "No answer from this phone counts", "answer": "before your answer came"}
        assert said[action] in shown
        assert "Pick an answer first" not in shown


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_phone_in_a_room_promises_nothing_when_it_is_back(phones, tables, language):
    phones[0].press("change", language=[language])
    nothing = Words(tables, language)("link.back").partition(". ")[2]
    assert nothing not in phones[0].page.html()


def test_a_phone_counts_the_questions_as_the_board_does(board, phones, quiz):
    ask_all(board, 1, close_last=False)
    assert f" 1 of {len(quiz)} " in phones[0].text()
    assert f"Question 1 of {len(quiz)} is open" in board.text()


def test_the_last_slide_says_how_many_have_answered_everything(wall, rooms, code, phones):
    sure = {key: "quite" for key in offered(wall.page.tables, "short") if "sure" in key.question_id}
    for name, part in (("a", "before"), ("b", "before")):
        rooms.join(code, name)
        rooms.record(code, name, 1, {key: "quite" for key in sure if key.part == part})
    topics = {key: "no" for key in offered(wall.page.tables) if "subject." in key.question_id}
    rooms.record(code, "a", 2, topics)
    Walls(rooms.database).show(wall.page.state().secret, "next")
    assert "1 of 6 have answered everything." in wall.text()
    rooms.move(code, "learn")
    Walls(rooms.database).show(wall.page.state().secret, "next")
    assert "answered everything" not in wall.text()


def test_a_late_press_says_so_and_the_next_question_comes(board, phones, quiz):
    """The phone shows the question still when its person presses."""
    ask_all(board, 1, close_last=False)
    phone = phones[0]
    phone.text()
    pressed = {"action": "answer", "fields": kept_of(phone.page.html()), "seen": "9999"}
    pressed["fields"][f"pick:{quiz[0].question_id}"] = ["not-sure"]
    close(board)
    phone.page.handle(pressed)
    assert "The question was closed before your answer came." in phone.text()
    assert SOON in phone.text()
    ask_all(board, 1, close_last=False)
    assert phone.question() == quiz[1].question_id
    assert "closed before" not in phone.answer("not-sure")


def test_after_the_last_question_phones_go_on_by_themselves(board, phones, quiz):
    for _ in quiz:
        ask_all(board, 1, close_last=False)
        for phone in phones:
            phone.answer("not-sure")
        close(board)
    assert "All questions were asked" in board.text()
    for phone in phones:
        assert "How sure do you feel?" in phone.text()
        phone.press("next", **{f"pick:{name}": ["quite"] for name in SURE})
        assert "What would you like to talk about?" in phone.text()
        phone.press("next")
        assert "Thank you, that is all for now" in phone.text()


def test_a_phone_that_joins_late_gets_what_is_open_now(board, rooms, tables, code, quiz):
    ask_all(board, 2, close_last=False)
    in_mid_question = Phone(rooms, tables, code)
    assert in_mid_question.question() == quiz[1].question_id
    assert "the room sees how many people gave each answer" in in_mid_question.text()
    close(board)
    assert SOON in Phone(rooms, tables, code).text()
    ask_all(board, 4)
    assert "How sure do you feel?" in Phone(rooms, tables, code).text()
    board.press("next")
    after_the_quiz = Phone(rooms, tables, code)
    assert "Now we learn together" in after_the_quiz.text()
    assert in_mid_question.text()


def test_a_phone_says_what_is_right_only_after_the_close(board, phones, tables, quiz):
    board.press("next")
    board.press("next")
    asked = [q for q in questions(tables, again=True) if q in quiz]
    for number, question in enumerate(asked):
        ask_all(board, 1, close_last=False)
        told = phones[0].answer(right(question))
        feedback = question.right[0]["feedback_en"]
        assert feedback not in told
        close(board)
        is_last = number == len(asked) - 1
        assert feedback in phones[0].text()
        assert (SOON in phones[0].text()) is not is_last
        assert feedback not in phones[1].text()
    phones[0].press("next")
    assert "How sure do you feel?" in phones[0].text()
    assert "How sure do you feel?" in phones[1].text()


def test_a_reloaded_phone_comes_back_to_the_open_question(board, rooms, tables, code, phones, quiz):
    ask_all(board, 1, close_last=False)
    phones[0].answer("not-sure")
    again = Shown(RoomPage(tables, rooms=rooms))
    again.press("change", **kept_of(phones[0].page.html()) | {"code": [code]})
    assert "Your answer is saved" in again.text()
    assert rooms.count(code).joined == len(phones)


def test_the_walls_arrow_asks_closes_and_goes_on(wall, board, rooms, code, phones, quiz):
    first, second = (f"question:{question.question_id}" for question in quiz[:2])
    key = QuestionKey("before", quiz[0].question_id)
    for _ in range(2):
        wall.press(right_arrow(wall))
    assert wall.page.state().slide == first
    assert rooms.room(code).states[key] == "open"
    for phone in phones:
        phone.answer(right(quiz[0]))
    shown = wall.text()
    assert "4 of 4 answered" in shown
    assert "Something else" not in shown
    closing = right_arrow(wall)
    assert closing == f"close:{quiz[0].question_id}"
    for _ in range(2):  # pressed twice, before the wall has drawn it
        wall.press(closing)
    assert "Right 4 Something else 0 Not sure 0" in wall.text()
    assert wall.page.state().slide == first
    wall.press(right_arrow(wall))
    assert wall.page.state().slide == second
    assert {phone.question() for phone in phones} == {quiz[1].question_id}
    wall.press("back")
    assert "Right 4" in wall.text()
    assert {phone.question() for phone in phones} == {quiz[1].question_id}
    assert "Question 2 of 6 is open" in board.text()


def test_the_second_quiz_begins_when_the_wall_says_so(wall, board, rooms, tables, code):
    board.press("next")
    board.press("next")
    assert "Ready for the questions?" in wall.text()
    first = next(q for q in questions(tables, again=True) if q in in_set(tables, "short"))
    assert first.row["text_en"] not in wall.text()
    wall.press(right_arrow(wall))
    assert first.row["text_en"] in wall.text()
    assert rooms.room(code).open_question == QuestionKey("after", first.question_id)
    wall.press(right_arrow(wall))
    wall.press(right_arrow(wall))
    assert first.right[0]["feedback_en"] in wall.text()


def test_a_key_goes_to_the_next_part_and_asks_once_more(wall, board, rooms, code, phones, quiz):
    """From any slide; the last one says how many have not finished."""
    ask_all(board, 1, close_last=False)
    assert re.search(r'data-action="part" data-press="End n N">Next part<', wall.page.html())
    wall.press("part")
    assert wall.page.state().slide == "next"
    assert 'data-action="part"' not in wall.page.html()
    assert rooms.room(code).open_question
    for action in (right_arrow(wall), "next:before"):
        for _ in range(2):  # a double press counts once
            wall.press(action)
        assert "Press once more to start the next part." in wall.text()
        assert right_arrow(wall) == "next-now:before"
        assert "next-now:before" in wall.page.html().partition('class="foot"')[0]
        wall.press("change")
        assert "Press once more" not in wall.text()
    assert rooms.room(code).stage == "before"
    wall.press(right_arrow(wall))
    for _ in range(2):
        wall.press("next-now:before")
    assert rooms.room(code).stage == "learn"


def test_the_button_of_a_finished_part_asks_nothing(wall, rooms, code, phones):
    answers = {key: some[0] for key, some in offered(wall.page.tables).items()}
    about = {key: some for key, some in answers.items() if key.part == "before"}
    for phone in phones:
        sure = {
            key: some
            for key, some in about.items()
            if "." in key.question_id or key.question_id in SURE
        }
        rooms.record(code, phone.page.participant, 1, sure)
    wall.press("part")
    assert "4 of 4 have answered everything." in wall.text()
    wall.press("next:before")
    assert rooms.room(code).stage == "learn"


def test_a_second_press_closes_what_few_have_answered(wall, board, rooms, code, phones, quiz):
    ask_all(board, 1, close_last=False)
    key = QuestionKey("before", quiz[0].question_id)
    for answers, phone in enumerate(phones[:3]):
        wall.press(right_arrow(wall))
        wall.press(f"close:{key.question_id}")  # a double press counts once
        assert rooms.room(code).open_question == key
        few = f"Only {answers} answered" if answers else "Nobody answered"
        assert f"{few}. Press once more to close the question." in wall.text()
        assert right_arrow(wall) == f"close-now:{key.question_id}"
        wall.press("change")
        assert "Press once more" not in wall.text()
        phone.answer("not-sure")
    wall.press(right_arrow(wall))
    assert rooms.room(code).open_question is None
    wall.press("on")
    wall.press(right_arrow(wall))
    wall.press(right_arrow(wall))
    assert rooms.room(code).states[QuestionKey("before", quiz[1].question_id)] == "closed"


def test_the_board_asks_once_more_as_the_wall_does(wall, board, rooms, code, phones, quiz):
    ask_all(board, 1, close_last=False)
    key = QuestionKey("before", quiz[0].question_id)
    for answers, phone in enumerate(phones[:3]):
        for _ in range(2):  # a double press counts once
            board.press(f"close-question:{key.question_id}")
        assert rooms.room(code).open_question == key
        few = f"Only {answers} answered" if answers else "Nobody answered"
        assert f"{few}. Press once more to close the question." in board.text()
        assert "Press once more" not in wall.text()  # who pressed is asked
        board.press("change")
        assert "Press once more" not in board.text()
        phone.answer("not-sure")
    board.press(f"close-question:{key.question_id}")
    assert rooms.room(code).open_question is None


def test_an_empty_vote_is_closed_by_a_second_press_of_the_board(board, rooms, code, learning, case):
    board.press(f"vote:{case.case_id}")
    board.press(next_action(board, "close-question"))
    assert "Nobody answered. Press once more" in board.text()
    assert rooms.room(code).open_question == QuestionKey("case", case.case_id)
    board.press(next_action(board, "close-question-now"))
    assert rooms.room(code).open_question is None
    assert "Press once more" not in board.text()


def test_a_second_press_is_forgotten_after_some_seconds(wall, board, phones, quiz, monkeypatch):
    ask_all(board, 1, close_last=False)
    wall.press(right_arrow(wall))
    board.press(next_action(board, "close-question"))
    assert all("Press once more" in page.text() for page in (wall, board))
    later = time.monotonic() + SURE_SECONDS
    monkeypatch.setattr("otkit.widgets.room_closing.time.monotonic", lambda: later)
    assert not any("Press once more" in page.text() for page in (wall, board))
    assert next_action(board, "close-question") == f"close-question:{quiz[0].question_id}"
    assert right_arrow(wall) == f"close:{quiz[0].question_id}"


def right_arrow(wall: Shown) -> str:
    """What the key does now."""
    wall.text()
    return re.search(r'data-action="([^"]+)" data-press="ArrowRight', wall.page.html())[1]


def test_once_all_phones_have_answered_the_bars_come(wall, board, rooms, code, phones, quiz):
    ask_all(board, 1, close_last=False)
    here = [phone.page.participant for phone in phones]
    for phone in phones:
        rooms.lead.attend(code, here)
        assert phone.question()
        phone.answer("not-sure")
    rooms.lead.attend(code, here)
    assert "Not sure 4" in wall.text()
    assert all(SOON in phone.text() for phone in phones)
    assert "Ask question 2 of 6" in board.text()


def test_what_is_about_people_is_shown_as_where_nobody_leads(wall, board, phones, quiz):
    for _ in quiz:
        ask_all(board, 1)
    for phone in phones:
        phone.press("next", **{f"pick:{name}": ["quite"] for name in SURE})
    assert "4 of 4 answered" in board.text()
    assert not re.search(r"most people|half or more|Only 4", board.text())


# ---------------------------------------------------------------- votes on cases


@pytest.fixture
def case(tables) -> Case:
    """The second case, which somebody has to pick."""
    return cases(tables)[1]


@pytest.fixture
def learning(board, phones) -> list[Phone]:
    """Four phones in a room that learns together."""
    board.press("next")
    return phones


def voted(phone: Phone, case: Case, *levels: str) -> str:
    phone.text()
    phone.press("answer", **{f"pick:{case.case_id}": list(levels)})
    return escapes.unescape(phone.page.html())


@pytest.fixture
def later(monkeypatch) -> Callable[[float], None]:
    """The computer's own seconds stand still, until they are put forward."""
    now = [time.monotonic()]
    monkeypatch.setattr("otkit.widgets.wall_state.time.monotonic", lambda: now[0])

    def put(seconds: float) -> None:
        now[0] += seconds

    return put


def test_the_wall_has_the_phones_vote_then_shows_bars_and_why(wall, learning, case, later):
    teaching = case.row["teaching_en"]
    assert all("Now we learn together" in phone.text() for phone in learning)
    wall.page._walls().show(wall.page.state().secret, f"case:{case.case_id}")
    opening = right_arrow(wall)
    for _ in range(2):  # pressed twice, before the wall has drawn it
        wall.press(opening)
    later(STAYS_SECONDS)
    wall.text()
    assert all(case.row["story_en"] in phone.text() for phone in learning)
    assert all("What would you do?" in phone.text() for phone in learning)
    for phone, level in zip(learning, ("watch", "watch", "talk", "act-now"), strict=True):
        assert "Your answer is saved" in voted(phone, case, level)
    assert "Your answer is saved" in voted(learning[0], case, "talk")  # changed
    shown = wall.text()
    assert "Vote: 4 of 4 answered" in shown
    assert "Call the doctor this week 2" not in shown
    assert teaching not in shown
    wall.press(right_arrow(wall))
    shown = wall.text()
    assert "Call the doctor today 1 Call the doctor this week 2 Try things" in shown
    assert "as the kit says" not in shown
    wall.press(right_arrow(wall))
    assert teaching in wall.text()
    assert "The question was closed before your answer came." in voted(learning[0], case, "watch")
    assert all("Now we learn together" in phone.text() for phone in learning)


def test_to_page_through_the_cases_shows_none_of_them_on_a_phone(
    wall, rooms, code, learning, tables, later
):
    """Each press comes before the wall has stayed with a case."""
    wall.page._walls().show(wall.page.state().secret, "results:subjects")
    passed = []
    while wall.page.state().slide != "next":
        wall.press(right_arrow(wall))
        passed.append(wall.page.state().slide)
        assert rooms.room(code).open_question is None
        assert all("Now we learn together" in phone.text() for phone in learning)
    slides = [(f"case:{one.case_id}",) * 2 + (f"told:{one.case_id}",) for one in cases(tables)]
    assert passed == [*itertools.chain.from_iterable(slides), "next"]
    assert not any(key.part == "case" for key in rooms.room(code).states)


def test_a_case_that_the_wall_stays_with_opens_on_all_phones(wall, rooms, code, learning, later):
    first = cases(wall.page.tables)[0]
    wall.page._walls().show(wall.page.state().secret, f"case:{first.case_id}")
    wall.press(right_arrow(wall))
    assert "The phones get this case in a moment" in wall.text()
    assert right_arrow(wall) == "on"
    wall.press("change")  # as a wall does by itself now and then
    assert "The phones get this case in a moment" in wall.text()
    assert rooms.room(code).open_question is None
    later(STAYS_SECONDS)
    assert "The phones get this case" not in wall.text()
    assert rooms.room(code).open_question == QuestionKey("case", first.case_id)
    assert all(first.row["story_en"] in phone.text() for phone in learning)
    assert right_arrow(wall) == f"pass:{first.case_id}"
    wall.press(right_arrow(wall))
    assert wall.page.state().slide == f"told:{first.case_id}"
    assert rooms.room(code).open_question is None
    assert not any(first.row["story_en"] in phone.text() for phone in learning)
    wall.press("back")
    wall.press(right_arrow(wall))
    later(STAYS_SECONDS)
    wall.text()
    voted(learning[0], first, "talk")
    assert right_arrow(wall) == f"close:{first.case_id}"
    wall.press(f"pass:{first.case_id}")  # as pressed before the vote was drawn
    assert rooms.room(code).open_question == QuestionKey("case", first.case_id)
    assert wall.page.state().slide == f"case:{first.case_id}"


@pytest.mark.parametrize("by", ["board", "wall"])
def test_a_case_that_somebody_leaves_in_time_stays_closed(
    wall, board, rooms, code, learning, later, by
):
    case_id = cases(wall.page.tables)[0].case_id
    wall.page._walls().show(wall.page.state().secret, f"case:{case_id}")
    wall.press(right_arrow(wall))
    board.text()
    (board if by == "board" else wall).press("wall-back" if by == "board" else "back")
    later(STAYS_SECONDS)
    for _ in range(2):
        wall.text()
    assert rooms.room(code).open_question is None


def test_the_board_has_them_vote_on_the_case_on_the_wall(wall, board, learning, case):
    name = case.row["name"]
    board.text()
    assert next_action(board, "vote") == "vote:noa-one-hand"
    board.press("show", slide=[f"case:{case.case_id}"])
    assert f"Have the phones vote: {name}" in board.text()
    board.press(next_action(board, "vote"))
    assert case.row["story_en"] in wall.text()
    assert f"told:{case.case_id}" not in board.page.session.view().slides
    for phone in learning[:3]:
        voted(phone, case, case.row["level"])
    shown = board.text()
    assert f"The vote on {name} is open. 3 of 4 answered." in shown
    assert "as the kit says" not in shown
    close(board)
    assert "3 of 3 as the kit says" in board.text()
    table = board.page.file("csv", board.page.state())[2].decode("utf-8-sig")
    assert f'"{name}, 10 months",Vote,3 of 3 as the kit says' in table


def test_a_forged_vote_changes_nothing(wall, rooms, code, learning, tables, case):
    """Before it is put, for a case of another place, for what is no case or no choice; twice."""
    key = QuestionKey("case", case.case_id)
    told = {one.case_id for one in cases(tables)}
    elsewhere = next(c["case_id"] for c in tables.rows("cases") if c["case_id"] not in told)
    for case_id in (case.case_id, elsewhere, "none"):
        learning[0].press("answer", **{f"pick:{case_id}": ["talk"], f"case:{case_id}": ["talk"]})
    for case_id in (elsewhere, "none"):
        wall.press(f"vote:{case_id}")
    assert rooms.room(code).open_question is None
    rooms.lead.ask(code, key)
    phone = learning[1]
    for values in (["right"], []):
        assert "Pick an answer first" in voted(phone, case, *values)
    assert sum(rooms.count(code).answers[key].values()) == 0
    for values in (["talk", "watch"], ["talk"], ["talk"]):
        voted(phone, case, *values)
    assert {level: n for level, n in rooms.count(code).answers[key].items() if n} == {"talk": 1}


def test_without_phones_no_vote_is_offered(wall, board):
    board.press("next")
    wall.page._walls().show(wall.page.state().secret, "case:noa-one-hand")
    assert right_arrow(wall) == "on"
    assert "Have the phones vote" not in board.text()
