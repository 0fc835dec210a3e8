"""The sheets for the printer: made on request, in the language in use, into one folder."""

import html
from pathlib import Path

import pytest

from otkit.errors import OtkitError
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.widgets.workshop.print_pack import PrintPack
from tests.pdf_reading import Pdf


@pytest.fixture
def page(tmp_path: Path) -> PrintPack:
    return PrintPack(folder=tmp_path / "sheets")


def say(page: PrintPack, action: str = "change", **fields: list[str]) -> str:
    page.handle({"action": action, "fields": fields, "seen": ""})
    return html.unescape(page.html())


def test_nothing_is_made_until_somebody_asks(page: PrintPack) -> None:
    say(page, sheet=["certificate"])
    assert not page.folder.exists()


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_picked_is_made_in_the_language_in_use(page: PrintPack, language: str) -> None:
    page.language = language
    shown = say(page, "make", sheet=["certificate", "quiz"])
    files = sorted((page.folder / language).glob("*.pdf"))
    assert [path.name for path in files] == sorted(page.made)
    assert len(files) >= 2
    assert all(path.read_bytes().startswith(b"%PDF-") for path in files)
    assert str(page.folder / language) in shown


def test_what_is_picked_can_be_one_file(page: PrintPack) -> None:
    shown = say(page, "bind", sheet=["quiz", "certificate"], name=["Ana Ruiz"])
    assert page.made == ("pack.en.pdf",)
    assert "Ana Ruiz" in Pdf((page.folder / "en" / "pack.en.pdf").read_bytes()).text
    assert str(page.folder / "en") in shown
    say(page, "bind", sheet=[])
    assert page.made == ()


def test_the_folder_opens_where_there_is_a_desktop(
    page: PrintPack, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("otkit.widgets.workshop.print_pack.has_desktop", lambda: False)
    assert "open-folder" not in say(page, "make", sheet=["certificate"])
    monkeypatch.setattr("otkit.widgets.workshop.print_pack.has_desktop", lambda: True)
    monkeypatch.setattr("otkit.widgets.workshop.print_pack.open_folder", opened.append)
    assert "open-folder" in say(page, "make", sheet=["certificate"])
    say(page, "open-folder", sheet=["certificate"])
    assert opened == [page.folder / "en"]
    assert page.made == ("certificate.en.pdf",)


def test_the_list_of_one_age_is_made_alone(page: PrintPack) -> None:
    shown = say(page, "make", sheet=["checklists"], **{"age-group": ["toddler"]})
    assert page.made == ("checklist-toddler.en.pdf",)
    assert '<option value="toddler" selected>' in shown
    say(page, "make", sheet=["checklists"], **{"age-group": ["nobody"]})
    assert len(page.made) == len(page.tables.rows("age_groups"))


def test_the_lists_carry_the_number_of_the_place_that_is_picked(page: PrintPack) -> None:
    say(page, "make", sheet=["checklists"], country=["GB"])
    for path in (page.folder / "en").glob("*.pdf"):
        assert "Call 999 now if your child:" in Pdf(path.read_bytes()).text


@pytest.mark.parametrize(("country", "width"), [("MX", 612), ("ES", 595)])
def test_the_place_that_is_picked_chooses_the_paper(
    page: PrintPack, country: str, width: int
) -> None:
    say(
        page,
        "make",
        sheet=["certificate"],
        country=[country],
        size=["letter"],
        **{"size-of": ["US"]},
    )
    (path,) = (page.folder / "en").glob("*.pdf")
    assert width in Pdf(path.read_bytes()).sizes[0]


def test_another_paper_may_be_picked_for_the_same_place(page: PrintPack) -> None:
    say(page, "make", sheet=["certificate"], country=["US"], size=["a4"], **{"size-of": ["US"]})
    (path,) = (page.folder / "en").glob("*.pdf")
    assert 595 in Pdf(path.read_bytes()).sizes[0]


def test_a_name_is_printed_and_not_kept(page: PrintPack) -> None:
    say(page, "make", sheet=["certificate"], name=["Ana Ruiz"])
    assert page.made
    assert "Ana Ruiz" not in page.html()
    assert "Ana" not in repr(vars(page))


def test_what_is_no_choice_of_ours_is_not_made(page: PrintPack) -> None:
    say(page, "make", sheet=["../passwords", "<script>"], size=["a0"])
    assert page.made == ()
    assert "<script" not in page.html()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    page = PrintPack(folder=tmp_path / "file")
    assert "The sheets could not all be made." in say(page, "make", sheet=["certificate"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_sheet_that_fails_has_a_reason_in_the_language(
    page: PrintPack, tables: Tables, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def fail(*_args: object) -> None:
        raise OtkitError("only for a terminal", "paper.no-quiz")

    monkeypatch.setattr("otkit.takeaway.paper.quiz", fail)
    page.language = language
    shown = say(page, "make", sheet=["quiz"])
    assert Words(tables, language)("paper.no-quiz") in shown
    assert "only for a terminal" not in shown
