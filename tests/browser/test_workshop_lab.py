"""The facilitator's notebooks in a real JupyterLab: run, switch, look at the notes, fold them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from otkit.front.addresses import NOBODYS

from .axe import CONTRAST, faults
from .conftest import ROOT
from .lab import Lab, jupyterlab
from .parent import LAPTOP, Visit
from .windows import CALM

Run = Callable[..., Page]
THIS_COMPUTER = {"127.0.0.1", "localhost", "None", "", NOBODYS[0]}
"""Hosts that are no other computer; to the last one nothing is sent, see `own_addresses`."""

CUT = """(pages) => pages.filter((page) => page.getBoundingClientRect().right
    > page.closest(".jp-Cell").getBoundingClientRect().right).map((page) => page.textContent)"""
"""The pages that are wider than their cell."""

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks" / "workshop").glob("*.ipynb"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("facilitator")


@pytest.fixture(scope="module")
def lab(home: Path) -> Iterator[Lab]:
    """A JupyterLab in an empty home of its own."""
    with jupyterlab(home) as running:
        yield running


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """Every address that a page of the lab has asked for."""
    return []


@pytest.fixture(scope="module")
def window(browser: Browser, asked: list[str]) -> Iterator[BrowserContext]:
    """A browser's window in whose pages no script may fail."""
    failures: list[str] = []
    window = browser.new_context(viewport=LAPTOP, locale="en-US", **CALM)
    window.set_default_timeout(60_000)
    window.on("request", lambda request: asked.append(request.url))
    window.on("weberror", lambda failed: failures.append(str(failed.error.stack)))
    yield window
    window.close()
    assert failures == []


@pytest.fixture(scope="module")
def first(window: BrowserContext, lab: Lab, home: Path) -> Page:
    """What opens by itself where JupyterLab has never been; then somebody says yes to news."""
    page = window.new_page()
    page.goto(lab.address)
    expect(page.get_by_role("heading", name="0. Before you start")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("| Idle")).to_be_visible(timeout=60_000)
    page.wait_for_load_state("networkidle")
    settings = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "true"}')
    return page


@pytest.fixture(scope="module")
def shared(window: BrowserContext, lab: Lab, first: Page) -> Run:
    """Open a notebook of `otkit lab` and run it, once for all tests.

    They leave it in English and folded, if they are not the last that look at it.
    """

    @cache
    def shared(notebook: str) -> Page:
        if notebook == NOTEBOOKS[0]:
            return run_all_cells(first)
        page = window.new_page()
        page.goto(f"{lab.address}lab/workspaces/{notebook}/tree/{notebook}.ipynb?reset")
        return run_all_cells(page)

    return shared


def run_all_cells(page: Page) -> Page:
    expect(page.locator(".jp-Notebook .jp-CodeCell").first).to_be_visible()
    expect(page.get_by_text("| Idle")).to_be_visible()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = page.locator(".jp-Notebook .jp-CodeCell").last
    last.scroll_into_view_if_needed()
    expect(last.get_by_role("heading", name="Key points")).to_be_visible()
    return page


def cell(page: Page, heading: str) -> Locator:
    """The page in the notebook with this heading."""
    return page.locator("form.otkit").filter(has=page.get_by_role("heading", name=heading))


def notes(page: Page) -> Locator:
    """The notebook's own notes; a case has some as well, further down."""
    return page.locator("form.otkit:has(.notes)").first


def test_notebook_0_is_open_at_once_with_nothing_beside_it(first: Page) -> None:
    expect(first.locator(".jp-NotebookPanel")).to_have_count(1)
    expect(first.locator(".jp-FileBrowser").locator("visible=true")).to_have_count(0)
    expect(first.get_by_text("notified about official Jupyter news")).to_have_count(0)
    expect(first.locator(".Toastify__toast, .jp-Dialog")).to_have_count(0)
    assert first.evaluate("document.querySelector('.jp-Notebook').clientWidth") > 1100


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_is_for_everybody_in_both_languages(shared: Run, name: str) -> None:
    page = shared(name)
    expect(page.locator(".jp-OutputArea-output[data-mime-type*=stderr]")).to_have_count(0)
    expect(page.locator(".jp-OutputArea-output[data-mime-type*=error]")).to_have_count(0)
    assert faults(page, "form.otkit") == []
    assert page.locator("form.otkit").evaluate_all(CUT) == []
    page.locator("label:has([name=language][value=es])").first.click()
    expect(page.get_by_role("heading", name="Ideas clave")).to_be_attached()
    expect(page.locator('form.otkit[lang="en"]')).to_have_count(0)
    assert faults(page, "form.otkit", without=(CONTRAST,)) == []
    assert page.locator("form.otkit").evaluate_all(CUT) == []
    page.locator("label:has([name=language][value=en])").first.click()
    expect(page.locator('form.otkit[lang="es"]')).to_have_count(0)


