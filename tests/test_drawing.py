"""Templates draw text as text, and say when a value is missing."""

import pytest
from jinja2 import UndefinedError

from otkit.front.drawing import TEMPLATES, render


class Reader:
    language = "en"

    def __call__(self, message_id, **_values):
        return f"<b>{message_id}</b>"

    def text(self, row, stem):
        return f"<b>{row.get(stem)}</b>"


def test_html_in_a_value_is_shown_as_text():
    shown = {"readers": [Reader()], "kind": "full", "style": "s", "home": "/", "emergency_row": {}}
    page = render("error.html.j2", shown)
    assert "&lt;b&gt;error.full.title&lt;/b&gt;" in page
    assert "<b>" not in page


def test_a_missing_value_is_an_error_not_an_empty_place():
    with pytest.raises(UndefinedError):
        render("error.html.j2", {"readers": [Reader()], "kind": "full"})


def test_no_template_carries_style_or_script_of_its_own():
    for template in TEMPLATES.rglob("*.j2"):
        text = template.read_text(encoding="utf-8")
        assert "style=" not in text, template
        assert "<script" not in text, template
        assert " on" + "click" not in text, template
