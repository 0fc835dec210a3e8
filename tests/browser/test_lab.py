"""The same notebook in a real JupyterLab: run, tick, read; two views; light and dark."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.form_reader import fields_of

from .axe import faults_in_any_light
from .conftest import ROOT, notebook
from .lab import jupyterlab
from .parent import LAPTOP, Visit, look
from .test_take_home import behaviour, holds

__all__ = ["behaviour"]

TWO_VIEWS = """from otkit.widgets import CheckIn
check_in = CheckIn(months=27)
check_in"""
LESSONS = "from otkit.widgets import Learn\nLearn()"
NUMBER = re.compile(r"\[\d+\]")
"""What stands beside a cell that has run."""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that JupyterLab shows."""
    work = tmp_path_factory.mktemp("home") / "work"
    work.mkdir()
    return work


@pytest.fixture(scope="module")
def lab(work: Path) -> Iterator[str]:
    """The address of a JupyterLab with a copy of the notebooks, far from anybody's settings."""
    shutil.copy(ROOT / "notebooks" / "check_in.ipynb", work)
    cells = (TWO_VIEWS, "check_in", "check_in.result.level", LESSONS)
    (work / "two_views.ipynb").write_text(notebook(*cells))
    with jupyterlab(work.parent) as running:
        yield running.address


def open_notebook(visit: Visit, lab: str, name: str, **options: object) -> Page:
    """Open a notebook and run all its cells."""
    page = visit(f"{lab}lab/tree/{name}?reset", screen=LAPTOP, **options)
    expect(page.locator(".jp-Notebook .jp-CodeCell").first).to_be_visible()
    expect(page.get_by_text("| Idle")).to_be_visible()
    run_all(page)
    return page


def run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def view_in(page: Page, cell: int) -> Locator:
    return page.locator(".jp-Notebook .jp-CodeCell").nth(cell).locator("form.otkit")


def behaviour_in(view: Locator, behaviour_id: str) -> Locator:
    """A behaviour in one of the views, its area opened if it is folded."""
    one = view.locator(f'[data-key="{behaviour_id}"]')
    one.wait_for(state="attached")
    if not one.is_visible():
        folded = view.locator(f'details.area:has([data-key="{behaviour_id}"])')
        folded.locator("> summary").click()
        expect(one).to_be_visible()
    return one


@pytest.fixture(scope="module")
def notebook_page(stay: Visit, lab: str) -> Page:
    """The notebook of the check-in, open for all tests."""
    return open_notebook(stay, lab, "check_in.ipynb")


@pytest.fixture
def form(notebook_page: Page) -> Locator:
    """The check-in as a run of all cells shows it, at two years and three months."""
    page = notebook_page
    form = page.locator("form.otkit:not([data-before])")
    form.evaluate("one => one.setAttribute('data-before', '')")
    run_all(page)
    form.locator("[name=years]").select_option("2")
    form.locator("[name=months]").select_option("3")
    expect(form.locator("details.area[open]")).to_have_count(1)
    return form


def test_a_facilitator_runs_the_notebook_and_reads_the_result(
    form: Locator, at_two: list[str]
) -> None:
    marked = behaviour_in(form, at_two[0])
    marked.locator("> label").click()
    expect(form.locator(".result.how-often")).to_be_visible()
    form.locator("details.area[open] > summary").evaluate("one => one.scrollIntoView()")
    look(form.page, "lab-bar")
    expect(form.get_by_role("link", name="Say how often")).to_be_in_viewport(ratio=1)
    form.get_by_role("link", name="Say how often").click()
    expect(marked.locator(".how")).to_be_focused()
    marked.locator("label:has([value=sometimes])").click()
    expect(form.locator(".result.watch")).to_be_visible()
    form.get_by_text("Español").click()
    expect(form.get_by_role("heading", name="Qué hacer ahora")).to_be_visible()
    form.get_by_role("link", name="Ver qué hacer").click()
    expect(form.locator(".headline")).to_be_in_viewport()


def test_next_leads_through_the_areas_of_a_notebook(form: Locator) -> None:
    areas, opened = form.locator("details.area"), form.locator("details.area[open]")
    for after in range(1, areas.count()):
        opened.locator("[data-open]").click()
        expect(areas.nth(after)).to_have_attribute("open", "")
        expect(areas.nth(after).locator("> summary")).to_be_in_viewport()
        expect(opened).to_have_count(1)
        look(form.page, f"lab-area-{after}")
    opened.get_by_role("link", name="Two more questions").click()
    expect(form.get_by_role("heading", name="Two more questions")).to_be_in_viewport()


@pytest.fixture(scope="module")
def two_views_page(stay: Visit, lab: str) -> Page:
    """The notebook of two views and the lessons, open for all tests."""
    return open_notebook(stay, lab, "two_views.ipynb")


