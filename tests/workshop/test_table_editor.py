"""A row of one's own tables: shown, changed, checked, saved; and pages that change with it."""

import asyncio
import html
import re
import shutil
from pathlib import Path

import pytest

from otkit.kit.load import load_tables
from otkit.kit.tables import data_folder
from otkit.kit.translation.columns import add_language
from otkit.kit.translation.pseudo import pseudo
from otkit.scoring.countries import contacts_of
from otkit.widgets import CheckIn, Learn
from otkit.widgets.workshop import Workshop
from otkit.widgets.workshop.live_tables import LiveTables
from otkit.widgets.workshop.own_folder import OwnFolder
from otkit.widgets.workshop.table_editor import TableEditor
from tests.form_reader import fields_of
from tests.kit import TABLES
from tests.own_tables import change, copied

NAMES = {"contact_id": "our-clinic", "name_en": "Our clinic", "name_es": "Nuestra clínica"}
CLINIC = {**NAMES, "about_en": "OT for children.", "about_es": "Terapia para niños."}


@pytest.fixture
def live(tmp_path: Path) -> LiveTables:
    """Tables of one's own in a folder that is not there yet."""
    return LiveTables(TABLES, tmp_path / "own")


@pytest.fixture
def page(live: LiveTables) -> TableEditor:
    return TableEditor(live)


def say(page: TableEditor, action: str = "change", **typed: str) -> str:
    """Say the whole form as a browser does, with some fields changed."""
    fields = fields_of(page.html())
    cells = {f"cell:{name}": [text] for name, text in typed.items() if name not in ("table", "row")}
    picked = {name: [typed[name]] for name in ("table", "row") if name in typed}
    page.handle({"action": action, "fields": {**fields, **cells, **picked}, "seen": ""})
    return html.unescape(page.html())


def poll(live: LiveTables) -> None:
    """Two looks at the folder, between which it rests."""

    async def polls() -> None:
        await live.poll()
        await live.poll()

    asyncio.run(polls())


def test_a_clinic_near_by_stands_after_the_doctor(page: TableEditor) -> None:
    assert "A new row like this one" in html.unescape(page.html())
    shown = say(page, "save", **CLINIC)
    assert "our-clinic is saved in contacts.csv." in shown
    doctor, clinic, *_ = contacts_of(load_tables(page.live.folder), "US")
    assert (clinic["contact_id"], clinic["local"], clinic["name_es"]) == (
        "our-clinic",
        True,
        "Nuestra clínica",
    )
    assert (clinic["say_today_en"], doctor["contact_id"]) == ("", "us-doctor")


@pytest.mark.parametrize(
    ("language", "told"), [("en", "our-clinic is no longer in"), ("es", "our-clinic ya no está en")]
)
def test_a_row_of_ones_own_is_taken_out_again(page: TableEditor, language: str, told: str) -> None:
    page.language = language
    assert 'data-action="remove"' not in page.html(), "a new row is nowhere yet"
    assert 'data-action="remove"' in say(page, "save", **CLINIC)
    shown = say(page, "remove")
    assert f"{told} contacts.csv." in shown
    assert "contacts.csv.bak" in shown
    assert 'data-action="remove"' not in shown
    assert load_tables(page.live.folder).rows("contacts") == TABLES.rows("contacts")
    assert "our-clinic" in (page.live.folder / "contacts.csv.bak").read_text(encoding="utf-8")


def test_a_row_of_the_kit_stays(page: TableEditor) -> None:
    """Also one that nothing else needs."""
    say(page, "save", **CLINIC)
    shown = say(page, row="au-pbb")
    assert 'data-action="remove"' not in shown
    say(page, "remove")
    rows = load_tables(page.live.folder).rows("contacts")
    assert {"au-pbb", "our-clinic"} <= {row["contact_id"] for row in rows}


def test_a_row_that_another_table_needs_stays_and_says_why(page: TableEditor) -> None:
    say(page, table="sources")
    say(page, "like")
    assert "our-source is saved" in say(page, "save", source_id="our-source")
    say(page, table="contacts")
    say(page, row="us-doctor")
    assert "us-doctor is saved" in say(page, "save", source_id="our-source")
    say(page, table="sources")
    say(page, row="our-source")
    assert "“our-source”" in say(page, "remove") or "our-source is not in" in page.html()
    rows = load_tables(page.live.folder).rows("sources")
    assert "our-source" in {row["source_id"] for row in rows}


