"""A parent's page in a workshop: what it shows, what it shares, and that nothing is lost."""

import html as escapes
import re
import threading

import pytest
from sqlalchemy import text

from otkit.errors import RoomError
from otkit.widgets import RoomPage
from otkit.workshop.quiz import in_set, questions
from otkit.workshop.room import QuestionKey
from otkit.workshop.room.door import WRONG_A_MINUTE
from otkit.workshop.room.questions import CHANGED, SURE, VALUED, offered, subjects
from otkit.workshop.room.store import Rooms
from tests.form_reader import Reader, fields_of

AFTER_RELOAD = 1000  # messages, as page.js counts


@pytest.fixture
def code(rooms, tables) -> str:
    return rooms.open(offered(tables))


class Parent(Reader):
    """A parent with a phone."""

    def __init__(self, rooms: Rooms, tables) -> None:
        super().__init__(RoomPage(tables, rooms=rooms))

    def enter(self, code: str) -> str:
        return self.press("join", code=[code])

    def question(self) -> str:
        """The id of the question that is shown."""
        found = re.search(r'data-key="(?:ask|told)-([^"]+)"', self.page.html())
        assert found, self.text()
        return found[1]

    def text(self) -> str:
        return escapes.unescape(self.page.html())

    def give(self, option: str, action: str = "next", **fields: list[str]) -> str:
        return self.press(action, **{f"pick:{self.question()}": [option]}, **fields)

    def answer_all(self, tables, part: str) -> None:
        """Answer every question, right."""
        for question in questions(tables, again=part == "after"):
            right = [row["option_id"] for row in question.right]
            pick = {f"pick:{question.question_id}": right}
            self.press("answer" if part == "after" else "next", **pick)
            if part == "after":
                self.press("next")
        self.press("next", **{f"pick:{name}": ["quite"] for name in SURE})


@pytest.fixture
def parent(rooms, code, tables) -> Parent:
    parent = Parent(rooms, tables)
    parent.enter(code)
    return parent


def test_a_look_at_the_room_that_takes_long_undoes_no_answer(rooms, code, parent, monkeypatch):
    """The page looks by itself, beside what people press; the store may just be slow."""
    began, go_on = threading.Event(), threading.Event()
    room = rooms.room

    def slow_for_one(*args):
        if threading.current_thread() is looking:
            began.set()
            go_on.wait(10)
        return room(*args)

    monkeypatch.setattr(rooms, "room", slow_for_one)
    looking = threading.Thread(target=parent.page.refresh)
    looking.start()
    assert began.wait(10)
    threading.Timer(0.2, go_on.set).start()
    question = parent.question()
    parent.give("not-sure")
    looking.join(10)
    assert stored(rooms, code)[QuestionKey("before", question)] == ["not-sure"]


def stored(rooms: Rooms, code: str) -> dict[QuestionKey, list[str]]:
    counts = rooms.count(code).answers
    return {
        asked: [choice for choice, n in choices.items() for _ in range(n)]
        for asked, choices in counts.items()
        if any(choices.values())
    }


# ---------------------------------------------------------------- the door


def test_a_phone_joins_by_the_code_that_it_types(rooms, code, tables):
    parent = Parent(rooms, tables)
    assert parent.enter(f" {code[:3].lower()}-{code[3:]}")
    assert (parent.page.code, parent.page.stage) == (code, "before")
    assert rooms.count(code).joined == 1


def test_a_phone_joins_by_the_address_of_the_qr_code(rooms, code, tables):
    parent = Parent(rooms, tables)
    parent.press("change", code=[code])
    assert parent.page.code == code


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Type the code first."),
        ("CCCCCC", "No open room has this code"),
        ("cc-4o", "A code has six letters and numbers. You typed 4."),
        ("<script>alert(1)</script>", "A code has six letters and numbers. You typed 25."),
    ],
)
def test_a_wrong_code_is_named_at_its_field_and_stays_in_it(rooms, code, tables, typed, told):
    parent = Parent(rooms, tables)
    page = parent.enter(typed)
    assert told in page
    assert f'name="code" class="code" value="{escapes.escape(typed)}"' in page
    assert 'aria-invalid="true"' in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("typed", "odd"), [("{}o", "O"), ("{}0", "0"), (" {}-0", "0"), ("{}ü", "Ü")]
)
def test_a_letter_that_no_code_has_is_named(rooms, code, tables, typed, odd):
    parent = Parent(rooms, tables)
    page = parent.enter(typed.format(code[:5].lower()))
    assert f"A code has no {odd}. Please look at the code on the wall again." in page
    assert 'aria-invalid="true"' in page
    parent.enter(f"{code[:3]} {code[3:]}".lower())
    assert parent.page.code == code


