"""Changes tried on a copy: the check answers at once, and an undo brings everything back."""

import csv
import html
from pathlib import Path

import pytest

from otkit.kit.load import load_tables
from otkit.kit.tables import Tables, data_folder
from otkit.kit.translation.columns import add_language, save_table
from otkit.kit.translation.pseudo import pseudo
from otkit.kit.wording import Words
from otkit.scoring.countries import contacts_of
from otkit.widgets.workshop.adapt import SIGN, TYPED, Adapt
from tests.own_tables import copied


def say(page: Adapt, action: str = "change", **fields: str) -> str:
    page.handle({"action": action, "fields": {k: [v] for k, v in fields.items()}, "seen": ""})
    return html.unescape(page.html())


def kit() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in data_folder().glob("*.csv")}


@pytest.mark.parametrize("example", TYPED)
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_example_starts_in_order_in_both_languages(example: str, language: str) -> None:
    shown = Adapt(example, language=language).html()
    assert ("All in order." if language == "en" else "Todo en orden.") in shown


def test_a_new_sentence_is_what_a_parent_reads_then() -> None:
    page = Adapt("sentence")
    shown = say(page, text_en="Talk with the doctor this week.", text_es="Hable esta semana.")
    assert "All in order." in shown
    assert '<p class="say">Talk with the doctor this week.</p>' in shown
    assert "Changed: guidance." in shown


def test_a_language_left_empty_is_told_by_file_line_and_column() -> None:
    page = Adapt("sentence")
    shown = say(page, text_en="Talk with the doctor.", text_es="")
    assert "guidance.csv:3:text_es  has no text" in shown
    assert "All in order." not in shown


def test_an_undo_brings_the_sentence_back() -> None:
    page = Adapt("sentence")
    before = html.unescape(page.html())
    say(page, text_en="x", text_es="y")
    assert say(page, action="undo") == before
    assert page.copy.changed() == []


def test_html_typed_into_a_sentence_is_shown_as_text() -> None:
    page = Adapt("sentence")
    say(page, text_en="<script>alert(1)</script>", text_es="<b>hola</b>")
    assert "<script" not in page.html()
    assert "&lt;script&gt;" in page.html()


def test_a_sentence_has_an_end() -> None:
    page = Adapt("sentence")
    say(page, text_en="a" * 5000, text_es="b")
    assert len(page.copy.row("guidance", "talk-message")["text_en"]) == 300


def test_a_sign_is_shown_with_its_drawing() -> None:
    (row,) = [one for one in load_tables().rows("pictures") if one["picture_id"] == SIGN["picture"]]
    assert f'alt="{row["alt_en"]}"' in Adapt("sign").html()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("from_months", "3", "3 is outside the age group of its sign, toddler: 12 to 35 months"),
        ("to_months", "14", "14 is before the first month, 15"),
        ("from_months", "soon", "from_months"),
        ("source_id", "", "source_id"),
        ("source_id", "my-aunt", "is not in sources.csv"),
        ("text_es", "", "text_es  has no text"),
    ],
)
def test_a_sign_with_a_mistake_is_told_where_it_is(field: str, value: str, told: str) -> None:
    typed = {name: SIGN[name] for name in TYPED["sign"]} | {field: value}
    shown = say(Adapt("sign"), **typed)
    assert "behaviours.csv:" in shown
    assert told in shown


def test_a_language_without_texts_is_asked_for_column_by_column() -> None:
    page = Adapt("language")
    shown = say(page, add="on")
    assert "_fr  the column is missing" in shown
    assert "more." in shown
    assert "All in order." in say(page)


@pytest.mark.parametrize("example", TYPED)
def test_the_kits_own_tables_stay_as_they_are(example: str) -> None:
    before = kit()
    say(Adapt(example), text_en="changed", text_es="", add="on", from_months="99")
    assert kit() == before


def test_the_copy_is_gone_with_the_page() -> None:
    page = Adapt("sentence")
    folder = page.copy.folder
    assert folder.is_dir()
    page.close()
    assert not folder.exists()


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tables:
    """Tables with a third language, from right to left, as those in use."""
    folder = copied(tmp_path)
    add_language(folder, "he", "עברית", pseudo)
    add_language(folder, "fr", "Français", pseudo)
    monkeypatch.setenv("OTKIT_DATA", str(folder))
    return load_tables(folder)


@pytest.mark.parametrize("example", ["sentence", "sign"])
def test_an_example_has_a_field_for_each_language(example: str, three: Tables) -> None:
    shown = Adapt(example, three).html()
    for code in ("en", "es", "he", "fr"):
        assert f'name="text_{code}" lang="{code}"' in shown
    assert 'lang="he" dir="rtl"' in shown
    assert "In Hebrew" in shown
    assert "All in order." in shown


def test_the_example_of_a_language_is_one_that_the_tables_lack(three: Tables) -> None:
    page = Adapt("language", three)
    assert "pt,Português" in page.html()
    page.handle({"action": "change", "fields": {"add": ["on"]}})
    assert "no Portuguese yet" in page.html()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_facilitator_reads_how_to_add_a_clinic(language: str) -> None:
    words = Words(load_tables(), language)
    shown = html.unescape(Adapt("sign", language=language).html())
    for message in ("title", "1", "2", "3", "4", "5"):
        assert words(f"adapt.local.{message}") in shown


def test_a_clinic_is_one_row_and_stands_first(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    path = folder / "contacts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    like = next(row for row in rows if row["contact_id"] == "us-cdc-info")
    clinic = {**like, "contact_id": "our-clinic", "local": "yes", "name_en": "Our clinic"}
    save_table(path, like, [*rows, clinic])
    first, doctor, *_ = contacts_of(load_tables(folder), "US")
    assert (first["contact_id"], doctor["contact_id"]) == ("our-clinic", "us-doctor")
