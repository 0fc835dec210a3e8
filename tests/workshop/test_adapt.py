"""Changes tried on a copy: the check answers at once, and an undo brings everything back."""

import csv
import html
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from otkit.kit.load import load_tables
from otkit.kit.tables import Tables, data_folder
from otkit.kit.translation.columns import add_language, save_table
from otkit.kit.translation.pseudo import pseudo
from otkit.kit.wording import Words
from otkit.scoring.countries import contacts_of
from otkit.widgets.workshop.adapt import SIGN, TYPED, Adapt
from tests.kit import TABLES
from tests.own_tables import copied


def say(page: Adapt, action: str = "change", **fields: str) -> str:
    page.handle({"action": action, "fields": {k: [v] for k, v in fields.items()}, "seen": ""})
    return html.unescape(page.html())


def kit() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in data_folder().glob("*.csv")}


@pytest.fixture(scope="module")
def pages() -> Iterator[Mapping[str, Adapt]]:
    """A page of each example, which a test leaves as it likes: each message starts anew."""
    pages = {example: Adapt(example) for example in TYPED}
    yield pages
    for page in pages.values():
        page.close()


@pytest.fixture
def sentence(pages: Mapping[str, Adapt]) -> Adapt:
    return pages["sentence"]


@pytest.mark.parametrize("example", TYPED)
def test_an_example_starts_in_order_in_both_languages(
    example: str, pages: Mapping[str, Adapt]
) -> None:
    page = pages[example]
    assert "All in order." in page.html()
    page.language = "es"
    assert "Todo en orden." in page.html()
    page.language = "en"


def test_a_new_sentence_is_what_a_parent_reads_then(sentence: Adapt) -> None:
    page = sentence
    shown = say(page, text_en="Talk with the doctor this week.", text_es="Hable esta semana.")
    assert "All in order." in shown
    assert '<p class="say">Talk with the doctor this week.</p>' in shown
    assert "Changed: guidance." in shown


def test_a_language_left_empty_is_told_by_file_line_and_column(sentence: Adapt) -> None:
    page = sentence
    shown = say(page, text_en="Talk with the doctor.", text_es="")
    assert "guidance.csv:3:text_es  has no text" in shown
    assert "All in order." not in shown


def test_an_undo_brings_the_sentence_back(sentence: Adapt) -> None:
    page = sentence
    before = say(page, action="undo")
    say(page, text_en="x", text_es="y")
    assert say(page, action="undo") == before
    assert page.copy.changed() == []


def test_html_typed_into_a_sentence_is_shown_as_text(sentence: Adapt) -> None:
    page = sentence
    say(page, text_en="<script>alert(1)</script>", text_es="<b>hola</b>")
    assert "<script" not in page.html()
    assert "&lt;script&gt;" in page.html()


def test_a_sentence_has_an_end(sentence: Adapt) -> None:
    page = sentence
    say(page, text_en="a" * 5000, text_es="b")
    assert len(page.copy.row("guidance", "talk-message")["text_en"]) == 300


def test_a_sign_is_shown_with_its_drawing(pages: Mapping[str, Adapt]) -> None:
    (row,) = [one for one in TABLES.rows("pictures") if one["picture_id"] == SIGN["picture"]]
    assert f'alt="{row["alt_en"]}"' in pages["sign"].html()


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
def test_a_sign_with_a_mistake_is_told_where_it_is(
    pages: Mapping[str, Adapt], field: str, value: str, told: str
) -> None:
    typed = {name: SIGN[name] for name in TYPED["sign"]} | {field: value}
    shown = say(pages["sign"], **typed)
    assert "behaviours.csv:" in shown
    assert told in shown


def test_a_language_without_texts_is_asked_for_column_by_column(
    pages: Mapping[str, Adapt],
) -> None:
    page = pages["language"]
    shown = say(page, add="on")
    assert "_fr  the column is missing" in shown
    assert "more." in shown
    assert "All in order." in say(page)


@pytest.mark.parametrize("example", TYPED)
def test_the_kits_own_tables_stay_as_they_are(example: str, pages: Mapping[str, Adapt]) -> None:
    before = kit()
    say(pages[example], text_en="changed", text_es="", add="on", from_months="99")
    assert kit() == before


def test_the_copy_is_gone_with_the_page() -> None:
    page = Adapt("sentence")
    folder = page.copy.folder
    assert folder.is_dir()
    page.close()
    assert not folder.exists()


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    """Tables with a third language, from right to left, as those in use."""
    folder = copied(tmp_path_factory.mktemp("three"))
    add_language(folder, "he", "עברית", pseudo)
    add_language(folder, "fr", "Français", pseudo)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("OTKIT_DATA", str(folder))
        yield load_tables(folder)


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
def test_a_facilitator_reads_how_to_add_a_clinic(language: str, pages: Mapping[str, Adapt]) -> None:
    words = Words(TABLES, language)
    page = pages["sign"]
    page.language = language
    shown = html.unescape(page.html())
    page.language = "en"
    for message in ("title", "1", "2", "3", "4", "5"):
        assert words(f"adapt.local.{message}") in shown


def test_a_clinic_is_one_row_and_stands_after_the_doctor(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    path = folder / "contacts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    like = next(row for row in rows if row["contact_id"] == "us-cdc-info")
    clinic = {**like, "contact_id": "our-clinic", "local": "yes", "name_en": "Our clinic"}
    save_table(path, like, [*rows, clinic])
    doctor, clinic, *_ = contacts_of(load_tables(folder), "US")
    assert (doctor["contact_id"], clinic["contact_id"]) == ("us-doctor", "our-clinic")