@pytest.mark.parametrize("is_known", [True, False])
def test_a_page_since_yesterday_says_so_and_joins_another_room(
    rooms, code, tables, parent, is_known
):
    """Its room was deleted; the server that knew the page may be another one too."""
    rooms.delete(code)
    today = rooms.open(offered(tables))
    old = parent if is_known else Parent(rooms, tables)
    page = old.press("change", **fields_of(parent.page.html()) | {"code": [code]})
    assert "This room is closed" in page
    assert "Go to the check-in" in page
    assert 'data-action="leave"' in page
    old.page.handle({"action": "leave", "fields": {"language": ["en"]}, "seen": "9999"})
    assert "Join the room" in old.text()
    old.enter(today)
    assert old.page.code == today
    assert rooms.count(today).joined == 1


def test_a_code_half_typed_is_not_tried(rooms, code, tables):
    parent = Parent(rooms, tables)
    assert "No open room" not in parent.press("change", code=[code[:4]])


def test_a_full_room_says_so(rooms, tables):
    small = rooms.open(offered(tables), places=1)
    Parent(rooms, tables).enter(small)
    assert "All 1 places" in Parent(rooms, tables).enter(small)


def test_a_phone_waits_while_codes_are_guessed_and_then_joins(tmp_path, tables):
    now = [1_000_000_000.0]
    rooms = Rooms(tmp_path / "rooms.sqlite3", clock=lambda: now[0])
    code = rooms.open(offered(tables))
    for number in range(WRONG_A_MINUTE):
        with pytest.raises(RoomError):
            rooms.join("CCCCCC", f"guesser-{number}")
    parent = Parent(rooms, tables)
    assert "Too many codes are being tried. Please wait a minute." in parent.enter(code)
    assert parent.page.code == ""
    now[0] += 60
    parent.page.refresh()
    parent.page.redraw()
    assert parent.page.code == code
    assert "Too many codes" not in parent.text()
    rooms.database.close()


@pytest.mark.parametrize("field", ["code", "room"])
@pytest.mark.parametrize("action", ["join", "next", "change", "x"])
def test_a_wrong_code_is_one_try_and_stores_only_a_hash(rooms, tables, action, field):
    source = "0123456789abcdef"
    for forged in (source, "f" * 17, "S" * 240_000, "Ünïçödé"):
        fields = {"language": ["en"], field: ["CCCCCC"], "source": [forged]}
        RoomPage(tables, rooms=rooms).handle({"action": action, "fields": fields, "seen": "1"})
    tries = "SELECT source, wrong FROM otkit_tries ORDER BY source"
    counted = rooms.database.run(lambda c: c.execute(text(tries)).all(), write=False)
    tried = 0 if (action, field) == ("join", "room") else 1  # which joins no room
    assert [tuple(row) for row in counted] == [("", 3), (source, 1)][: 2 * tried]


def test_without_a_store_there_is_no_workshop(monkeypatch, tables):
    monkeypatch.delenv("OTKIT_ROOM", raising=False)
    page = RoomPage(tables)
    assert "no workshop here right now" in Reader(page).press("join", code=["CDFHJK"])


def test_the_door_says_what_is_shared_and_what_never(rooms, tables):
    page = escapes.unescape(RoomPage(tables, rooms=rooms).html())
    assert "Nothing about your child" in page
    assert "when 5 or more answered" in page


def test_leaving_goes_back_to_the_door_and_forgets_the_answers(parent):
    parent.give("not-sure")
    parent.page.handle({"action": "leave", "fields": {"language": ["en"]}, "seen": "9999"})
    assert parent.page.code == ""
    assert not any(name.startswith("before:") for name in fields_of(parent.page.html()))


# ---------------------------------------------------------------- answers


def test_an_answer_before_is_stored_and_the_next_question_comes(parent, rooms, code, tables):
    first, second = (q.question_id for q in questions(tables)[:2])
    assert parent.question() == first
    parent.give("not-sure")
    assert parent.question() == second
    assert stored(rooms, code) == {QuestionKey("before", first): ["not-sure"]}


