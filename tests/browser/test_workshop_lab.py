"""The facilitator's notebooks in a real JupyterLab: run, switch, look at the notes, fold them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from .conftest import ROOT, free_port, running
from .parent import LAPTOP, Visit

Run = Callable[..., Page]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks" / "workshop").glob("*.ipynb"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("facilitator")


@pytest.fixture(scope="module")
def lab(home: Path) -> Iterator[str]:
    """The address of a JupyterLab in a home of its own."""
    (home / "work").mkdir()
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    options = (
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--allow-root",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={home / 'work'}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    )
    folders = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    env = {f"JUPYTER_{name}": str(home / folder) for name, folder in folders.items()}
    with running("jupyterlab", *options, url=f"{address}api", HOME=str(home), **env):
        yield address


@pytest.fixture
def run(visit: Visit, lab: str, home: Path, request: pytest.FixtureRequest) -> Run:
    """Open a copy of a notebook, with a kernel of its own, and run all its cells."""

    def run(notebook: str, **options: object) -> Page:
        name = re.sub(r"\W+", "-", request.node.name)
        source = ROOT / "notebooks" / "workshop" / f"{notebook}.ipynb"
        shutil.copy(source, home / "work" / f"{name}.ipynb")
        page = visit(f"{lab}lab/tree/{name}.ipynb?reset", screen=LAPTOP, **options)
        expect(page.locator(".jp-Notebook .jp-CodeCell").first).to_be_visible(timeout=60_000)
        expect(page.get_by_text("| Idle")).to_be_visible(timeout=60_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        last = page.locator(".jp-Notebook .jp-CodeCell").last
        last.scroll_into_view_if_needed()
        expect(last.get_by_role("heading", name="Key points")).to_be_visible(timeout=60_000)
        return page

    return run


def cell(page: Page, heading: str) -> Locator:
    """The page in the notebook with this heading."""
    return page.locator("form.otkit").filter(has=page.get_by_role("heading", name=heading))


def notes(page: Page) -> Locator:
    """The notebook's own notes; a case has some as well, further down."""
    return page.locator("form.otkit:has(.notes)").first


def faults(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page, context="form.otkit").response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_is_for_everybody_in_both_languages(run: Run, name: str) -> None:
    page = run(name)
    expect(page.locator(".jp-OutputArea-output[data-mime-type*=stderr]")).to_have_count(0)
    expect(page.locator(".jp-OutputArea-output[data-mime-type*=error]")).to_have_count(0)
    assert faults(page) == []
    page.locator("label:has([name=language][value=es])").first.click()
    expect(page.get_by_role("heading", name="Ideas clave")).to_be_attached()
    expect(page.locator('form.otkit[lang="en"]')).to_have_count(0)
    assert faults(page) == []


def test_the_notes_are_folded_at_first_open_on_a_click_and_fold_again(run: Run) -> None:
    page = run("2_signs_by_age")
    promise = page.get_by_role("heading", name="What not to promise")
    expect(promise).to_have_count(0)
    box = notes(page).get_by_label("Facilitator: show my notes")
    box.check()
    expect(promise).to_be_visible()
    box.uncheck()
    expect(promise).to_have_count(0)


def test_the_notes_are_not_saved_with_the_notebook(run: Run, home: Path) -> None:
    page = run("3_the_visit")
    notes(page).get_by_label("Facilitator: show my notes").check()
    expect(page.get_by_role("heading", name="What not to promise")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    (path,) = (home / "work").glob("*not_saved*.ipynb")
    saved = path.read_text(encoding="utf-8")
    assert "What happens at the first visit" in saved
    assert "What not to promise" not in saved


def test_no_code_is_in_sight(run: Run) -> None:
    page = run("1_what_is_ot")
    expect(page.get_by_text("workshop(", exact=False).locator("visible=true")).to_have_count(0)


def test_everything_is_checked_in_one_click(run: Run) -> None:
    page = run("0_before_you_start")
    check = cell(page, "Does everything work here?")
    check.get_by_role("button", name="Check everything").click()
    expect(check.get_by_role("button", name="Check again")).to_be_visible(timeout=30_000)
    for name in ("tables", "paper", "room"):
        expect(check.locator(f'[data-key="{name}"] strong')).to_have_text("Works")
    expect(check.locator('[data-key="phone"]')).to_be_visible()


def test_a_sentence_is_changed_checked_and_brought_back(run: Run) -> None:
    page = run("5_adapt_the_kit")
    form = cell(page, "Change a sentence")
    before = form.get_by_label("In English").input_value()
    form.get_by_label("In English").fill("Talk with the doctor this week.")
    form.get_by_label("In Spanish").fill("")
    form.get_by_label("In Spanish").blur()
    expect(form.get_by_text("guidance.csv:3:text_es has no text")).to_be_visible()
    form.get_by_role("button", name="Undo").click()
    expect(form.get_by_text("All in order.")).to_be_visible()
    expect(form.get_by_label("In English")).to_have_value(before)


def test_the_tables_are_filtered_by_age_and_area(run: Run) -> None:
    page = run("2_signs_by_age")
    form = cell(page, "Look into the tables")
    form.get_by_label("Area").select_option("sleep")
    expect(form.get_by_text("4 lines")).to_be_visible()
    form.get_by_label("Age").select_option("9")
    expect(form.get_by_text("3 lines")).to_be_visible()
    expect(form.locator("tbody tr")).to_have_count(3)
