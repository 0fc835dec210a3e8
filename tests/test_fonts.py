"""Letters that the kit's own font lacks: set in another one, or named with what to install."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from otkit.cli import app, drawn
from otkit.errors import OtkitError
from otkit.kit.load import load_tables
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.takeaway import fonts, typesetting
from otkit.takeaway.paper import certificate
from otkit.takeaway.typesetting import Paper
from tests.own_tables import change, copied

NAMES = {
    "王小明": ("王", "fonts-noto-cjk"),
    "さくら": ("さ", "fonts-noto-cjk"),
    "김민준": ("김", "fonts-noto-cjk"),
    "አበበ": ("አ", "fonts-noto-core"),
    "अनन्या": ("अ", "fontpkg-noto-sans-devanagari"),
    "สมชาย": ("ส", "fontpkg-noto-sans-thai"),
    "محمد": ("م", "fontpkg-noto-sans-arabic"),
    "Ana 👶": ("👶", "fonts-noto-color-emoji"),
}


@pytest.fixture
def no_other_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no font but the kit's own, whatever is installed here."""
    monkeypatch.setattr(typesetting, "every_font", fonts.own_font)
    monkeypatch.setattr(typesetting, "families", lambda _: [fonts.FONT, fonts.FONT])


def printed(name: str, tables: Tables) -> bytes:
    ((_, pdf),) = certificate(tables, "en", Paper(), date(2026, 5, 30), name)
    return pdf


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_without_a_font_is_named_with_what_to_install(name: str, tables: Tables) -> None:
    letter, package = NAMES[name]
    error = fonts.no_font(letter)
    for shown in (str(error), *(Words(tables, one).error(error) for one in ("en", "es"))):
        assert f"“{letter}”" in shown
        assert package in shown


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_printed_or_refused_in_a_sentence(name: str, tables: Tables) -> None:
    """What this machine has decides which of the two."""
    try:
        said = printed(name, tables)[:5].decode()
    except OtkitError as error:
        said = str(error)
    assert said == "%PDF-" or said == str(fonts.no_font(NAMES[name][0]))


@pytest.mark.usefixtures("no_other_font")
def test_without_its_font_a_name_is_refused(tables: Tables) -> None:
    with pytest.raises(OtkitError, match=r"“王” \(U\+738B\).*fonts-noto-cjk"):
        printed("王小明", tables)


@pytest.mark.usefixtures("no_other_font")
def test_the_command_prints_the_sentence_and_no_file(tmp_path: Path) -> None:
    command = ["print", "certificate", "--name", "王小明", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, command)
    assert isinstance(result.exception, OtkitError)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_other_font")
def test_the_check_names_a_letter_of_a_table(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "messages.csv", "Certificate of attendance", "Certificate 王")
    draw = dict(drawn._papers(load_tables(folder), "en", folder))["the certificate"]
    (problem,) = drawn._problems("the certificate (en)", draw)
    assert str(problem).startswith("the certificate (en):1  No font here")


def test_a_letter_that_only_another_font_has_is_printed(tables: Tables) -> None:
    """The Arabic letters of a font that comes with typst."""
    assert printed("محمد علي", tables).startswith(b"%PDF-")


def test_packages_with_fonts_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "fontpkg_made_up"
    (package / "files").mkdir(parents=True)
    (package / "__init__.py").touch()
    described = tmp_path / "fontpkg_made_up-1.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Name: fontpkg-made-up\nVersion: 1\n")
    (described / "entry_points.txt").write_text("[fontpkg.family]\nmade_up = fontpkg_made_up\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert package in fonts.font_folders()
    shutil.rmtree(described)


@pytest.mark.parametrize(
    ("language", "first"), [("zh", "SC"), ("ja", "JP"), ("ko", "KR"), ("es", "SC")]
)
def test_han_letters_are_those_of_the_language(language: str, first: str) -> None:
    assert fonts.families(language)[1] == f"Noto Sans CJK {first}"