@pytest.mark.parametrize("part", ["before", "after"])
def test_a_phone_is_asked_the_set_of_its_room(rooms, tables, part):
    short = rooms.open(offered(tables, "short"))
    rooms.move(short, part)
    parent = Parent(rooms, tables)
    parent.enter(short)
    asked = []
    while parent.page.html().count('data-key="ask-'):
        asked.append(parent.question())
        parent.press("answer", **{f"pick:{parent.question()}": ["not-sure"]})
        parent.press("next")
    assert sorted(asked) == sorted(q.question_id for q in in_set(tables, "short"))


def test_of_a_quiz_answer_only_right_or_not_is_shared(parent, rooms, code, tables):
    question = questions(tables)[0]
    parent.give(question.options[0]["option_id"])
    assert set(stored(rooms, code)[QuestionKey("before", question.question_id)]) <= {
        "right",
        "other",
    }


def test_before_the_session_nobody_is_told_what_is_right(parent, tables):
    question = questions(tables)[0]
    page = escapes.unescape(parent.give(question.options[0]["option_id"]))
    assert all(row["feedback_en"] not in page for row in question.options)


def test_after_the_session_each_answer_is_told_at_once_and_stays(rooms, code, tables):
    rooms.move(code, "after")
    parent = Parent(rooms, tables)
    parent.enter(code)
    question = questions(tables, again=True)[0]
    assert parent.question() == question.question_id
    page = escapes.unescape(parent.give("not-sure", "answer"))
    assert question.right[0]["feedback_en"] in page
    parent.press("answer", **{f"pick:{question.question_id}": ["whatever"]})
    assert stored(rooms, code) == {QuestionKey("after", question.question_id): ["not-sure"]}
    parent.press("next")
    assert parent.question() == questions(tables, again=True)[1].question_id


def test_next_without_a_pick_asks_for_one(parent):
    assert "Pick an answer first" in escapes.unescape(parent.press("next"))


def test_an_answer_before_may_be_changed_while_its_part_is_open(parent, rooms, code, tables):
    first = questions(tables)[0]
    parent.give("not-sure")
    parent.press("back")
    assert fields_of(parent.page.html())[f"pick:{first.question_id}"] == ["not-sure"]
    parent.give(first.right[0]["option_id"])
    assert stored(rooms, code) == {QuestionKey("before", first.question_id): ["right"]}


def test_a_message_said_twice_counts_once_and_skips_nothing(parent, rooms, code, tables):
    fields = fields_of(parent.page.html()) | {f"pick:{parent.question()}": ["not-sure"]}
    for _ in range(2):
        parent.page.handle({"action": "next", "fields": fields, "seen": "7"})
    assert parent.question() == questions(tables)[1].question_id
    assert list(stored(rooms, code).values()) == [["not-sure"]]


def turns(rooms: Rooms) -> list[int]:
    query = "SELECT turn FROM otkit_answers"
    return rooms.database.run(lambda c: c.exec_driver_sql(query).scalars().all(), write=False)


def test_the_store_keeps_the_order_of_messages_and_no_time(parent, rooms, code, tables):
    """A message holds the time of the phone, by which the page knows what it waits for."""
    name, seen = f"pick:{parent.question()}", 1_796_000_000_123
    fields = fields_of(parent.page.html())
    newer = fields | {"turn": ["4"], name: ["not-sure"]}
    older = fields | {"turn": ["3"], name: [questions(tables)[0].right[0]["option_id"]]}
    for number, said in enumerate((newer, older, newer)):
        page = Parent(rooms, tables).page if number == 1 else parent.page  # in another kernel
        page.handle({"action": "next", "fields": said, "seen": f"{seen + number}"})
        assert list(stored(rooms, code).values()) == [["not-sure"]]
        assert turns(rooms) == [4]
    assert fields_of(parent.page.html())["turn"] == ["4"]


@pytest.mark.parametrize("turn", ["", "-1", "x", "1796000000123", "٣"])
def test_what_is_no_count_of_messages_is_none(parent, rooms, code, turn):
    parent.give("not-sure", turn=[turn])
    assert turns(rooms) == [0]


def test_who_leaves_and_comes_back_goes_on_counting(parent, rooms, code, tables):
    """It is the same participant, whose older answers a newer one has to replace."""
    parent.give("not-sure", turn=["7"])
    html = parent.page.html()
    names = re.search(r'data-action="leave" data-keep="([^"]*)"', html)[1].split()
    kept = {name: fields_of(html)[name] for name in names}
    parent.page.handle({"action": "leave", "fields": kept, "seen": "1"})
    parent.enter(code)
    parent.give(questions(tables)[0].right[0]["option_id"])
    assert list(stored(rooms, code).values()) == [["right"]]


