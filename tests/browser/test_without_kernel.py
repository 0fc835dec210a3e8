"""A notebook as a file: exported, or opened again where no kernel runs and no network is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .axe import faults
from .conftest import notebook
from .parent import LAPTOP, Visit, look

CELLS = (
    "from otkit.widgets import CheckIn\nCheckIn(months=27, answers={'lost-skill': True})",
    "from otkit.widgets import Learn\nLearn(lesson='ot-or-pt')",
)

SHOWN = """() => [...document.querySelectorAll(".otkit-saved")]
    .every((one) => one.getBoundingClientRect().height > innerHeight)"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook, run and made HTML by nbconvert, dark where the page is light."""
    folder = tmp_path_factory.mktemp("exported")
    (folder / "pages.ipynb").write_text(notebook(*CELLS), encoding="utf-8")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--execute", "--theme", "dark"]
    command.append("pages.ipynb")
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return folder / "pages.html"


def opened(visit: Visit, file: Path) -> Page:
    """The file in a browser that nothing outside answers."""
    page = visit(go=False, screen=LAPTOP)
    page.route("http*://**", lambda route: route.abort())
    page.goto(file.as_uri())
    return page


def test_an_exported_notebook_shows_its_pages_without_a_network(
    visit: Visit, exported: Path
) -> None:
    page = opened(visit, exported)
    check_in, learn = (page.locator(".otkit-saved").nth(number) for number in (0, 1))
    page.wait_for_function(SHOWN)
    expect(check_in.locator(".result.act-now .headline")).to_be_visible()
    expect(learn.locator("article h2")).to_be_visible()
    expect(check_in.get_by_text("Run the notebook to use it.")).to_be_visible()
    expect(check_in.locator("[name=years]")).to_be_disabled()
    look(page, "exported")


def test_pages_beside_each_other_are_read_as_they_were(visit: Visit, exported: Path) -> None:
    """Neither the radios of another page nor the colors of JupyterLab change one."""
    page = opened(visit, exported)
    page.wait_for_function(SHOWN)
    english = page.locator(".otkit-saved [name=language][value=en]")
    expect(english).to_have_count(2)
    for one in english.all():
        expect(one).to_be_checked()
    assert faults(page, ".otkit-saved") == []
    background = "rows => rows.map(row => getComputedStyle(row).backgroundColor)"
    assert {*page.locator(".otkit-saved tr").evaluate_all(background)} == {"rgba(0, 0, 0, 0)"}


def test_a_page_says_what_it_needs_before_anything_else(visit: Visit, exported: Path) -> None:
    page = opened(visit, exported)
    first = page.locator(".otkit-saved").first
    expect(first.locator("p").first).to_contain_text("It cannot take answers here.")
    assert first.evaluate("one => one.scrollWidth <= one.clientWidth")
