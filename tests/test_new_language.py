"""A language is added by a row, columns and plural forms in tables, and no line of Python.

The words are those of English but where a form is looked at: what is tested is how each language
counts, lists and dates, and that the check asks for what is missing.
"""

import csv
import html
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import otkit
from otkit.age import Age
from otkit.kit.load import check_tables, load_tables
from otkit.kit.tables import Tables, data_folder
from otkit.kit.wording import Words
from otkit.scoring.score import score
from otkit.takeaway.notes import notes_pdf, notes_text
from otkit.widgets import CheckIn

DAY = date(2026, 1, 31)
NAMES = {"fr": "Français", "pl": "Polski", "ar": "العربية"}
WEEKS = {
    "fr": {"one": "{n} semaine d’avance", "other": "{n} semaines d’avance"},
    "pl": {"one": "{n} tydzień", "few": "{n} tygodnie", "many": "{n} tygodni"},
    "ar": {
        "zero": "لا أسابيع",
        "one": "أسبوع",
        "two": "أسبوعان",
        "few": "{n} أسابيع",
        "many": "{n} أسبوعًا",
        "other": "{n} أسبوع",
    },
}
Rows = list[dict[str, str]]


def change(path: Path, how: Callable[[Rows], Rows]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = how(list(csv.DictReader(file)))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def with_columns(path: Path, language: str) -> None:
    """Put a column of the language after the others for each English one, with its words."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    english = [n for n, name in enumerate(header) if name.endswith("_en")]
    names = [header[n].removesuffix("en") + language for n in english]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([*header, *names])
        table.writerows([*row, *(row[n] for n in english)] for row in rows)


def with_forms(rows: Rows, language: str) -> Rows:
    """A row for each plural form of the language, empty in those that lack it."""
    forms = WEEKS[language]
    plain = {row["message_id"]: row for row in rows}
    stems = [one.removesuffix(".other") for one in plain if one.endswith(".other")]
    empty = dict.fromkeys(rows[0], "")
    for stem in stems:
        for form in forms.keys() | {"one", "other"}:
            row = plain.setdefault(f"{stem}.{form}", empty | {"message_id": f"{stem}.{form}"})
            text = forms.get(form, "") if stem == "age.weeks" else plain[f"{stem}.other"]["text_en"]
            row[f"text_{language}"] = text if form in forms else ""
    return list(plain.values())


def add_columns(folder: Path, language: str) -> None:
    shutil.copytree(data_folder(), folder)
    for path in folder.glob("*.csv"):
        with_columns(path, language)
    change(
        folder / "languages.csv",
        lambda rows: [*rows, {"language": language, "name": NAMES[language]}],
    )


@pytest.fixture(scope="module", params=NAMES)
def kit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("tables") / "data"
    add_columns(folder, request.param)
    change(folder / "messages.csv", lambda rows: with_forms(rows, request.param))
    assert check_tables(folder) == []
    return load_tables(folder)


@pytest.fixture
def words(kit: Tables) -> Words:
    return Words(kit, kit.rows("languages")[-1]["language"])


SAID = {
    "fr": {
        "weeks": ["0 semaine d’avance", "1 semaine d’avance", "2 semaines d’avance"],
        "age": "2 ans et 3 mois",
        "list": "a, b et c",
        "date": "31 janvier 2026",
    },
    "pl": {
        "weeks": ["0 tygodni", "1 tydzień", "2 tygodnie"],
        "age": "2 lata i 3 miesiące",
        "list": "a, b i c",
        "date": "31 stycznia 2026",
    },
    "ar": {
        "weeks": ["لا أسابيع", "أسبوع", "أسبوعان"],
        "age": "سنتان و3 أشهر",
        "list": "a وb وc",
        "date": "31 يناير 2026",
    },
}


def test_the_language_counts_lists_and_dates_in_its_own_way(words: Words) -> None:
    assert SAID[words.language] == {
        "weeks": [words.plural("age.weeks", n) for n in range(3)],
        "age": words.age(27).replace("\xa0", " "),
        "list": words.list(["a", "b", "c"]),
        "date": words.date(DAY),
    }


def test_the_check_in_is_drawn_in_the_language(kit: Tables, words: Words) -> None:
    page = CheckIn(kit, months=27, weeks_early=10, language=words.language)
    shown = html.unescape(re.sub(r"\s+", " ", page.html()))
    assert words.duration(5, "year") in shown
    assert words.plural("age.weeks", 11) in shown
    assert f'lang="{words.language}" dir="{page.direction}"' in shown
    assert (page.direction == "rtl") is (words.language == "ar")


def test_the_notes_are_dated_in_the_language(kit: Tables, words: Words) -> None:
    result = score(Age(27), {"lost-skill": True}, kit)
    told = notes_text(result, kit, words.language, DAY)
    assert words.date(DAY) in told
    assert words.age(27) in told
    assert notes_pdf(result, kit, words.language, DAY).startswith(b"%PDF-")


STYLES = ("front/voila/templates/otkit/static/style.css", "widgets/workshop/workshop.css")
SIDES = re.compile(r"\b(?:left|right)\b(?=[^{}]*})")
SHORTHAND = re.compile(r"\b(?:padding|margin|inset|border-width):([^;}]+)")
VALUE = re.compile(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+")


def sided(style: str) -> Iterator[str]:
    """What a style says of a side of the screen, which start and end would turn round."""
    yield from (found[0] for found in SIDES.finditer(style))
    for found in SHORTHAND.finditer(style):
        values = VALUE.findall(found[1])
        if len(values) == 4 and values[1] != values[3]:
            yield found[0]


@pytest.mark.parametrize("style", STYLES)
def test_no_style_says_left_or_right(style: str) -> None:
    text = (Path(otkit.__file__).parent / style).read_text(encoding="utf-8")
    assert list(sided(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))) == []


def test_a_side_of_the_screen_is_found_in_a_style() -> None:
    style = (
        "a { padding: 0 1px 2px 3px; margin-left: 0; text-align: right; inset: 0 calc(1px) 0 0 }"
    )
    assert len(list(sided(style))) == 4


@pytest.mark.parametrize(
    ("language", "missing"),
    [("fr", set()), ("pl", {"few", "many"}), ("ar", {"zero", "two", "few", "many"})],
)
def test_the_check_asks_for_the_forms_of_the_language(
    tmp_path: Path, language: str, missing: set[str]
) -> None:
    add_columns(tmp_path / "data", language)
    asked = {
        problem.message.split("“")[2].partition("”")[0].rpartition(".")[2]
        for problem in check_tables(tmp_path / "data")
    }
    assert asked == missing