def test_a_whole_session_is_shared_as_it_was_given(parent, rooms, code, tables):
    parent.answer_all(tables, "before")
    wanted = list(subjects(tables))[:2]
    parent.press("next", **{"pick:subjects": wanted})
    assert "that is all for now" in parent.text()
    rooms.move(code, "learn")
    parent.page.refresh()
    parent.page.redraw()
    assert "Now we learn together" in parent.text()
    rooms.move(code, "after")
    parent.press()
    parent.answer_all(tables, "after")
    rooms.move(code, "goodbye")
    parent.press()
    parent.press(
        "next", **{f"pick:{name}": ["very"] for name in VALUED}, **{"pick:evaluation": [CHANGED[0]]}
    )
    assert "Thank you for coming" in parent.text()
    given = stored(rooms, code)
    for part in ("before", "after"):
        assert all(given[QuestionKey(part, q.question_id)] == ["right"] for q in questions(tables))
        assert all(given[QuestionKey(part, name)] == ["quite"] for name in SURE)
    assert [s for s in subjects(tables) if given[QuestionKey("before", s)] == ["yes"]] == wanted
    assert all(given[QuestionKey("evaluation", name)] == ["very"] for name in VALUED)
    assert given[QuestionKey("evaluation", CHANGED[0])] == ["yes"]
    assert given[QuestionKey("evaluation", CHANGED[1])] == ["no"]


def test_a_scale_left_out_is_asked_for(parent, tables):
    for _ in questions(tables):
        parent.give("not-sure")
    page = parent.press("next", **{f"pick:{SURE[0]}": ["very"]})
    assert "Please pick one answer in each line" in page


def test_the_language_switch_keeps_place_and_answers(parent, tables):
    parent.give("not-sure")
    parent.press("change", language=["es"])
    assert parent.question() == questions(tables)[1].question_id
    assert "No lo sé" in parent.text()


# ---------------------------------------------------------------- nothing lost


def test_a_new_kernel_takes_over_from_the_fields_alone(parent, rooms, code, tables):
    parent.give("not-sure")
    kept = fields_of(parent.page.html())
    fresh = Parent(rooms, tables)
    fresh.page.handle({"action": "change", "fields": kept, "seen": "99999"})
    assert fresh.question() == questions(tables)[1].question_id
    assert rooms.count(code).joined == 1
    assert list(stored(rooms, code).values()) == [["not-sure"]]


def test_a_page_is_one_participant_however_often_it_joins(rooms, code, tables):
    page = RoomPage(tables, rooms=rooms)
    for number in range(10):
        chosen = {"phone": [f"{number:032x}"], "code": [code]}
        page.handle({"action": "join", "fields": chosen, "seen": str(2 * number)})
        assert page.code == code
        assert page.state().form.participant != chosen["phone"][0]
        assert rooms.count(code).joined == 1
        page.handle({"action": "leave", "fields": {}, "seen": str(2 * number + 1)})
        assert page.code == ""
    assert rooms.count(code).joined == 0


def test_who_leaves_after_an_answer_takes_it_not_along(parent, rooms, code):
    parent.give("not-sure")
    before = rooms.count(code)
    parent.page.handle({"action": "leave", "fields": {"language": ["en"]}, "seen": "99999"})
    assert parent.page.code == ""
    assert rooms.count(code) == before


def test_a_page_inside_writes_as_itself_whatever_its_form_says(parent, rooms, code, tables):
    other = Parent(rooms, tables)
    other.enter(code)
    stranger = other.page.state().form.participant
    parent.press("next", phone=[stranger], **{f"pick:{parent.question()}": ["not-sure"]})
    assert parent.page.state().form.participant != stranger
    answers = rooms.database.run(
        lambda c: c.exec_driver_sql("SELECT phone FROM otkit_answers").scalars().all()
    )
    assert answers == [parent.page.state().form.participant]


def test_two_pages_are_two_participants(parent, rooms, code, tables):
    Parent(rooms, tables).enter(code)
    assert rooms.count(code).joined == 2


