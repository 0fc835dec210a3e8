"""The widgets of the notebooks in JupyterLab, in a language that is written from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from otkit.kit.translation.columns import add_language
from otkit.kit.translation.pseudo import NAME, pseudo
from tests.own_tables import copied

from .conftest import notebook
from .lab import jupyterlab
from .parent import LAPTOP, Visit, look
from .test_lab import open_notebook
from .test_pseudo_language import CODE, CUT, ENGLISH

PAGES = {
    "before-you-start": ("start", "notes", "before_start", "print_pack", "agenda", "end"),
    "what-is-ot": ("activity",),
    "signs-by-age": ("check_in", "cases", "explore"),
    "the-visit": ("call",),
    "the-room": ("board", "quiz"),
    "adapt-the-kit": ('adapt("sentence")', 'adapt("sign")', 'adapt("language")', "own_folder"),
}


def cell(notebook_id: str, pages: tuple[str, ...]) -> str:
    """A cell that shows pages of a workshop's notebook in the pseudo-language."""
    calls = [page if page.endswith(")") else f"{page}()" for page in pages]
    made = ", ".join(f'workshop("{notebook_id}").{call}' for call in calls)
    return (
        "from IPython.display import display\n"
        "from otkit.widgets.workshop import workshop\n"
        f"for page in ({made},):\n"
        f'    page.language = "{CODE}"\n'
        "    display(page)"
    )


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab whose tables have the pseudo-language."""
    home: Path = tmp_path_factory.mktemp("home")
    folder = copied(home)
    add_language(folder, CODE, NAME, pseudo)
    work = home / "work"
    work.mkdir()
    for name, pages in PAGES.items():
        (work / f"{name}.ipynb").write_text(notebook(cell(name, pages)))
    with jupyterlab(home, "--data", str(folder)) as running:
        yield running.address


@pytest.mark.parametrize("name", PAGES)
def test_the_widgets_turn_round_and_are_whole(visit: Visit, lab: str, name: str) -> None:
    page = open_notebook(visit, lab, f"{name}.ipynb")
    forms = page.locator("form.otkit")
    expect(forms).to_have_count(len(PAGES[name]))
    for form in forms.all():
        expect(form).to_have_attribute("dir", "rtl")
    page.evaluate("for (const one of document.querySelectorAll('form details')) one.open = true")
    look(page, f"pseudo-lab-{name}")
    assert page.evaluate(ENGLISH) == []
    for width in (LAPTOP["width"], 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(CUT) == []
