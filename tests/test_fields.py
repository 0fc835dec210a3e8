"""The fields of a form, each with all its values."""

import pytest

from otkit.widgets.fields import first


@pytest.mark.parametrize(
    ("fields", "value"),
    [({}, ""), ({"name": []}, ""), ({"name": ["a"]}, "a"), ({"name": ["", "b"]}, "")],
)
def test_the_first_value_of_a_field(fields: dict[str, list[str]], value: str) -> None:
    assert first(fields, "name") == value
