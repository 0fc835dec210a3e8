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


CALLS = [
    f'workshop("{notebook_id}").{page if page.endswith(")") else f"{page}()"}'
    for notebook_id, pages in PAGES.items()
    for page in pages
]
CELL = f"""from IPython.display import display
from otkit.widgets.workshop import workshop
for page in ({", ".join(CALLS)}):
    page.language = "{CODE}"
    display(page)"""
"""A cell that shows the pages of every notebook of the workshop in the pseudo-language."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab whose tables have the pseudo-language."""
    home: Path = tmp_path_factory.mktemp("home")
    folder = copied(home)
    add_language(folder, CODE, NAME, pseudo)
    work = home / "work"
    work.mkdir()
    (work / "pages.ipynb").write_text(notebook(CELL))
    with jupyterlab(home, "--data", str(folder)) as running:
        yield running.address


def test_the_widgets_turn_round_and_are_whole(visit: Visit, lab: str) -> None:
    page = open_notebook(visit, lab, "pages.ipynb")
    forms = page.locator("form.otkit")
    expect(forms).to_have_count(len(CALLS))
    for form in forms.all():
        expect(form).to_have_attribute("dir", "rtl")
    page.evaluate("for (const one of document.querySelectorAll('form details')) one.open = true")
    look(page, "pseudo-lab")
    assert page.evaluate(ENGLISH) == []
    for width in (LAPTOP["width"], 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(CUT) == []
