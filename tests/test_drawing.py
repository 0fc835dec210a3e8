"""Templates draw text as text, and say when a value is missing."""

import pytest
from jinja2 import UndefinedError

from otkit.front.drawing import TEMPLATES, render, with_whole_phones


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


@pytest.mark.parametrize("phone", ["1-800-232-4636", "1800 022 222", "0800 611 116"])
def test_a_phone_number_in_a_text_is_whole(phone):
    html = f'<p title="{phone}">{phone}, 12-18 months, 2 or 3. <b>({phone})</b></p>'
    whole = f'<span class="whole">{phone}</span>'
    drawn = with_whole_phones(html)
    assert drawn == f'<p title="{phone}">{whole}, 12-18 months, 2 or 3. <b>({whole})</b></p>'


def test_what_is_no_text_is_left_as_it_is():
    html = '<path d="M1 2 3-4"/><a href="tel:1800022222" dir="ltr">1800 022 222</a><p>no-1-2-3</p>'
    assert with_whole_phones(html) == html
