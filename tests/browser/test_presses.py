"""A press counts, also when the page is drawn anew between its two halves."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from otkit.kit.tables import Tables
from otkit.widgets.workshop.live_tables import LiveTables
from otkit.widgets.workshop.table_editor import TableEditor

from .bridge import bridge
from .parent import Visit


def test_a_press_that_leaves_a_typed_field_is_a_click(
    visit: Visit, tables: Tables, tmp_path: Path
) -> None:
    """Leaving the field takes the list of problems away, so that the button moves up.

    Not every browser scrolls back to where the button was.
    """
    tab = visit("about:blank")
    bridge(tab, TableEditor(LiveTables(tables, tmp_path / "own"), tables))
    tab.add_style_tag(content="html { overflow-anchor: none; padding-bottom: 100vh }")
    save = tab.get_by_role("button", name="Check and save")
    tab.locator('[name="cell:contact_id"]').fill("our-clinic")
    tab.locator('[name="cell:name_en"]').fill("Our clinic")
    for name in ("about_en", "about_es"):
        tab.locator(f'[name="cell:{name}"]').fill("OT for children.")
    tab.locator('[name="cell:name_es"]').fill("")
    save.click()
    expect(tab.get_by_text("name_es has no text")).to_be_visible()
    tab.locator('[name="cell:name_es"]').fill("Nuestra clínica")
    answers = tab.evaluate("answers")
    tab.mouse.move(*middle(save))
    tab.mouse.down()
    tab.wait_for_function("before => answers > before", arg=answers)
    tab.mouse.up()
    expect(tab.get_by_text("our-clinic is saved in contacts.csv.")).to_be_visible()


def test_a_press_that_is_held_does_not_hold_the_page_for_ever(
    visit: Visit, tables: Tables, tmp_path: Path
) -> None:
    """A finger may be lifted where the page does not learn of it."""
    tab = visit("about:blank")
    bridge(tab, TableEditor(LiveTables(tables, tmp_path / "own"), tables))
    tab.locator('[name="cell:contact_id"]').fill("our-clinic")
    tab.get_by_role("button", name="Check and save").click()
    expect(tab.get_by_text("name_es has no text")).to_be_visible()
    tab.locator('[name="cell:name_es"]').fill("Nuestra clínica")
    tab.mouse.move(*middle(tab.get_by_role("heading").first))
    tab.mouse.down()
    expect(tab.get_by_text("name_es has no text")).to_have_count(0)


def middle(target: Locator) -> tuple[float, float]:
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
