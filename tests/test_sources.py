"""The sources of what is said in a place."""

from collections.abc import Callable

import pytest

from otkit.kit.lessons import load_lessons
from otkit.kit.tables import Tables
from otkit.scoring.sources import sources_at

Ids = Callable[[str], set[str]]


@pytest.fixture
def ids(tables: Tables) -> Ids:
    def ids(place: str) -> set[str]:
        rows = sources_at(tables, place, load_lessons(country=place))
        return {row["source_id"] for row in rows}

    return ids


def test_a_source_of_one_place_is_that_places_alone(ids: Ids) -> None:
    assert "gob-mx-911" in ids("MX")
    assert "gob-mx-911" not in ids("US") | ids("IE") | ids("any")
    assert "bcn-cdiap" in ids("ES-CT")
    assert "bcn-cdiap" not in ids("ES")


def test_the_page_that_a_contact_leads_to_is_a_source_there(ids: Ids) -> None:
    assert "cdc-find-ei" in ids("US") - ids("GB")
    assert "on-smartstart" in ids("CA-ON") - ids("CA-BC")


def test_what_is_said_in_the_us_alone_is_no_source_elsewhere(ids: Ids) -> None:
    assert "idea-45-days" in ids("US") - ids("any")


def test_what_is_said_everywhere_is_listed_everywhere(ids: Ids) -> None:
    for place in ("US", "IE", "any"):
        assert {"who-motor", "otkit", "eu-mdr", "fda-wellness"} <= ids(place)
