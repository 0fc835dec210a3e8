"""No phone number and no address without a source that names it."""

import re
from pathlib import Path

import pytest

from otkit.kit.load import check_tables
from tests.own_tables import change, copied


def told(folder: Path) -> list[str]:
    """The problems without their lines."""
    return [re.sub(r":\d+:", ":", str(problem), count=1) for problem in check_tables(folder)]


@pytest.mark.parametrize(
    ("file", "column", "old", "new"),
    [
        ("contacts", "phone", "1800 800 110", "1800 800 111"),
        ("contacts", "phone", "0800 611 116", "0800 611-116"),
        ("contacts", "phone", ",111,,", ",112,,"),
        ("helplines", "phone", "1-833-852-6262", "1-833-943-5746"),
        ("emergency", "phone", "000,000,000", "000,000,001"),
        ("emergency", "number_es", "112 o 999", "112 o 998"),
        ("emergency", "number_en", "(911 in the US)", "(912 in the US)"),
        ("quiz_options", "text_en", "CDC-INFO, 1-800-232-4636", "CDC-INFO, 1-800-232-4363"),
        ("messages", "text_en", "Page {n} of {total}", "Page {n} of {total} 1 800 555 0100"),
    ],
)
def test_a_number_that_its_source_does_not_name_is_told(
    tmp_path: Path, file: str, column: str, old: str, new: str
) -> None:
    """A number of one country alone in a column of numbers, one with an area in any text."""
    folder = copied(tmp_path)
    change(folder, f"{file}.csv", old, new)
    wrong = next(one for one in re.findall(r"[\d -]{3,}", new) if one not in old).strip()
    message = f"{wrong} is in no source that is named here; write it into sources.csv"
    assert f"{file}.csv:{column}  {message}" in told(folder)


def test_a_number_is_that_of_the_source_of_its_own_row(tmp_path: Path) -> None:
    """What another row's source names is no claim of this one."""
    folder = copied(tmp_path)
    change(folder, "contacts.csv", ",nz-healthline,", ",nz-kidshealth,")
    message = "0800 611 116 is in no source that is named here; write it into sources.csv"
    assert told(folder) == [f"contacts.csv:phone  {message}"]


def test_an_address_without_a_row_of_its_own_is_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "contacts.csv", "https://www.cdc.gov/FindEI", "https://example.org/")
    message = "https://example.org/ is no address of a row of sources.csv; add its row"
    assert told(folder) == [f"contacts.csv:url  {message}"]


def test_what_is_known_in_a_community_needs_no_source(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "contacts.csv", "au-ndis,AU,no,", "au-ndis,AU,yes,")
    change(folder, "contacts.csv", "1800 800 110", "1800 555 010")
    assert told(folder) == []


def test_an_organisations_own_words_need_no_source(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "messages.csv", "Ask the clinic, school or program", "Call 555 010 0100, or ask")
    assert told(folder) == []
