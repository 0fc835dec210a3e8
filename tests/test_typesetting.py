"""How pages are set: in memory, the same everywhere, and in a process that was forked."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from otkit.takeaway import typesetting
from otkit.takeaway.typesetting import TEMPLATES, Paper, typeset
from tests.pdf_reading import Pdf

FORKED = """
import os, signal
from datetime import date
from otkit.takeaway.typesetting import Paper, typeset
child = os.fork()
if child == 0:
    signal.alarm(60)
    content = {"nodes": [], "lede": [], "footer": "", "page": "", "reviewed": []}
    pdf = typeset(
        "pages", content, title="A", language="en", paper=Paper(), day=date(2026, 1, 31)
    )
    os._exit(0 if pdf.startswith(b"%PDF-") else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def words(*counts: int, last: str = "", **more: object) -> bytes:
    """A paragraph of so many words for each count, and what comes last in each."""
    content = {
        "nodes": [{"tag": "p", "children": ["word " * count + last]} for count in counts],
        "lede": [],
        "reviewed": [],
        "footer": "",
        "page": "{n}/{total}",
    }
    day = date(2026, 1, 31)
    return typeset("pages", content, title="A", language="en", paper=Paper(), day=day, **more)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux forks its kernels")
def test_a_forked_process_can_make_its_first_pdf() -> None:
    """A kernel has imported typst before the first visitor, and made no PDF."""
    done = subprocess.run([sys.executable, "-c", FORKED], timeout=120, check=False)
    assert done.returncode == 0


def test_text_is_made_smaller_only_as_far_as_asked() -> None:
    long = 900
    assert Pdf(words(long)).pages == 2
    assert Pdf(words(long, fit=((1, 9.0),))).pages == 1
    assert Pdf(words(long, fit=((1, 11.5), (2, 12.0)))).pages == 2


def test_what_fits_keeps_its_size() -> None:
    assert 12.0 in Pdf(words(20, fit=((1, 9.0),))).text_sizes


@pytest.mark.parametrize("count", [740, 800, 840])
def test_two_to_seven_lines_get_no_page_alone(count: int) -> None:
    assert min(Pdf(words(count)).lines) >= 9


NUMBERS = ["1-800-422-4453", "1800 022 222", "10 months", "100.4 °F"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_stays_on_one_line_with_its_unit(number: str) -> None:
    """Wherever its line ends."""
    counts = range(9, 21)
    pages = Pdf(words(*counts, last=number)).reader.pages
    assert "".join(page.extract_text() for page in pages).count(number) == len(counts)


def test_a_last_page_is_filled_as_well_as_any_space_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no space between lines fills a quarter of it."""
    pages = {1.0: (3, 4.0), 0.9: (3, 6.0), 1.1: (4, 9.0), 1.2: (3, 5.0)}
    monkeypatch.setattr(typesetting, "SPACES", (0.9, 1.1, 1.2))
    monkeypatch.setattr(typesetting, "_extent", lambda document: pages[document["space"]])
    assert typesetting._spaced({"space": 1.0}, lambda document: document)["space"] == 0.9


def test_the_only_date_in_the_file_is_the_day_given() -> None:
    dates = Pdf(words(20)).reader.metadata
    assert dates is not None
    assert {dates["/CreationDate"], dates["/ModDate"]} == {"D:20260131120000Z"}


def test_no_template_is_made_of_data() -> None:
    """Data comes as JSON; nothing is evaluated as typst."""
    for template in Path(TEMPLATES).glob("*.typ"):
        assert "eval(" not in template.read_text(encoding="utf-8"), template.name