def test_a_phone_before_a_closed_door_joins_when_it_opens(rooms, code, tables):
    rooms.set_door(code, is_closed=True)
    parent = Parent(rooms, tables)
    assert "The door of this room is closed" in parent.enter(code)
    rooms.set_door(code, is_closed=False)
    parent.page.refresh()
    parent.page.redraw()
    assert parent.page.code == code


class Away:
    """A store that does not answer, until it does."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms, self.is_away = rooms, True

    def __getattr__(self, name: str):
        def call(*arguments):
            if self.is_away:
                raise RoomError("The room store cannot be reached.", "room.away")
            return getattr(self.rooms, name)(*arguments)

        return call


def test_an_answer_not_stored_is_shown_so_and_stored_later(rooms, code, tables):
    away = Away(rooms)
    away.is_away = False
    parent = Parent(away, tables)
    parent.enter(code)
    away.is_away = True
    page = parent.give("not-sure")
    assert "1 answer is not saved yet" in page
    assert parent.question() == questions(tables)[1].question_id
    away.is_away = False
    parent.page.refresh()
    parent.page.redraw()
    assert "not saved yet" not in parent.text()
    assert list(stored(rooms, code).values()) == [["not-sure"]]


def test_a_room_out_of_reach_is_reported_and_joined_later(rooms, code, tables):
    away = Away(rooms)
    parent = Parent(away, tables)
    page = parent.enter(code)
    assert "cannot be reached right now. We try again by ourselves" in page
    away.is_away = False
    parent.page.refresh()
    parent.page.redraw()
    assert parent.page.code == code


def test_an_answer_that_came_too_late_is_told(parent, rooms, code):
    parent.give("not-sure")
    fields = fields_of(parent.page.html()) | {f"pick:{parent.question()}": ["not-sure"]}
    parent.page._visit.room = rooms.room(code)
    real = rooms.room
    rooms.room = lambda _code: parent.page._visit.room  # the phone does not know yet
    rooms.move(code, "learn")
    parent.page.handle({"action": "next", "fields": fields, "seen": "99999"})
    assert "closed before your last answer came" in parent.text()
    rooms.room = real
    assert len(stored(rooms, code)) == 1


def test_a_deleted_room_says_so_and_is_not_polled_again(parent, rooms, code):
    rooms.delete(code)
    parent.page.refresh()
    parent.page.redraw()
    assert "This room is closed" in parent.text()
    assert not parent.page._visit.is_worth_polling


def test_what_was_said_in_one_room_does_not_go_into_another(parent, rooms, code, tables):
    parent.give("not-sure")
    phone = parent.page.state().form.participant
    other = rooms.open(offered(tables))
    parent.press("change", code=[other])
    assert parent.page.code == other
    assert parent.page.state().form.participant != phone
    assert stored(rooms, other) == {}


def test_no_field_of_a_check_in_is_read_by_a_room(parent, rooms, code, tables):
    behaviour = tables.rows("behaviours")[0]["behaviour_id"]
    parent.press("change", **{f"see:{behaviour}": ["on"], f"before:{behaviour}": ["often"]})
    assert stored(rooms, code) == {}


@pytest.mark.parametrize("stage", ["before", "learn", "after", "goodbye", "finished"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_ids_are_unique_and_referred_to_in_every_stage(rooms, code, tables, stage, language):
    rooms.move(code, stage)
    parent = Parent(rooms, tables)
    page = parent.press("join", code=[code], language=[language])
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    referred = re.findall(r'(?:aria-describedby|aria-labelledby|aria-controls)="([^"]+)"', page)
    assert {name for names in referred for name in names.split()} <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_to_press_enter_is_one_try_and_one_way_in(rooms, code, tables):
    """The browser tells that the field was left, then that the button was pressed."""
    parent = Parent(rooms, tables)
    fields = fields_of(parent.page.html())
    for action in ("change", "join"):
        parent.page.handle({"action": action, "fields": fields | {"code": ["CCCCCC"]}, "seen": "1"})
    guesses = rooms.database.run(
        lambda one: one.exec_driver_sql("SELECT sum(wrong) FROM otkit_tries").scalar()
    )
    assert guesses == 1
    for action in ("change", "join"):
        parent.page.handle({"action": action, "fields": fields | {"code": [code]}, "seen": "2"})
    assert fields_of(parent.page.html())["room"] == [code]


# ---------------------------------------------------------------- two tabs of one phone

ELSEWHERE = "in another tab"


class Tab(Parent):
    """A tab of a browser, which counts its messages; a copy goes on with what the first held."""

    def __init__(self, rooms: Rooms, tables, copied: dict[str, list[str]] | None = None) -> None:
        super().__init__(rooms, tables)
        if copied is not None:
            turn = str(int(copied["turn"][0]) + AFTER_RELOAD)
            self.press("change", **copied | {"turn": [turn]})

    def press(self, action: str = "change", **more: list[str]) -> str:
        turn = int(fields_of(self.page.html()).get("turn", ["0"])[0]) + 1
        return super().press(action, **{"turn": [str(turn)]} | more)

    def kept(self) -> dict[str, list[str]]:
        return fields_of(self.page.html())

    def looks(self) -> str:
        """What it shows when it has looked at the room by itself."""
        self.page.refresh()
        self.page.redraw()
        return self.text()


@pytest.fixture
def led(rooms, tables) -> str:
    """A room in which the first question is open for everybody."""
    code = rooms.open(offered(tables), is_led=True)
    rooms.lead.ask(code, QuestionKey("before", questions(tables)[0].question_id))
    return code


@pytest.fixture
def tabs(rooms, led, tables) -> tuple[Tab, Tab]:
    """A tab in that room that has answered, and a copy of it."""
    first = Tab(rooms, tables)
    first.enter(led)
    first.give("not-sure", "answer")
    return first, Tab(rooms, tables, first.kept())


def test_a_copied_tab_is_the_same_phone_with_the_same_answer(rooms, led, tabs):
    assert rooms.count(led).joined == 1
    assert all("Your answer is saved" in tab.looks() for tab in tabs)
    assert not any(ELSEWHERE in tab.looks() for tab in tabs)


def test_the_newest_press_wins_in_whichever_tab_it_is(rooms, led, tabs, tables):
    first = questions(tables)[0]
    right, wrong = first.right[0]["option_id"], first.options[-1]["option_id"]
    assert wrong != "not-sure"
    for number, (option, choice) in enumerate([(right, "right"), ("not-sure", "not-sure")] * 2):
        newest, other = tabs[number % 2], tabs[1 - number % 2]
        newest.give(option, "answer")
        assert list(stored(rooms, led).values()) == [[choice]]
        assert "Your answer is saved" in newest.looks()
        assert ELSEWHERE not in newest.looks()
        assert "Your answer is saved" not in other.looks()
        assert ELSEWHERE in other.looks()


def test_a_tab_never_calls_saved_what_another_tab_changed(rooms, led, tabs, tables):
    """Pressed at the same moment: the store has taken the other one last."""
    right = questions(tables)[0].right[0]["option_id"]
    first, second = tabs
    real = rooms.record

    def overtaken(code, participant, turn, answers):
        rooms.record = real
        second.give(right, "answer")
        return real(code, participant, turn, answers)

    second.press("change")
    rooms.record = overtaken
    shown = first.give(questions(tables)[0].options[0]["option_id"], "answer")
    kept = list(stored(rooms, led).values())
    for tab, choice in ((first, "other"), (second, "right")):
        assert ("Your answer is saved" in tab.looks()) == (kept == [[choice]])
        assert (ELSEWHERE in tab.looks()) == (kept != [[choice]])
    assert ("Your answer is saved" in shown) == (kept == [["other"]])


def test_a_copy_that_loads_again_undoes_no_newer_answer(rooms, led, tabs, tables):
    first, second = tabs
    old = second.kept()
    first.give(questions(tables)[0].right[0]["option_id"], "answer")
    again = Tab(rooms, tables, old)
    assert list(stored(rooms, led).values()) == [["right"]]
    assert ELSEWHERE in again.text()
    assert "Your answer is saved" not in again.text()
    again.give("not-sure", "answer")
    assert list(stored(rooms, led).values()) == [["not-sure"]]


def test_an_answer_that_waits_gives_way_to_a_newer_one(rooms, led, tabs, tables):
    first, second = tabs
    away = first.page._visit._rooms = Away(rooms)
    assert "1 answer is not saved yet" in first.give(
        questions(tables)[0].options[0]["option_id"], "answer"
    )
    second.give(questions(tables)[0].right[0]["option_id"], "answer")
    away.is_away = False
    assert ELSEWHERE in first.looks()
    assert "not saved yet" not in first.text()
    assert list(stored(rooms, led).values()) == [["right"]]
    assert "Your answer is saved" in second.looks()
