"""A drawing is small, carries no words, and needs nothing from the page it stands on."""

import pickle
import re
import shutil
from base64 import b64decode
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from otkit.age import Age
from otkit.kit.load import load_tables
from otkit.kit.pictures import ROUTE, VARIABLE, pictures
from otkit.scoring.score import behaviours_asked
from otkit.widgets import CheckIn
from tests.kit import TABLES

PICTURES = Path(__file__).parent.parent / "data" / "pictures"
FILES = sorted(PICTURES.glob("*"))
LARGEST = 6000
"""Bytes of a drawing: a list of ten weighs less than one photograph."""

SHAPES = {"svg", "path", "rect", "circle", "ellipse"}
"""What a drawing is made of: no text, script, style, link, image or animation."""

GEOMETRY = {
    *("d", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry"),
    *("transform", "viewBox"),
}
PAINT = {
    *("fill", "stroke", "stroke-width"),
    *("stroke-linecap", "stroke-linejoin", "stroke-dasharray"),
}

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def elements(file):
    return list(ElementTree.fromstring(file.read_text(encoding="utf-8")).iter())


def tag(element):
    return element.tag.removeprefix("{http://www.w3.org/2000/svg}")


def test_drawings_are_there():
    """Without a file, no test below would run."""
    assert len(FILES) > 24


@each_file
def test_a_file_is_named_in_plain_small_letters(file):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.svg", file.name)


@each_file
def test_a_drawing_is_small(file):
    assert file.stat().st_size < LARGEST


@each_file
def test_all_drawings_have_one_size(file):
    root = elements(file)[0]
    assert root.attrib["viewBox"] == "0 0 160 120"
    assert not {"width", "height"} & root.attrib.keys()


@each_file
def test_a_drawing_is_shapes_without_words(file):
    assert {tag(element) for element in elements(file)} <= SHAPES
    assert not any((element.text or element.tail or "").strip() for element in elements(file))


@each_file
def test_a_drawing_needs_no_page_and_no_other_file(file):
    """No id, class, style, variable or address: it looks the same on a page, in a PDF, alone."""
    for element in elements(file):
        assert element.attrib.keys() <= GEOMETRY | PAINT
        for name in ("fill", "stroke"):
            value = element.attrib.get(name, "none")
            assert value == "none" or re.fullmatch(r"#[0-9a-f]{3}([0-9a-f]{3})?", value)


@each_file
def test_a_drawing_brings_its_own_light_ground(file):
    """It is as easy to see on a dark page, where dark lines alone would be lost."""
    ground = elements(file)[1]
    assert tag(ground) == "rect"
    assert ground.attrib == {
        "width": "160",
        "height": "120",
        "fill": "#f6f0e4",
        "stroke": "none",
    }


@each_file
def test_lines_are_of_one_width_and_color(file):
    root = elements(file)[0]
    assert root.attrib["stroke"] == "#26323a"
    assert root.attrib["stroke-width"] == "3"
    assert root.attrib["stroke-linecap"] == root.attrib["stroke-linejoin"] == "round"


def test_skin_is_drawn_in_more_than_two_colors():
    skin = {"#f0c29c", "#e0a878", "#c98f62", "#9a6445"}
    used = [skin & set(re.findall("#[0-9a-f]{6}", file.read_text())) for file in FILES]
    drawings = {color: sum(color in one for one in used) for color in skin}
    assert all(n >= 5 for n in drawings.values()), drawings


def test_the_page_tells_of_every_drawing():
    """No drawing without what readers saw in it, no answers without their drawing."""
    page = (PICTURES.parent.parent / "docs" / "pictures.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    assert sorted(told) == sorted(file.stem for file in FILES)


@each_file
def test_nine_of_ten_answers_to_a_drawing_are_right(file):
    """Answers to an older drawing, since drawn anew, do not count."""
    page = (PICTURES.parent.parent / "docs" / "pictures.md").read_text(encoding="utf-8")
    _, found, rest = page.partition(f"\n| `{file.stem}` |")
    rows = re.match(r"[^\n]*(\n\|  \|[^\n]*)*", found[1:] + rest)[0].splitlines()
    right = [row.endswith("| yes |") for row in rows if "(older drawing)" not in row]
    assert len(right) >= 6
    assert sum(right) / len(right) >= 0.9


# ---------------------------------------------------------------- where a page finds them


def test_every_row_of_the_table_has_its_drawing():
    assert sorted(pictures(TABLES)) == [file.stem for file in FILES]


def test_a_page_without_a_route_holds_the_drawing_itself(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    kind, _, content = pictures(TABLES)["hops"].address.partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert b64decode(content) == (PICTURES / "hops.svg").read_bytes()


def test_a_page_with_a_route_asks_for_this_version(monkeypatch):
    monkeypatch.setenv(VARIABLE, ROUTE)
    hops = pictures(TABLES)["hops"]
    assert hops.address == f"voila/pictures/hops.svg?v={hops.version}"
    assert replace(hops, svg=hops.svg + b" ").address != hops.address


def test_drawings_are_those_beside_the_tables(tmp_path):
    """A kit of one's own has its own drawings, also in another process."""
    folder = tmp_path / "own"
    shutil.copytree(PICTURES.parent, folder)
    (folder / "pictures" / "hops.svg").write_text("<svg/>", encoding="utf-8")
    own = pickle.loads(pickle.dumps(load_tables(folder)))
    assert pictures(own)["hops"].svg == b"<svg/>"


def test_at_least_24_behaviours_are_drawn():
    assert sum(bool(row["picture"]) for row in TABLES.rows("behaviours")) >= 24


def shown_in(html):
    return [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall("<img [^>]*>", html)]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("months", [3, 9, 20, 40, 60])
def test_each_drawn_behaviour_is_shown_with_its_words(months, language):
    page = CheckIn(months=months, language=language)
    drawn = [row["picture"] for row in behaviours_asked(Age(months), TABLES) if row["picture"]]
    alternatives = {row["picture_id"]: row[f"alt_{language}"] for row in TABLES.rows("pictures")}
    regions = page.draw(page.state())
    del regions["result"]  # which shows what is marked once more, and drawings of its steps
    shown = [unescape(one["alt"]) for one in shown_in("".join(regions.values()))]
    assert drawn
    assert sorted(shown) == sorted(alternatives[one] for one in drawn)
    page.close()


@pytest.mark.parametrize(
    ("answers", "drawing"), [({}, "phone-three-things"), ({"reaches": "sometimes"}, "reaches")]
)
def test_a_result_shows_its_steps_and_what_is_marked(answers, drawing):
    page = CheckIn(months=9)
    page.answers = answers
    alternatives = {row["picture_id"]: row["alt_en"] for row in TABLES.rows("pictures")}
    shown = [unescape(one["alt"]) for one in shown_in(page.region_result)]
    assert alternatives[drawing] in shown
    page.close()


def test_no_drawing_is_a_part_of_a_label():
    """Inside it, its words would become the name of the checkbox."""
    page = CheckIn(months=40)
    labels = re.findall(r"<label.*?</label>", page.html(), re.DOTALL)
    assert labels
    assert not any("<img" in label for label in labels)
    page.close()


def test_each_drawing_is_lazy_and_keeps_its_place():
    page = CheckIn(months=40)
    for one in shown_in(page.html()):
        assert (one["loading"], one["width"], one["height"]) == ("lazy", "160", "120")
    page.close()
