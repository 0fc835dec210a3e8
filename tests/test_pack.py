"""The whole pack as one PDF: every paper as it is alone, in printing order, and easy to find."""

from dataclasses import replace
from datetime import date

import pytest

from otkit.kit.wording import Words
from otkit.takeaway.pack import KINDS, Wanted, files, pack
from otkit.takeaway.typesetting import SIZES, Paper
from otkit.workshop.quiz import in_set
from tests.kit import TABLES
from tests.pdf_reading import Pdf, faults
from tests.test_paper import FEWEST, FEWEST_IN_LARGE, lonely

DAY = date(2026, 1, 31)
WANTED = [Wanted("en", Paper("letter"), DAY, "US"), Wanted("es", Paper("a4", True), DAY, "ES")]

Pack = tuple[Wanted, Pdf, dict[str, Pdf]]


@pytest.fixture(scope="module", params=WANTED, ids=lambda wanted: wanted.language)
def whole(request: pytest.FixtureRequest) -> Pack:
    """How to print, the pack, and its papers alone, in its order."""
    wanted: Wanted = request.param
    alone = {name: Pdf(pdf) for kind in KINDS for name, pdf in files(kind, wanted, TABLES)}
    own = [f"{name}.{wanted.language}.pdf" for name in ("cases-facilitator", "quiz-answers")]
    alone |= {name: alone.pop(name) for name in own}
    return wanted, Pdf(pack(KINDS, wanted, TABLES)[1]), alone


def on_pages(pdf: Pdf) -> list[tuple[str, str, int]]:
    """What each page says, and its footer, and on how many lines."""
    return list(zip(pdf.page_texts, pdf.footers, pdf.lines, strict=True))


def test_each_paper_has_its_own_pages_and_is_as_it_is_alone(whole: Pack) -> None:
    """Page numbers too: they stand at the foot of each page, and are those of the paper."""
    _, pdf, alone = whole
    pages = on_pages(pdf)
    expected = [page for one in alone.values() for page in on_pages(one)]
    assert len(pages) == len(expected)
    assert sum(footer != "" for _, footer, _ in pages) > len(alone)
    differ = [n for n, pair in enumerate(zip(pages, expected, strict=True)) if len({*pair}) == 2]
    assert differ == []
    assert pdf.sizes == [size for one in alone.values() for size in one.sizes]


def test_the_outline_leads_to_the_first_page_of_each_paper(whole: Pack) -> None:
    _, pdf, alone = whole
    papers = [entry for entry in pdf.reader.outline if not isinstance(entry, list)]
    assert [entry.title for entry in papers] == [one.headings[0][1] for one in alone.values()]
    starts = [sum(one.pages for one in list(alone.values())[:n]) for n in range(len(alone))]
    assert [pdf.reader.get_destination_page_number(entry) for entry in papers] == starts


def test_no_page_of_the_pack_is_nearly_empty(whole: Pack) -> None:
    """In other countries than the US too, whose papers `test_paper.py` makes."""
    wanted, _, alone = whole
    fewest = FEWEST_IN_LARGE if wanted.paper.large_print else FEWEST
    assert lonely(alone, fewest) == {}


def test_a_screen_reader_can_read_the_pack(whole: Pack) -> None:
    wanted, pdf, alone = whole
    title = Words(TABLES, wanted.language)("paper.pack")
    assert faults(pdf, title, wanted.language, papers=len(alone)) == []


@pytest.mark.parametrize("whole", WANTED[:1], ids=["en"], indirect=True)
def test_on_two_sides_no_paper_begins_on_the_back_of_another(whole: Pack) -> None:
    """What has an odd number of pages is followed by an empty one; the last needs none."""
    wanted, _, every = whole
    alone = {name: one for name, one in every.items() if not name.startswith("handout")}
    assert 0 < len(alone) < len(every)
    paper = replace(wanted.paper, two_sided=True)
    pdf = Pdf(pack({*KINDS} - {"handouts"}, replace(wanted, paper=paper), TABLES)[1])
    papers = [entry for entry in pdf.reader.outline if not isinstance(entry, list)]
    starts = [pdf.reader.get_destination_page_number(entry) for entry in papers]
    counts = [one.pages + one.pages % 2 for one in alone.values()]
    assert starts == [sum(counts[:n]) for n in range(len(counts))]
    assert pdf.pages == starts[-1] + list(alone.values())[-1].pages
    empty = {n for n, text in enumerate(pdf.page_texts) if not text}
    assert len(empty) == sum(one.pages % 2 for one in list(alone.values())[:-1])
    assert {frozenset(pdf.sizes[n]) for n in empty} == {frozenset(pdf.sizes[0])}
    assert (
        faults(pdf, Words(TABLES, wanted.language)("paper.pack"), wanted.language, len(alone)) == []
    )


@pytest.mark.parametrize("country", ["US", "ES"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", SIZES)
def test_the_quiz_of_a_pack_is_that_of_the_agendas(size: str, language: str, country: str) -> None:
    """The answers are to the same questions; at most one sheet, on both sides."""
    wanted = Wanted(language, Paper(size), DAY, country)
    asked = [row[f"text_{language}"] for row in (q.row for q in in_set(TABLES, "short", country))]
    papers = {name: Pdf(pdf) for name, pdf in files("quiz", wanted, TABLES)}
    for paper in papers.values():
        headings = [title.partition(" ")[2] for level, title in paper.headings if level == 2]
        assert headings == asked
        assert paper.pages <= 2
    every = dict(files("quiz", replace(wanted, quiz="full"), TABLES))
    assert all(Pdf(pdf).pages > papers[name].pages for name, pdf in every.items())
    assert lonely(papers, FEWEST) == {}


def test_only_what_is_wanted_is_in_it_and_the_answers_are_last() -> None:
    name, pdf = pack({"certificate", "quiz"}, WANTED[0], TABLES)
    words = Words(TABLES, "en")
    titles = [title for level, title in Pdf(pdf).headings if level == 1]
    assert titles == [words(f"paper.{one}") for one in ("quiz", "certificate", "quiz-answers")]
    assert name == "pack.en.pdf"
