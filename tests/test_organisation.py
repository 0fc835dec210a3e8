"""An organisation's own name, logo, contact and privacy page are rows, on the page and on paper."""

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from otkit import Age, score
from otkit.kit.load import load_tables
from otkit.kit.tables import Tables, data_folder
from otkit.takeaway import paper as printed
from otkit.takeaway.notes import notes_pdf, notes_text
from otkit.takeaway.notes_content import notes_content
from otkit.takeaway.typesetting import Paper
from otkit.widgets import CheckIn, Learn
from tests.pdf_reading import Pdf

OWN = {
    "page.brand": "Elm Street Clinic",
    "site.contact": "Questions? Call us: 555-0100.",
    "site.privacy": "We keep nothing: https://elm.example/privacy",
}
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4">'
    '<path fill="#1a2b3c" d="M0 0h4v4z"/></svg>'
)
COLOR = b"0.101960786 0.16862746 0.23529412 scn"
"""The fill of the logo, as a PDF says it."""

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The kit's tables with an organisation's own rows and logo."""
    folder = Path(shutil.copytree(data_folder(), tmp_path_factory.mktemp("own") / "data"))
    messages = folder / "messages.csv"
    with messages.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    rows = [[row[0], OWN.get(row[0], row[1]), OWN.get(row[0], row[2])] for row in rows]
    with messages.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    with (folder / "pictures.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["logo", "An elm", "Un olmo"])
    (folder / "pictures/logo.svg").write_text(LOGO)
    return load_tables(folder)


@pytest.mark.parametrize("page", [CheckIn, Learn])
def test_the_page_shows_name_logo_contact_and_privacy(page, own):
    html = page(own).html()
    assert "Elm Street Clinic" in html
    assert 'class="logo"' in html
    assert "Questions? Call us: 555-0100." in html
    assert 'href="https://elm.example/privacy"' in html


def test_without_a_logo_the_kits_mark_stands_there():
    assert 'class="logo"' not in CheckIn().html()


@pytest.mark.parametrize("language", ["en", "es"])
def test_paper_shows_name_and_contact(language, own):
    result = score(Age(27), {"lost-skill": True}, own)
    content = notes_content(result, own, language, date(2026, 11, 30), "US")
    assert content["footer"].startswith("Elm Street Clinic. ")
    assert OWN["site.contact"] in content["reviewed"]
    assert OWN["site.contact"] in notes_text(result, own, language, date(2026, 11, 30), "US")


def papers(tables, language):
    """Everything that carries a letterhead, by name."""
    common = (tables, language, Paper(), TODAY)
    result = score(Age(27), {"lost-skill": True}, tables)
    yield "notes", notes_pdf(result, tables, language, TODAY)
    yield next(iter(printed.checklists(*common)))
    yield next(iter(printed.worksheets(*common)))
    yield from printed.certificate(*common)


def drawn(page):
    """What is drawn on a page, with what it draws by name."""
    parts = page["/Resources"].get("/XObject", {}).values()
    return page.get_contents().get_data() + b"".join(part.get_object().get_data() for part in parts)


@pytest.mark.parametrize("language", ["en", "es"])
def test_paper_shows_the_logo_once_and_the_name(language, own):
    for name, data in papers(own, language):
        pages = PdfReader(io.BytesIO(data)).pages
        assert [COLOR in drawn(page) for page in pages] == [True] + [False] * (len(pages) - 1), name
        assert "Elm Street Clinic" in pages[0].extract_text(), name
        assert Pdf(data).loose == [], name


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_printed_list_says_whom_to_ask(language, own):
    _, data = next(iter(printed.checklists(own, language, Paper(), TODAY)))
    assert OWN["site.contact"] in Pdf(data).text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_names_its_device_rules_with_sources(language):
    page = CheckIn(language=language)
    html = page.html()
    row = next(row for row in page.tables.rows("messages") if row["message_id"] == "site.device")
    assert row[f"text_{language}"] in html
    for source_id in ("eu-mdr", "fda-wellness"):
        source = next(r for r in page.tables.rows("sources") if r["source_id"] == source_id)
        assert f'href="{source["url"]}"' in html
