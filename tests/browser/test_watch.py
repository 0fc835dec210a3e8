"""A clinician saves a table while a parent has the page open, by `otkit serve --watch`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.own_tables import change, copied

from .conftest import dashboard, free_port
from .parent import Visit, tick

PROMISE = "This is not a diagnosis"
NEW = "It is no diagnosis"


def test_an_open_page_follows_what_is_saved_and_keeps_its_tick(
    visit: Visit, tmp_path: Path
) -> None:
    """What is saved and not in order goes to no page: tests/test_watching.py."""
    folder, port = copied(tmp_path), free_port()
    with dashboard(port, "--data", str(folder), "--watch"):
        page = visit(f"http://127.0.0.1:{port}/?months=9")
        reaches = page.locator('[name="see:reaches"]')
        tick(page, "reaches")
        change(folder, "messages.csv", PROMISE, NEW)
        expect(page.get_by_text(NEW).first).to_be_visible(timeout=120_000)
        expect(reaches).to_be_checked()
        page.goto("about:blank")
