"""Which messages a page cannot be drawn without."""

import re
from pathlib import Path

import pytest
from made_up_kit import MadeUpKit

from otkit.front.drawing import TEMPLATES
from otkit.kit.load import check_tables
from tests.kit import TABLES
from tests.own_tables import change, copied

NAMED = re.compile(r"""\bw(?:\.plural)?\("([a-z0-9._-]*[a-z0-9])"[,)]""")


def line_of(kit: MadeUpKit, message_id: str) -> int:
    ids = [row[0] for row in kit.read("messages")]
    return ids.index(message_id) + 1


def add_contact(kit: MadeUpKit, country: str) -> None:
    cells = {
        "country": country,
        "source_id": "article",
        "order": "1",
        "phone": "",
        "url": "",
        "local": "no",
        "after_hours": "no",
        "seen": "",
    }
    months = {"from_months": "0", "to_months": "71"}
    header = kit.read("contacts")[0]
    row = [(cells | months | {"contact_id": country.lower()}).get(name, "words") for name in header]
    kit.write("contacts", [header, row])


def test_a_message_that_pages_need_and_is_missing_is_told(kit: MadeUpKit) -> None:
    kit.remove("messages", line_of(kit, "page.skip"))
    message = "“page.skip” is missing, and the pages need it; copy its row from the kit"
    assert kit.problems() == [f"messages.csv:1:message_id  {message}"]


def test_a_country_without_a_name_is_told_where_it_stands(kit: MadeUpKit) -> None:
    add_contact(kit, "FR")
    message = "has no name; add a row “place.fr” to messages.csv"
    assert kit.problems() == [f"contacts.csv:2:country  {message}"]


def test_a_country_that_is_named_is_in_order(kit: MadeUpKit) -> None:
    add_contact(kit, "US")
    assert kit.problems() == []


def test_a_country_where_nobody_can_be_called_today_is_told(kit: MadeUpKit) -> None:
    add_contact(kit, "US")
    kit.put("contacts", 2, "say_today_es", "")
    message = "US: at month 0 no doctor of the country has words for a call today"
    assert kit.problems() == [f"contacts.csv:1:say_today_es  {message}"]


def test_a_month_at_which_nobody_can_be_called_today_is_told(kit: MadeUpKit) -> None:
    add_contact(kit, "US")
    kit.put("contacts", 2, "to_months", "35")
    told = "US: at month 36 no doctor of the country has words for a call today"
    assert told in kit.problems()[0]


@pytest.mark.parametrize(
    ("column", "cells"), [("number_en", "US,{},911"), ("number_es", "US,911,{}")]
)
@pytest.mark.parametrize("text", ["91l", "lll", "9911", "9-911", "your number"])
def test_an_emergency_number_that_is_not_the_one_called_is_told(
    tmp_path: Path, column: str, cells: str, text: str
) -> None:
    folder = copied(tmp_path)
    change(folder, "emergency.csv", cells.format("911"), cells.format(text))
    told = [str(problem) for problem in check_tables(folder)]
    message = f"“{text}” does not name the number 911 of the column phone"
    assert f"emergency.csv:2:{column}  {message}" in told


def test_tables_without_any_emergency_number_say_so(kit: MadeUpKit) -> None:
    kit.put("emergency", 2, "country", "US")
    message = "has no row “any”, which every other country needs; copy it from the kit"
    assert kit.problems() == [f"emergency.csv:1:country  {message}"]


def test_tables_without_paper_for_any_country_say_so(kit: MadeUpKit) -> None:
    kit.put("paper_sizes", 2, "country", "US")
    message = "has no row “any”, which every other country needs; copy it from the kit"
    assert kit.problems() == [f"paper_sizes.csv:1:country  {message}"]


def test_a_country_with_a_number_and_no_name_is_told(kit: MadeUpKit) -> None:
    kit.add("emergency", 2)
    kit.put("emergency", 3, "country", "FR")
    message = "has no name; add a row “place.fr” to messages.csv"
    assert kit.problems() == [f"emergency.csv:3:country  {message}"]


def test_the_name_of_a_country_without_contacts_may_be_missing(kit: MadeUpKit) -> None:
    kit.remove("messages", line_of(kit, "place.us"))
    assert kit.problems() == []


def test_the_kit_has_every_message_that_a_template_names() -> None:
    named = {
        (path.name, message_id)
        for path in TEMPLATES.rglob("*.j2")
        for message_id in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    ids = {row["message_id"] for row in TABLES.rows("messages")}
    plain = {row.removesuffix(".one") for row in ids}
    assert len(named) > 100
    assert {one for one in named if one[1] not in ids | plain} == set()


@pytest.mark.parametrize("column", ["text_en", "text_es"])
def test_a_place_that_no_page_fills_is_told(kit: MadeUpKit, column: str) -> None:
    """Also where every language has it, so that the languages agree."""
    line = next(n for n, row in enumerate(kit.read("messages"), 1) if row[0] == "age.future")
    for name in ("text_en", "text_es"):
        kit.put("messages", line, name, "{place}")
    told = (
        f"messages.csv:{line}:{column}  {{place}} is filled by no page; this message may have none"
    )
    assert told in kit.problems()


def test_a_word_that_stands_for_two_answers_is_told(kit: MadeUpKit) -> None:
    """As when ticks were saved as question marks, and one of these is a word for not sure."""
    line = next(n for n, row in enumerate(kit.read("messages"), 1) if row[0] == "sheet.word.yes")
    kit.put("messages", line, "text_en", "yes; ?")
    assert any("“?” stands for sheet.word.yes already" in problem for problem in kit.problems())
