"""What the kit asks of its behaviours, and of the tables that name them."""

import pytest
from made_up_kit import MadeUpKit

LIMITS = "every month needs between 8 and 32"


def test_a_month_with_too_little_to_show_is_told(kit: MadeUpKit) -> None:
    kit.put("behaviours", 2, "to_months", "8")
    message = f"at months 9 to 11 there are 7 behaviours to show; {LIMITS}"
    assert kit.problems() == [f"behaviours.csv:1:from_months  {message}"]


def test_a_month_with_too_much_to_show_is_told(kit: MadeUpKit) -> None:
    rows = kit.read("behaviours")
    extra = [[f"more-{number}", *rows[1][1:]] for number in range(25)]
    kit.write("behaviours", [*rows, *extra])
    message = f"at months 0 to 11 there are 33 behaviours to show; {LIMITS}"
    assert kit.problems() == [f"behaviours.csv:1:from_months  {message}"]


def test_more_behaviours_than_140_are_told(kit: MadeUpKit) -> None:
    rows = kit.read("behaviours")
    extra = [[f"more-{number}", *rows[1][1:]] for number in range(117)]
    kit.write("behaviours", [*rows, *extra])
    message = "is one behaviour more than 140; merge or take out one that is not urgent"
    assert f"behaviours.csv:142:behaviour_id  {message}" in kit.problems()


def test_an_urgent_behaviour_without_a_concern_is_told(kit: MadeUpKit) -> None:
    kit.put("behaviours", 2, "urgent", "today")
    message = "is empty; say what this urgent behaviour is about"
    assert kit.problems() == [f"behaviours.csv:2:concern  {message}"]


def test_a_concern_of_a_behaviour_that_is_not_urgent_is_told(kit: MadeUpKit) -> None:
    kit.put("behaviours", 2, "concern", "hearing")
    message = "must be empty, as this behaviour is not urgent"
    assert kit.problems() == [f"behaviours.csv:2:concern  {message}"]


def test_an_area_that_is_that_of_the_sign_already_is_told(kit: MadeUpKit) -> None:
    kit.put("behaviours", 2, "area_id", "sleep")
    message = "“sleep” is the area of its sign already; leave it empty"
    assert kit.problems() == [f"behaviours.csv:2:area_id  {message}"]


def test_an_area_with_nothing_to_say_of_a_behaviour_is_told(kit: MadeUpKit) -> None:
    kit.put("behaviours", 2, "area_id", "play")
    assert kit.problems() == []
    kit.put("areas", 3, "clinical_term_es", "")
    kit.put("areas", 3, "clinical_term_en", "")
    message = "areas.csv has no text or no clinical term for “play”"
    assert f"behaviours.csv:2:area_id  {message}" in kit.problems()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("infant-sleep-1; infant-sleep-2", None),
        ("", None),
        ("nobody", "“nobody” is not in behaviours.csv"),
        ("infant-play-1", "“infant-play-1” is of another area or age group, or is urgent"),
        ("toddler-sleep-1", "“toddler-sleep-1” is of another area or age group, or is urgent"),
    ],
)
def test_a_tip_helps_with_behaviours_of_its_area(
    kit: MadeUpKit, name: str, message: str | None
) -> None:
    header = kit.read("tips")[0]
    cells = {"area_id": "sleep", "age_group_id": "infant", "behaviours": name}
    cells |= {"tip_id": "tip", "source_id": "article", "picture": ""}
    kit.write("tips", [header, [cells.get(column, "words") for column in header]])
    expected = [f"tips.csv:2:behaviours  {message}"] if message else []
    assert kit.problems() == expected


def test_what_is_said_for_a_rule_at_another_level_is_told(kit: MadeUpKit) -> None:
    kit.add("guidance", 3)
    kit.put("guidance", 8, "guidance_id", "own")
    kit.put("guidance", 8, "rule_id", "rule-1")
    message = "the rule “rule-1” gives the level act-now"
    assert f"guidance.csv:8:level  {message}" in kit.problems()


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        (
            {"alone_to_months": "6"},
            "alone_source_id",
            "is empty, and alone_to_months is not; fill in both or none",
        ),
        (
            {"alone_source_id": "article"},
            "alone_to_months",
            "is empty, and alone_source_id is not; fill in both or none",
        ),
        (
            {"alone_to_months": "12", "alone_source_id": "article"},
            "alone_to_months",
            "12 is none of the months at which this behaviour is shown",
        ),
        (
            {
                "alone_to_months": "6",
                "alone_source_id": "article",
                "urgent": "today",
                "concern": "feeding",
            },
            "alone_to_months",
            "must be empty, as this behaviour is urgent",
        ),
    ],
)
def test_what_is_usual_alone_is_checked(kit, cells, column, message):
    for name, cell in cells.items():
        kit.put("behaviours", 2, name, cell)
    assert f"behaviours.csv:2:{column}  {message}" in kit.problems()


def test_what_is_usual_alone_may_say_so(kit):
    kit.put("behaviours", 2, "alone_to_months", "6")
    kit.put("behaviours", 2, "alone_source_id", "article")
    assert kit.problems() == []