def test_what_is_refused_says_why_and_stays_typed(page: TableEditor) -> None:
    shown = say(page, "save", **CLINIC | {"name_es": "", "country": "Mars"})
    assert "Not saved yet." in shown
    assert re.search(r"contacts.csv:\d+:name_es  has no text", shown)
    assert "“Mars”" in shown
    assert 'value="our-clinic"' in shown
    assert load_tables(page.live.folder).rows("contacts") == TABLES.rows("contacts")
    assert "is saved" in say(page, "save", name_es="Nuestra clínica", country="US")


@pytest.mark.parametrize("row", ["us-doctor", "us-cdc-info", "gb-111", "es-ct-cdiap"])
def test_a_new_contact_claims_nothing_of_the_row_it_is_like(page: TableEditor, row: str) -> None:
    """Its words, number, source and day are of another body."""
    other = load_tables().by_id("contacts")[row]
    say(page, row=row)
    say(page, "like")
    cells = {name.removeprefix("cell:"): text for name, (text,) in fields_of(page.html()).items()}
    kept = ("country", "from_months", "to_months", "order")
    assert [cells[name] for name in kept] == [str(other[name]) for name in kept]
    asked = ("contact_id", "name_en", "name_es", "about_en", "about_es", "phone", "url", "seen")
    assert {cells[name] for name in asked} == {""}
    assert (cells["local"], cells["after_hours"], cells["source_id"]) == ("yes", "no", "local")
    for when in ("today", "week", "visit"):
        for code in ("en", "es"):
            said = cells[f"say_{when}_{code}"]
            assert (said == "") == (when == "today")
            assert said != other[f"say_{when}_{code}"] or not said
    assert "are not copied" in page.html()
    shown = say(page, "save", **CLINIC)
    assert "our-clinic is saved" in shown
    tables = load_tables(page.live.folder)
    assert tables.by_id("contacts")["our-clinic"]["seen"] == ""
    told = CheckIn(tables, months=9, country=cells["country"]).region_result
    assert "Our clinic" in told
    sources = Learn(tables, lesson="sources").html()
    assert ("Told by those who run this page" in sources) == (cells["country"] == "US")


@pytest.mark.parametrize("table", ["helplines", "emergency"])
def test_a_new_row_about_another_body_begins_without_its_words(
    page: TableEditor, table: str
) -> None:
    say(page, table=table)
    say(page, "like")
    cells = {name.removeprefix("cell:"): text for name, (text,) in fields_of(page.html()).items()}
    claims = [name for name in cells if name.endswith(("_en", "_es", "source_id", "seen", "phone"))]
    assert len(claims) > 5
    assert {cells[name] for name in claims} == {""}


@pytest.mark.parametrize(
    ("language", "nothing", "empty", "before", "after"),
    [
        ("en", "nothing to save yet", "still empty", "Will be saved in", "Saved in"),
        ("es", "no hay nada que guardar", "Falta llenar", "Se guardará en", "Guardado en"),
    ],
)
def test_an_untouched_form_says_what_is_missing(
    page: TableEditor, language: str, nothing: str, empty: str, before: str, after: str
) -> None:
    page.language = language
    shown = say(page, "save")
    assert nothing in shown
    assert empty in shown
    for name in CLINIC:
        assert f"<li>{name}</li>" in shown
    assert before in shown
    assert not page.live.folder.exists()
    shown = say(page, "save", **CLINIC)
    assert f"{after} <code>" in shown
    assert before not in shown
    shown = say(page, "save")
    assert nothing in shown
    assert empty not in shown


def test_why_nothing_was_saved_stays_after_the_folder_is_read(page: TableEditor) -> None:
    """To save makes the folder, which is then read, and the page drawn anew."""
    assert "Not saved yet." in say(page, "save", **CLINIC | {"country": "Mars"})
    poll(page.live)
    assert "“Mars”" in html.unescape(page.html())


def test_a_row_of_another_table_is_changed(page: TableEditor) -> None:
    say(page, table="guidance")
    shown = say(page, row="talk-message")
    assert "Call your child's doctor this week." in shown
    assert "guidance.csv" in shown
    say(page, "save", text_en="Talk with the doctor this week.")
    rows = load_tables(page.live.folder).rows("guidance")
    changed = [one for one, kit in zip(rows, TABLES.rows("guidance"), strict=True) if one != kit]
    assert [row["text_en"] for row in changed] == ["Talk with the doctor this week."]


def test_an_undo_brings_the_row_back(page: TableEditor) -> None:
    before = page.html()
    assert "Our clinic" in say(page, **CLINIC)
    say(page, "undo")
    told = "<p>What you typed is gone. What was saved stays.</p>"
    assert told in page.html()
    assert page.html().replace(told, "").split() == before.split()


