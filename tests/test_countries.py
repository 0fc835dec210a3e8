"""Whom to call and which number, by the country where a family lives."""

import pytest

from otkit import Age
from otkit.scoring.countries import contacts, countries


@pytest.mark.parametrize(("months", "contact"), [(35, "us-early-intervention"), (36, "us-school")])
def test_whom_to_call_changes_at_the_third_birthday(months, contact, tables):
    assert contact in {row["contact_id"] for row in contacts(Age(months), tables, "US")}


def test_a_country_without_rows_gets_the_generic_ones(tables):
    rows = contacts(Age(20), tables, "AQ")
    assert rows
    assert {row["country"] for row in rows} == {"any"}


def test_the_generic_place_is_offered_last(tables):
    assert countries(tables)[-1] == "any"
