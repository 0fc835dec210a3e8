"""What the kit asks of its reviews."""

import pytest
from made_up_kit import MadeUpKit

PARTS = [
    ["part_id", "order", "tables", "title_en", "title_es"],
    ["signs", "1", "signs; behaviours", "the signs", "las señales"],
    ["lessons", "2", "lessons", "the lessons", "las lecciones"],
]
ROLES = [
    ["role_id", "order", "parts", "title_en", "title_es"],
    ["nurse", "1", "signs; lessons", "nurse", "enfermería"],
]
REVIEWS = [
    ["table", "row_id", "language", "role_id", "initials", "date", "hash"],
    ["signs", "infant-play", "en", "nurse", "AB", "2026-11-30", "abcdefghijklmnop"],
]


@pytest.fixture
def kit(kit: MadeUpKit) -> MadeUpKit:
    """A made-up kit with two parts, a role and a review."""
    for name, rows in (("review_parts", PARTS), ("review_roles", ROLES), ("reviews", REVIEWS)):
        kit.write(name, rows)
    return kit


def test_sound_parts_roles_and_reviews_are_in_order(kit: MadeUpKit) -> None:
    assert kit.problems() == []


def test_a_part_of_no_table_is_told(kit: MadeUpKit) -> None:
    kit.put("review_parts", 2, "tables", "signs; behaviors")
    assert kit.problems() == ["review_parts.csv:2:tables  there is no table “behaviors”"]


def test_a_table_in_two_parts_is_told(kit: MadeUpKit) -> None:
    kit.put("review_parts", 3, "tables", "lessons; signs")
    assert kit.problems() == ["review_parts.csv:3:tables  “signs” already stands on line 2"]


def test_a_role_that_reads_no_part_is_told(kit: MadeUpKit) -> None:
    kit.put("review_roles", 2, "parts", "signs; sings")
    assert kit.problems() == ["review_roles.csv:2:parts  “sings” is not in review_parts.csv"]


def test_a_day_that_is_in_no_calendar_is_told(kit: MadeUpKit) -> None:
    kit.put("reviews", 2, "date", "2026-02-30")
    told = "“2026-02-30” is not a day of the calendar"
    assert kit.problems() == [f"reviews.csv:2:date  {told}"]


@pytest.mark.parametrize(
    ("column", "cell"),
    [("role_id", "doctor"), ("initials", "Ana Ruiz"), ("date", "11/30/2026"), ("hash", "1.2E+15")],
)
def test_a_review_that_a_spreadsheet_spoiled_is_told(
    column: str, cell: str, kit: MadeUpKit
) -> None:
    kit.put("reviews", 2, column, cell)
    (told,) = kit.problems()
    assert told.startswith(f"reviews.csv:2:{column}  ")


def test_a_review_of_a_row_that_is_gone_is_in_order(kit: MadeUpKit) -> None:
    kit.put("reviews", 2, "row_id", "gone")
    assert kit.problems() == []