def test_the_kits_own_tables_are_only_read(page: TableEditor) -> None:
    before = {path: path.read_bytes() for path in data_folder().rglob("*.*")}
    say(page, "save", **CLINIC)
    assert {path: path.read_bytes() for path in data_folder().rglob("*.*")} == before
    own = TableEditor(LiveTables(TABLES, data_folder()))
    assert "Name a folder of your own." in say(own, "save", **CLINIC)


def test_somebody_elses_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    live = LiveTables(TABLES, tmp_path)
    folder = OwnFolder(live=live)
    folder.handle({"action": "make", "fields": {}, "seen": ""})
    assert "holds something else" in folder.html()
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_language_has_a_field_as_wide_as_its_sentence(tmp_path: Path, language: str) -> None:
    folder = copied(tmp_path)
    add_language(folder, "he", "עברית", pseudo)
    tables = load_tables(folder)
    page = TableEditor(LiveTables(tables, folder), tables, language=language)
    shown = page.html()
    for code in ("en", "es", "he"):
        (lines,) = re.findall(rf'name="cell:about_{code}" rows="(\d+)" lang="{code}"', shown)
        length = len(str(tables.rows("contacts")[0][f"about_{code}"]))
        assert int(lines) * 75 >= length
    assert 'lang="he" dir="rtl"' in shown


def test_html_in_a_cell_is_shown_as_text(page: TableEditor) -> None:
    say(page, name_en="<script>alert(1)</script>")
    assert "<script" not in page.html()


def test_the_table_is_shown_as_pandas_shows_it(page: TableEditor) -> None:
    rows = TABLES.rows("contacts")
    assert page.region_frame.count("<tr") == len(rows) + 1
    assert "<th>contact_id</th>" in page.region_frame


def test_an_unreadable_table_is_told_until_it_is_corrected(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    live = LiveTables(TABLES, folder)
    page = TableEditor(live)
    path = folder / "contacts.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(good + 'more,"open\n', encoding="utf-8")
    poll(live)
    assert "quotation mark" in page.html()
    assert 'name="cell:' not in page.html()
    path.write_text(good, encoding="utf-8")
    poll(live)
    assert "quotation mark" not in page.html()
    assert 'name="cell:name_en"' in page.html()


def test_pages_change_when_the_folder_is_saved(tmp_path: Path) -> None:
    """A broken table keeps the last good one, and only the facilitator is told."""
    folder = copied(tmp_path)
    live = LiveTables(TABLES, folder)
    check_in, lessons, own = (
        CheckIn(live.tables, months=9),
        Learn(live.tables),
        OwnFolder(live=live),
    )
    for page in (check_in, lessons):
        live.follow(page)
    check_in.answers = {"reaches": "often"}
    change(folder, "messages.csv", "This is not a diagnosis", "No diagnosis at all")
    change(folder, "lessons/01-what-is-ot.en.md", "title: ", "title: New: ")
    poll(live)
    assert "No diagnosis at all" in check_in.html()
    assert dict(check_in.answers) == {"reaches": "often"}
    assert "New: " in lessons.html()
    assert "All in order." in own.html()

    change(folder, "signs.csv", ",feeding,", ",feding,")
    poll(live)
    assert "did you mean “feeding”" in html.unescape(own.html())
    assert "feding" not in check_in.html()
    assert "No diagnosis at all" in check_in.html()

    change(folder, "signs.csv", ",feding,", ",feeding,")
    poll(live)
    assert "All in order." in own.html()


def test_a_page_whose_language_is_gone_is_drawn_in_the_first(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    add_language(folder, "he", "עברית", pseudo)
    live = LiveTables(load_tables(folder), folder)
    page = CheckIn(live.tables, months=9, language="he")
    live.follow(page)
    shutil.copytree(data_folder(), folder, dirs_exist_ok=True)
    for path in folder.glob("lessons/*.he.md"):
        path.unlink()
    poll(live)
    assert live.problems == ()
    assert page.language == "en"
    assert 'lang="he"' not in page.html()


def test_a_closed_page_is_followed_no_more(live: LiveTables) -> None:
    page = TableEditor(live)
    page.close()
    live.renew()


@pytest.mark.parametrize("variable", ["SERVER_SOFTWARE", "VOILA_PREHEAT"])
def test_a_visitor_of_a_served_notebook_saves_nothing(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "voila/0.5.13")
    assert Workshop("adapt-the-kit").table() is None
