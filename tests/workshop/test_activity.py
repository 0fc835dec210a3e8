"""“OT or PT?” for the whole room: nothing is said before somebody picks."""

import html

import pytest

from otkit.widgets.workshop.activity import Activity


def say(page: Activity, **fields: str) -> str:
    named = {name.replace("_", ":", 1): [value] for name, value in fields.items()}
    page.handle({"action": "change", "fields": named, "seen": ""})
    return html.unescape(page.html())


def test_nothing_is_told_before_somebody_picks() -> None:
    page = Activity()
    shown = html.unescape(page.html())
    rows = page.tables.rows("ot_or_pt")
    assert all(row["text_en"] in shown for row in rows)
    assert not any(row["why_en"] in shown for row in rows)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_pick_is_answered_with_the_reason(language: str) -> None:
    page = Activity(language=language)
    first, second, *_ = page.tables.rows("ot_or_pt")
    shown = say(page, **{f"pick_{first['item_id']}": first["answer"]})
    assert first[f"why_{language}"] in shown
    assert second[f"why_{language}"] not in shown


def test_what_is_no_answer_of_ours_is_left_out() -> None:
    page = Activity()
    item = page.tables.rows("ot_or_pt")[0]["item_id"]
    before = html.unescape(page.html())
    assert say(page, **{f"pick_{item}": "<script>", "pick_nothing": "ot"}) == before