def test_the_notes_are_folded_at_first_and_open_on_a_click(shared: Run) -> None:
    page = shared("2_signs_by_age")
    promise = page.get_by_role("heading", name="What not to promise")
    expect(promise).to_have_count(0)
    box = notes(page).get_by_label("Facilitator: show my notes")
    box.check()
    expect(promise).to_be_visible()
    box.uncheck()
    expect(promise).to_have_count(0)


def test_the_notes_are_not_saved_with_the_notebook(shared: Run, home: Path) -> None:
    page = shared("3_the_visit")
    box = notes(page).get_by_label("Facilitator: show my notes")
    box.check()
    expect(page.get_by_role("heading", name="What not to promise")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    saved = (home / "work" / "3_the_visit.ipynb").read_text(encoding="utf-8")
    assert "What happens at the first visit" in saved
    assert "What not to promise" not in saved
    box.uncheck()


def test_no_code_is_in_sight(shared: Run) -> None:
    page = shared("1_what_is_ot")
    expect(page.get_by_text("workshop(", exact=False).locator("visible=true")).to_have_count(0)


def test_everything_is_checked_in_one_click(shared: Run) -> None:
    page = shared("0_before_you_start")
    check = cell(page, "Does everything work here?")
    check.get_by_role("button", name="Check everything").click()
    expect(check.get_by_role("button", name="Check again")).to_be_visible(timeout=30_000)
    for name in ("tables", "paper", "room"):
        expect(check.locator(f'[data-key="{name}"] strong')).to_have_text("Works")
    expect(check.locator('[data-key="phone"]')).to_be_visible()


def test_a_sentence_is_changed_checked_and_brought_back(shared: Run) -> None:
    page = shared("5_adapt_the_kit")
    form = cell(page, "Change a sentence")
    before = form.get_by_label("In English").input_value()
    form.get_by_label("In English").fill("Talk with the doctor this week.")
    form.get_by_label("In Spanish").fill("")
    form.get_by_label("In Spanish").blur()
    expect(form.get_by_text("guidance.csv:3:text_es has no text")).to_be_visible()
    form.get_by_role("button", name="Undo").click()
    expect(form.get_by_text("All in order.")).to_be_visible()
    expect(form.get_by_label("In English")).to_have_value(before)


def test_a_clinic_near_by_is_saved_and_families_see_it(shared: Run, home: Path) -> None:
    page = shared("5_adapt_the_kit")
    form = cell(page, "Change a row of your tables")
    form.locator('[name="cell:contact_id"]').fill("our-clinic")
    form.locator('[name="cell:name_en"]').fill("Our clinic")
    form.locator('[name="cell:about_en"]').fill("OT for children.")
    form.locator('[name="cell:about_es"]').fill("Terapia para niños.")
    form.locator('[name="cell:name_es"]').fill("")
    form.get_by_role("button", name="Check and save").click()
    expect(form.get_by_text("name_es has no text")).to_be_visible()
    expect(form.locator('[name="cell:name_en"]')).to_have_value("Our clinic")
    form.locator('[name="cell:name_es"]').fill("Nuestra clínica")
    form.get_by_role("button", name="Check and save").click()
    expect(form.get_by_text("our-clinic is saved in contacts.csv.")).to_be_visible()
    assert "Nuestra clínica" in (home / "otkit-tables" / "contacts.csv").read_text(encoding="utf-8")
    check_in = page.locator("form.otkit:has([name=years])")
    check_in.locator('[name="years"]').select_option("0")
    check_in.locator('[name="months"]').select_option("9")
    expect(check_in.get_by_text("Our clinic").first).to_be_attached()


def test_the_tables_are_filtered_by_age_and_area(shared: Run) -> None:
    page = shared("2_signs_by_age")
    form = cell(page, "Look into the tables")
    form.get_by_label("Area").select_option("sleep")
    expect(form.get_by_text("6 lines", exact=True)).to_be_visible()
    form.get_by_label("Age").select_option("9")
    expect(form.get_by_text("3 lines", exact=True)).to_be_visible()
    expect(form.locator("tbody tr")).to_have_count(3)


# ---------------------------------------------------------------- JupyterLab around the notebooks


def test_no_bar_of_folded_code_stands_over_a_page(shared: Run) -> None:
    page = shared("0_before_you_start")
    expect(page.locator(".jp-InputPlaceholder").locator("visible=true")).to_have_count(0)
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.get_by_role("menuitem", name="Expand All Code", exact=True).click()
    expect(page.locator(".jp-CodeCell .cm-content").first).to_be_visible()


END_KERNEL = """async (path) => {
  const headers = {"X-XSRFToken": document.cookie.match(/_xsrf=([^;]+)/)[1]};
  const all = await (await fetch("/api/sessions")).json();
  const {id} = all.find((one) => one.path === path);
  await fetch(`/api/sessions/${id}`, {method: "DELETE", headers});
}"""


def test_a_reopened_notebook_shows_its_pages_or_what_to_press(shared: Run) -> None:
    """The last look at its notebook, whose kernel ends."""
    page = shared("3_the_visit")
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    page.reload()
    expect(page.locator("form.otkit").first).to_be_visible(timeout=60_000)

    page.evaluate(END_KERNEL, "3_the_visit.ipynb")
    page.reload()
    what_to_press = page.locator(".jp-OutputArea-output").get_by_text("To see this page, press")
    expect(what_to_press.first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Loading widget")).to_have_count(0)
    expect(page.get_by_text("Error displaying widget")).to_have_count(0)


# ---------------------------------------------------------------- nobody else is asked


def test_no_part_of_the_lab_asks_another_computer(shared: Run, lab: Lab, asked: list[str]) -> None:
    """Not even for somebody who once said yes to news."""
    shared("1_what_is_ot").wait_for_load_state("networkidle")
    hosts = {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    asked_by_python = lab.hosts()
    assert "localhost" in asked_by_python
    assert asked_by_python <= THIS_COMPUTER


# ---------------------------------------------------------------- the room


def server_for_phones(lab: Lab) -> psutil.Process:
    """The process that the board's kernel started to serve phones."""
    (found,) = (
        child
        for kernel in psutil.Process(lab.pid).children()
        for child in kernel.children()
        if "otkit.server.companion" in child.cmdline()
    )
    return found


@pytest.fixture(scope="module")
def board(shared: Run) -> Locator:
    """The board of notebook 4 with an open room."""
    page = shared("4_the_room")
    closed = page.locator("form.otkit:has([data-action=open])")
    closed.get_by_role("button", name="Open a room").click()
    return page.locator("form.otkit:has(.room-code)")


def test_a_rooms_pages_come_back_after_a_crash(board: Locator, lab: Lab, visit: Visit) -> None:
    qr = board.get_by_role("img", name=re.compile("QR code for"))
    expect(qr).to_be_visible(timeout=60_000)
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+/room\?code=\w{6}", str(label_of(qr)))

    phone = visit(address)
    joined = board.locator(".joined")
    expect(joined).to_have_text("Phones here: 1")
    visit(address)
    expect(joined).to_have_text("Phones here: 2", timeout=60_000)
    asked = str(phone.locator(".quiz").get_attribute("data-key"))
    phone.locator('.option:has([value="not-sure"])').click()
    phone.locator('.step [data-action="next"]').click()
    expect(phone.locator(f'[data-key="{asked}"]')).to_have_count(0)

    server_for_phones(lab).kill()
    expect(board.get_by_text("The pages for phones are not there.")).to_be_visible()
    expect(qr).to_have_count(0)
    expect(phone.locator("[data-link]")).to_contain_text("The connection was lost")
    board.get_by_role("button", name="Go on with room").click()
    expect(qr).to_be_visible(timeout=60_000)
    assert label_of(qr) == f"QR code for {address}"
    expect(phone.locator("[data-link]")).to_contain_text("The connection is back", timeout=60_000)
    expect(joined).to_have_text("Phones here: 2")


def test_a_board_whose_kernel_is_gone_says_so_and_finds_its_room(board: Locator) -> None:
    """The last look at its notebook."""
    page = board.page
    code = board.locator(".room-code").inner_text().split()[-1]
    gone = board.locator(".kernel-gone")
    expect(gone).to_be_hidden()
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Restart Kernel…")).click()
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    door = board.get_by_role("button", name="Close the door")
    door.click()
    expect(gone).to_be_visible()
    expect(gone).to_be_in_viewport()
    expect(gone).to_contain_text("Run All Cells")
    assert faults(page, "form.otkit:has(.room-code)") == []
    run_all_cells(page)
    expect(page.locator("form.otkit .room-code")).to_contain_text(code)


def label_of(picture: Locator) -> str | None:
    return picture.get_attribute("aria-label")