@pytest.fixture
def two_views(two_views_page: Page) -> tuple[Locator, Locator]:
    """Two views of a check-in as a run of all cells shows them, nothing marked yet."""
    views = two_views_page.locator("form.otkit:not([data-before])")
    expect(views).to_have_count(3)
    views.evaluate_all("all => all.forEach((one) => one.setAttribute('data-before', ''))")
    run_all(two_views_page)
    expect(views).to_have_count(3)
    first, second = (view_in(two_views_page, cell) for cell in (0, 1))
    return first, second


def test_two_views_of_one_check_in_show_the_same(
    two_views: tuple[Locator, Locator], at_two: list[str]
) -> None:
    first, second = two_views
    page = first.page
    behaviour_in(first, at_two[0]).locator("> label").click()
    expect(second.locator(f'[type=checkbox][name="see:{at_two[0]}"]')).to_be_checked()
    behaviour_in(second, at_two[0]).locator("label:has([value=sometimes])").click()
    for view in (first, second):
        expect(view.locator(f'[data-key="{at_two[0]}"] [value=sometimes]')).to_be_checked()
        expect(view.locator(".result.watch")).to_be_visible()
    second.locator(".bar a").click()
    expect(second.locator(".result")).to_be_focused()
    page.locator(".jp-Notebook .jp-CodeCell").nth(2).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".jp-CodeCell").nth(2).locator(".jp-OutputArea")).to_contain_text("watch")


def test_a_saved_notebook_holds_what_code_set_and_no_mark(
    two_views: tuple[Locator, Locator], visit: Visit, lab: str, work: Path, at_two: list[str]
) -> None:
    """With JupyterLab's own settings, also where the page is shown again after it was marked.

    Opened again without its kernel the page is read as code made it.
    """
    first, second = two_views
    page = first.page
    behaviour_in(first, at_two[0]).locator("> label").click()
    ticked = second.locator(f'[type=checkbox][name="see:{at_two[0]}"]')
    expect(ticked).to_be_checked()
    prompt = page.locator(".jp-CodeCell").nth(1).locator(".jp-InputPrompt")
    expect(prompt).to_have_text(NUMBER)
    before = prompt.inner_text()
    page.locator(".jp-Notebook .jp-CodeCell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(prompt).not_to_have_text(before)
    expect(prompt).to_have_text(NUMBER)
    expect(ticked).to_be_checked()
    expect(page.locator(".otkit-saved").first).to_be_hidden()
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    saved = json.loads((work / "two_views.ipynb").read_text(encoding="utf-8"))
    assert "widgets" not in saved["metadata"]
    outputs = [output for cell in saved["cells"][:2] for output in cell["outputs"]]
    drawn = [one["data"]["text/html"] for one in outputs if "text/html" in one["data"]]
    for html in map("".join, drawn):
        fields = fields_of(html)
        assert fields["years"] == ["2"]
        assert f"see:{at_two[0]}" not in fields
    assert len(drawn) == 2
    shutil.copy(work / "two_views.ipynb", work / "copy.ipynb")
    again = visit(f"{lab}lab/workspaces/copy/tree/copy.ipynb?reset", screen=LAPTOP)
    expect(again.locator(".jp-CodeCell .otkit-saved").first).to_be_visible()
    expect(again.get_by_text("Run the notebook to use it.").first).to_be_visible()
    look(again, "lab-saved")


def test_no_link_of_a_lesson_leaves_the_notebook(two_views_page: Page) -> None:
    page = two_views_page
    form, address = view_in(page, 3), page.url
    form.locator('[data-go="lesson:when-to-ask"]').first.click()
    expect(form.locator("article")).to_contain_text("Babies")
    expect(form.locator('a[data-go^="checkin:"]')).to_have_count(0)
    form.locator('[data-go="lesson:what-to-do-now"]').first.click()
    form.locator('article [data-go="source:cdc-why-early"]').click()
    row = form.locator('article li[data-key="cdc-why-early"]')
    expect(row).to_be_focused()
    assert page.url == address
    page.context.route("https://**", lambda route: route.fulfill(body="elsewhere"))
    with page.expect_popup():
        row.locator("a").click()
    page.context.unroute("https://**")
    assert page.url == address


def test_the_widget_is_legible_and_its_files_hold_the_ticks(
    form: Locator, behaviour: dict[str, Any]
) -> None:
    marked = behaviour_in(form, behaviour["behaviour_id"])
    marked.locator("> label").click()
    marked.locator("label:has([value=often])").click()
    expect(form.locator(".result.talk")).to_be_visible()
    sizes = form.locator("p, label, legend, li, select, button").evaluate_all(
        "all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 14
    assert form.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert faults_in_any_light(form.page, "form.otkit") == []
    holds(form.page, form, behaviour, "en", "Notes for the visit")
