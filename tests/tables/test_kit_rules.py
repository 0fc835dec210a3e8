"""What the kit asks of its tables beyond a schema."""

import json

import pytest
from made_up_kit import MadeUpKit


def test_a_place_missing_in_a_translation_is_told(kit: MadeUpKit) -> None:
    kit.put("messages", 2, "text_es", "Hola")
    assert kit.problems() == ["messages.csv:2:text_es  {name} of text_en is missing"]


def test_a_misspelt_placeholder_is_told_in_both_languages(kit: MadeUpKit) -> None:
    kit.put("messages", 2, "text_es", "Hola {nombre}")
    assert kit.problems() == [
        "messages.csv:2:text_es  {name} of text_en is missing",
        "messages.csv:2:text_es  {nombre} does not stand in text_en",
    ]


def test_placeholders_may_change_order_and_braces_may_be_text(kit: MadeUpKit) -> None:
    kit.put("messages", 2, "text_en", "{a} {b} { c }")
    kit.put("messages", 2, "text_es", "{b} {a} {}")
    assert kit.problems() == []


def test_a_missing_translation_is_told_once(kit: MadeUpKit) -> None:
    kit.put("messages", 2, "text_es", "")
    assert kit.problems() == ["messages.csv:2:text_es  has no text"]


@pytest.mark.parametrize("table", ["age_groups", "behaviours", "guidance"])
def test_months_that_run_backwards_are_told(kit: MadeUpKit, table: str) -> None:
    kit.put(table, 2, "from_months", "9")
    kit.put(table, 2, "to_months", "3")
    assert f"{table}.csv:2:to_months  3 is before the first month, 9" in kit.problems()


def test_a_gap_between_age_groups_is_told(kit: MadeUpKit) -> None:
    kit.put("age_groups", 2, "to_months", "9")
    message = "at months 10 to 11 there is no age group; close the gap"
    assert f"age_groups.csv:1:from_months  {message}" in kit.problems()


def test_age_groups_that_overlap_are_told(kit: MadeUpKit) -> None:
    kit.put("age_groups", 2, "to_months", "12")
    message = "at month 12 there are two age groups; keep one"
    assert kit.problems() == [f"age_groups.csv:1:from_months  {message}"]


@pytest.mark.parametrize(("column", "month"), [("to_months", 12), ("from_months", 71)])
def test_a_behaviour_outside_the_age_group_of_its_sign_is_told(
    kit: MadeUpKit, column: str, month: int
) -> None:
    kit.put("behaviours", 2, "to_months", "71")
    kit.put("behaviours", 2, column, str(month))
    where = f"{month} is outside the age group of its sign, infant: 0 to 11 months"
    assert f"behaviours.csv:2:{column}  {where}" in kit.problems()


def test_a_level_without_a_main_message_at_some_month_is_told(kit: MadeUpKit) -> None:
    kit.put("guidance", 3, "from_months", "1")
    message = "level “talk”: at month 0 there is no main message"
    assert kit.problems() == [f"guidance.csv:1:from_months  {message}"]


def test_a_level_with_two_main_messages_is_told(kit: MadeUpKit) -> None:
    rows = kit.read("guidance")
    kit.write("guidance", [*rows, ["another", *rows[2][1:]]])
    message = "level “talk”: at months 0 to 71 there is more than one main message"
    assert kit.problems() == [f"guidance.csv:1:from_months  {message}"]


def test_a_rule_may_have_a_main_message_of_its_own_but_not_two(kit: MadeUpKit) -> None:
    rows = kit.read("guidance")
    own = [["own", *rows[2][1:]], ["another", *rows[2][1:]]]
    place = rows[0].index("rule_id")
    for row in own:
        row[place] = "rule-3"
    kit.write("guidance", [*rows, own[0]])
    assert kit.problems() == []
    kit.write("guidance", [*rows, *own])
    message = "rule “rule-3”: at months 0 to 71 there is more than one main message"
    assert kit.problems() == [f"guidance.csv:1:from_months  {message}"]


def test_a_main_message_may_change_with_age(kit: MadeUpKit) -> None:
    rows = kit.read("guidance")
    kit.write("guidance", [*rows, ["another", *rows[2][1:]]])
    kit.put("guidance", 3, "to_months", "35")
    kit.put("guidance", 8, "from_months", "36")
    assert kit.problems() == []


def test_a_table_that_the_kit_needs_and_nobody_describes_is_told(kit: MadeUpKit) -> None:
    path = kit.folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [r for r in package["resources"] if r["name"] != "guidance"]
    path.write_text(json.dumps(package), encoding="utf-8")
    message = "does not describe the table guidance, which the kit needs"
    assert kit.problems() == [f"datapackage.json:1  {message}"]


def test_a_table_broken_in_itself_is_not_compared_with_others(kit: MadeUpKit) -> None:
    kit.put("behaviours", 2, "from_months", "zero")
    assert kit.problems() == ["behaviours.csv:2:from_months  “zero” is not a whole number"]
