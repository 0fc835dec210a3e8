"""A drawing is small, carries no words, and needs nothing from the page it stands on."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

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
