"""Parts of a lesson for readers in some places alone."""

from otkit.kit.lessons.by_country import parts_of, text_for

BODY = """All read this.

::: US
Call 911.
:::
::: GB IE
Call 999.
:::
::: any
Call your number.
:::

Then wait.

::: any
Ask where you live.
:::"""


def said(country: str) -> list[str]:
    return [line for line in text_for(BODY, country).split("\n") if line]


def test_a_part_is_read_in_its_places_alone() -> None:
    assert said("US")[1:2] == ["Call 911."]
    assert said("GB-ENG") == ["All read this.", "Call 999.", "Then wait.", "Ask where you live."]


def test_a_part_for_any_gives_way_to_its_neighbors_alone() -> None:
    assert said("FR")[1:2] == ["Call your number."]
    assert said("any") == said("FR")
    assert said("US")[-1] == "Ask where you live."


def test_without_a_place_all_parts_are_there_and_no_mark() -> None:
    assert len(said("")) == 6
    assert ":::" not in text_for(BODY, "")


def test_every_line_keeps_its_number() -> None:
    lines = text_for(BODY, "GB").split("\n")
    assert len(lines) == len(BODY.split("\n"))
    assert lines.index("Then wait.") == BODY.split("\n").index("Then wait.")


def test_parts_that_stand_together_are_one_group() -> None:
    assert [part.group for part in parts_of(BODY.split("\n"))] == [1, 1, 1, 2]
