"""The tests' own look at PDFs sees what is wrong with one."""

import pytest
import typst
from pypdf.generic import ContentStream

from tests.pdf_marks import operations, shown
from tests.pdf_reading import Pdf, faults

GOOD = '#set document(title: "A")\n#set text(lang: "en")\n= A\n'


def pdf_of(source: str, **options: object) -> Pdf:
    return Pdf(typst.compile(source.encode(), ignore_system_fonts=True, **options))


def test_a_good_pdf_has_no_fault() -> None:
    assert faults(pdf_of(GOOD, pdf_standards=["ua-1"]), "A", "en") == []


def test_a_pdf_without_tags_is_told() -> None:
    assert faults(pdf_of(GOOD, pdf_tags=False), "A", "en") == ["not tagged at all"]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (GOOD, "does not say that it is PDF/UA-1"),
        (GOOD.replace('"en"', '"es"'), "the language is es"),
        (GOOD.replace("title", "description"), "no title"),
        (GOOD + "=== C", "“C” skips a level of headings"),
        (GOOD + "= B", "not exactly one title on the page"),
        (GOOD + "#table([a])", "a table without headings"),
        (GOOD + "#figure(kind: image, supplement: [x], rect())", "a picture without words"),
    ],
)
def test_each_fault_is_told(source: str, fault: str) -> None:
    assert fault in faults(pdf_of(source), "A", "en")


def test_text_is_read_in_the_order_of_the_structure() -> None:
    pdf = pdf_of(GOOD + "One. #place(top, [Two.]) Three.\n\n+ Four.\n+ Five.")
    assert pdf.text.replace(" ", "") == "AOne.Two.Three.1.Four.2.Five."
    assert pdf.lists == [["Four.", "Five."]]


@pytest.mark.parametrize(
    ("place", "text"),
    [("dx: 110%", "Too far out"), ("dy: 120%", "Too low"), ("dy: -20%", "Too high")],
)
def test_text_past_the_edge_of_the_page_is_told(place: str, text: str) -> None:
    pdf = pdf_of(GOOD + f"Words.\n#place(top, {place})[{text}]")
    assert pdf.cut == [f"page 1: {text}"]


def test_pages_are_read_as_another_reader_reads_them() -> None:
    pdf = pdf_of(GOOD + "(a) #line() #circle[ñ]\n\n" + "All that (one (can)) type: _é_ " * 20)
    (page,) = pdf.reader.pages
    read = list(operations(page.get_contents().get_data()))
    other = ContentStream(page.get_contents(), pdf.reader).operations
    assert [operator for _, operator in read] == [operator for _, operator in other]
    texts = [shown(operands) for operands, operator in read if operator == b"TJ"]
    others = [operands[0] for operands, operator in other if operator == b"TJ"]
    assert texts
    assert texts == [[getattr(one, "original_bytes", one) for one in parts] for parts in others]
