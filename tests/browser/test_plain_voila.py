"""The notebooks under Voilà as it comes: with our light template, and with Voilà's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from .conftest import ROOT, free_port, notebook, running
from .parent import Visit, expect_level, pick_age, say, tick

THE_CHECK_IN = "from otkit.widgets import CheckIn\nCheckIn(months=27)"
OTHERS = (
    THE_CHECK_IN,
    "import ipywidgets\nipywidgets.IntSlider(description='Years')",
    "from IPython.display import SVG, display\ndisplay(SVG('<svg></svg>'))",
    "1 / 0",  # where Voilà stops
)


@pytest.fixture(scope="module")
def voila(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a plain `voila` over a folder of notebooks, which name their template."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name in ("check_in", "learn"):
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", folder)
    others = notebook(*OTHERS, voila={"template": "otkit"})
    (folder / "others.ipynb").write_text(others)
    (folder / "in_lab.ipynb").write_text(notebook(THE_CHECK_IN, voila={"template": "lab"}))
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    options = (str(folder), "--no-browser", f"--port={port}")
    with running("voila", *options, url=address, JUPYTER_PATH=str(ROOT / "otkit" / "front")):
        yield f"{address}voila/render/"


UNLIKE = """(el) => {
    const copy = el.cloneNode(true);
    const links = copy.querySelectorAll("a[href], [data-go]");
    for (const link of links) link.replaceWith(...link.childNodes);
    for (const drawing of copy.querySelectorAll("img.shown")) drawing.removeAttribute("src");
    return copy.innerHTML;
}"""


DRAWN = """(el) => Promise.all(
    [...el.querySelectorAll("img.shown")].map(async (img) => {
        const file = await fetch(img.src);
        return [img.alt, file.ok, await file.text()];
    }),
)"""


@pytest.mark.parametrize("name", ["check_in", "learn"])
def test_plain_voila_and_otkit_serve_show_the_same(
    name: str, visit: Visit, voila: str, served: str, at_two: list[str]
) -> None:
    """The same notebook works alike: the same HTML but for links between pages and where a drawing
    is found; the drawings themselves are the same, byte for byte."""
    shown, drawn = [], []
    for address in (f"{voila}{name}.ipynb", f"{served}{'' if name == 'check_in' else name}"):
        page = visit(address)
        model = page.locator("[data-model]").get_attribute("data-model") or ""
        if name == "check_in":
            pick_age(page, 2, 3)
            tick(page, at_two[0])
            say(page, at_two[0], "sometimes")
            expect_level(page, "watch")
        drawn.append(page.locator("[data-model]").evaluate(DRAWN))
        html = page.locator("[data-model]").evaluate(UNLIKE)
        shown.append(html.replace(f"otkit-{model[:8]}", "otkit-uid"))
    assert shown[0] == shown[1]
    assert drawn[0] == drawn[1]
    assert all(ok for _, ok, _ in drawn[0])
    assert drawn[0] or name != "check_in"


def test_an_output_not_shown_names_the_template_that_can(
    visit: Visit, voila: str, at_two: list[str]
) -> None:
    page = visit(f"{voila}others.ipynb")
    cannot = page.locator(".otkit-cannot")
    expect(cannot).to_have_count(3)
    for said in cannot.all():
        expect(said).to_contain_text("lab")
        expect(said).to_be_visible()
    expect_level(page, "nothing-ticked")  # and the check-in beside them works
    tick(page, at_two[0])
    say(page, at_two[0], "sometimes")
    expect_level(page, "watch")


def test_the_check_in_works_with_voilas_own_template(
    visit: Visit, voila: str, at_two: list[str]
) -> None:
    page = visit(f"{voila}in_lab.ipynb")
    expect(page.locator("#otkit-host")).to_have_count(0)
    tick(page, at_two[0])
    say(page, at_two[0], "sometimes")
    expect_level(page, "watch")
