"""HTML typed into any cell of any table, or into a lesson, is shown as text on every page."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from otkit.kit.tables import Tables, data_folder
from otkit.kit.tables.descriptor import Field, read_descriptor
from otkit.scoring.score import behaviours_asked
from otkit.widgets import Cases, CheckIn, Learn, Quiz, RoomBoard, RoomPage
from otkit.widgets.page import Page
from otkit.widgets.workshop import Workshop
from otkit.workshop.room.questions import offered
from otkit.workshop.room.store import Rooms
from tests.form_reader import Reader
from tests.plain_rows import is_plain

TAG = "<b onclick=x>"
AS_TEXT = "&lt;b onclick=x&gt;"
ROOM_ADDRESS = "http://192.168.4.20:8866/"


def is_text(field: Field) -> bool:
    return field.type == "string" and not (field.enum or field.pattern or field.unique)


def with_tags(tables: Tables) -> Tables:
    """The tables with a tag at the end of every cell that holds words."""
    described, _ = read_descriptor(data_folder())
    frames = {}
    for name, frame in tables.items():
        keys = {column for key in described[name].foreign_keys for column in key.fields}
        keys |= set(described[name].primary_key) | {"answers"}  # of a case: behaviours by id
        columns = [f.name for f in described[name].fields.values() if is_text(f)]
        frames[name] = frame.assign(**{c: frame[c] + TAG for c in columns if c not in keys})
    return Tables(frames)


def folder_with_tags(folder: Path) -> Path:
    """A data folder whose lessons have a tag in their title and at the end of every line."""
    shutil.copytree(data_folder() / "lessons", folder / "lessons")
    for path in (folder / "lessons").iterdir():
        head, _, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
        head = head.replace("\n", f"{TAG}\n", 1)  # the title stands first
        lines = [f"{line}{TAG}" if line[:1].isalnum() else line for line in body.split("\n")]
        path.write_text("\n".join(["---", head, "---", *lines]), encoding="utf-8")
    return folder


def check_ins(tables: Tables, language: str) -> Iterator[Page]:
    """The check-in at each level, with the notes as text."""
    page = CheckIn(tables, language=language, months=27)
    yield page
    row = next(r for r in behaviours_asked(page.state().age, tables) if is_plain(r))
    name = row["behaviour_id"]
    ticked = {f"see:{name}": ["on"], f"how:{name}": ["sometimes"]}
    for level, more in {
        "act-now": {**ticked, "lost-skill": ["on"], "already-seen": [row["area_id"]]},
        "talk": {**ticked, f"how:{name}": ["often"]},
        "watch": ticked,
        "not-sure": {**ticked, f"how:{name}": ["not-sure"]},
        "nothing-ticked": {"country": ["any"]},
    }.items():
        age = {"years": ["2"], "months": ["3"], "weeks": ["8"], "language": [language]}
        page.handle({"action": "text", "fields": {**age, **more, "show": ["text"]}, "seen": ""})
        assert page.result.level == level
        yield page


def lessons(tables: Tables, language: str) -> Iterator[Page]:
    page = Learn(tables, language=language)
    picks = {f"pick:{row['item_id']}": ["both"] for row in tables.rows("ot_or_pt")}
    for one in page.lessons(page.state()):
        fields = {"lesson": [one.lesson_id], "language": [language], **picks}
        page.handle({"action": "go", "fields": fields, "seen": ""})
        yield page


def quizzes(tables: Tables, language: str) -> Iterator[Page]:
    page = Quiz(tables, language=language, one_at_a_time=False)
    for place in range(3):
        page.answers = {
            question.question_id: (question.options[place % len(question.options)]["option_id"],)
            for question in page.questions()
        }
        yield page


def cases(tables: Tables, language: str) -> Iterator[Page]:
    for row in tables.rows("cases"):
        page = Cases(tables, language=language, case=row["case_id"], facilitator=True)
        yield page
        Reader(page).press("decide", pick=["watch"], notes=["on"])
        assert page.decision == "watch"
        yield page


def room(tables: Tables, language: str, where: Path) -> Iterator[Page]:
    """The board and a phone, in every stage; the phone answers what it is asked."""
    board = RoomBoard(tables, where=where, address=ROOM_ADDRESS, language=language)
    Reader(board).press("open", quiz=["full"])
    rooms = Rooms(where)
    phone = RoomPage(tables, rooms=rooms, language=language)
    yield phone
    Reader(phone).press("join", code=[board.code])
    assert phone.code == board.code
    for person in range(12):
        rooms.join(board.code, f"phone-{person}")
    for stage in ("before", "learn", "after", "goodbye", "finished"):
        assert board.stage == stage
        for person in range(12):
            said = {
                asked: next(iter(choices))
                for asked, choices in offered(tables).items()
                if asked.part == {"goodbye": "evaluation"}.get(stage, stage)
            }
            rooms.record(board.code, f"phone-{person}", 1, said)
        phone.refresh()
        for _ in range(60 if stage in ("before", "after", "goodbye") else 1):
            yield phone
            asked = phone.html().partition('data-key="ask-')[2].partition('"')[0]
            Reader(phone).press("answer", **{f"pick:{asked}": ["not-sure"]})
            yield phone
            Reader(phone).press("next")
        board.refresh()
        board.redraw()
        yield board
        Reader(board).press("next")
    board.close()
    phone.close()
    rooms.database.close()


def workshop(tables: Tables, language: str, folder: Path) -> Iterator[Page]:
    for row in tables.rows("workshop_notebooks"):
        notebook = Workshop(row["notebook_id"], tables)
        notebook.language = language
        yield notebook.start()
        yield notebook.end()
        notes = notebook.notes()
        Reader(notes).press(open=["on"])
        yield notes
    yield notebook.agenda()
    yield notebook.activity()
    yield notebook.before_start()
    yield notebook.print_pack()
    yield notebook.own_folder()
    call = notebook.call()
    Reader(call).press(answers=["on"])
    yield call
    explore = notebook.explore()
    for table in ("behaviours", "tips", "questions"):
        Reader(explore).press(table=[table])
        yield explore


@pytest.mark.parametrize("language", ["en", "es"])
def test_html_in_any_table_or_lesson_is_shown_as_text(
    tables: Tables, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKIT_DATA", str(folder_with_tags(tmp_path)))
    tagged = with_tags(tables)
    for pages in (
        check_ins(tagged, language),
        lessons(tagged, language),
        quizzes(tagged, language),
        cases(tagged, language),
        room(tagged, language, tmp_path / "rooms.sqlite3"),
        workshop(tagged, language, tmp_path),
    ):
        for page in pages:
            html = page.html()
            assert AS_TEXT in html, page.name
            assert TAG not in html, page.name
