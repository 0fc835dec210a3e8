"""Whom to call and which number, by the country where a family lives."""

import re
from datetime import date

import pytest

from otkit import Age
from otkit.kit.country import country_of
from otkit.kit.languages import with_isolates
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.calls import name_of
from otkit.scoring.countries import (
    contacts,
    contacts_of,
    countries,
    country_to_add,
    emergency_row,
    home_country,
)
from otkit.takeaway.handout import emergency_node
from otkit.widgets import CheckIn, Learn
from tests.kit import TABLES

PLACES = countries(TABLES)


@pytest.mark.parametrize(("months", "contact"), [(35, "us-early-intervention"), (36, "us-school")])
def test_whom_to_call_changes_at_the_third_birthday(months, contact, tables):
    assert contact in {row["contact_id"] for row in contacts(Age(months), tables, "US")}


def test_a_country_without_rows_gets_the_generic_ones(tables):
    rows = contacts(Age(20), tables, "AQ")
    assert rows
    assert {row["country"] for row in rows} == {"any"}


def test_the_generic_place_is_offered_last(tables):
    assert countries(tables)[-1] == "any"


def test_places_with_contacts_have_a_sourced_emergency_number(tables):
    known = {row["source_id"] for row in tables.rows("sources")} - {"otkit"}
    for place in {row["country"] for row in tables.rows("contacts")} - {"any"}:
        row = emergency_row(tables, place)
        assert row["country"] == country_of(place)
        assert row["source_id"] in known


@pytest.mark.parametrize("place", PLACES)
def test_the_doctor_or_nurse_comes_first_everywhere(place, tables):
    first, *others = contacts_of(tables, place)
    assert first["contact_id"].endswith("-doctor")
    assert not any(row["say_today_en"] for row in others)


def test_the_parts_of_a_country_follow_it(tables):
    places = countries(tables)
    for place in places:
        if country_of(place) != place:
            assert places.index(country_of(place)) < places.index(place)


def test_a_contact_that_was_looked_up_has_its_day_and_its_source(tables):
    for row in tables.rows("contacts"):
        assert bool(row["seen"]) == (row["source_id"] != "otkit"), row["contact_id"]
        if row["seen"]:
            assert date.fromisoformat(row["seen"]) <= date.today()


def test_a_phone_number_is_one_that_a_phone_of_the_country_dials(tables):
    """A national line alone: none of the numbers belongs to a town."""
    numbers = {row["contact_id"]: row["phone"] for row in tables.rows("contacts") if row["phone"]}
    lines = {"au-healthdirect", "ca-bc-811", "ca-on-811", "ca-qc-811", "nz-healthline", "gb-111"}
    assert set(numbers) == {"us-cdc-info", "au-ndis", "au-pbb", *lines}
    printed = {"us": r"1-8\d\d-\d{3}-\d{4}", "au": r"1800 \d{3} \d{3}", "nz": r"0800 \d{3} \d{3}"}
    short = {"ca": "811", "gb": "111"}
    for name, number in numbers.items():
        assert re.fullmatch((printed | short)[name[:2]], number), name
    for row in tables.rows("helplines"):
        assert re.fullmatch(printed["us"], row["phone"]), row["helpline_id"]


def test_a_phone_number_is_written_as_in_its_source(tables):
    """Every number of a table that a source names too has the same spaces and hyphens there."""
    said = " ".join(str(text) for row in tables.rows("sources") for text in row.values())
    named = {re.sub(r"\D", "", one): one for one in re.findall(r"\d[\d -]{5,}\d", said)}
    numbers = [row["phone"] for name in ("contacts", "helplines") for row in tables.rows(name)]
    known = [one for one in numbers if re.sub(r"\D", "", one) in named]
    assert len(known) >= 4
    assert {one: named[re.sub(r"\D", "", one)] for one in known} == {one: one for one in known}


def test_a_phone_number_with_spaces_is_dialled_in_order():
    page = Learn(lesson="who-to-call")
    fields = {"lesson": ["who-to-call"], "language": ["en"], "country": ["AU"]}
    page.handle({"action": "go", "fields": fields, "seen": ""})
    assert '<a href="tel:1800022222" dir="ltr">1800 022 222</a>' in page.region_lesson
    assert with_isolates("1800 022 222, 9 18 30") == "\u20661800 022 222\u2069, 9 18 30"


def test_no_number_to_press_has_a_space(tables):
    """Of the first to call, all others and a helpline, on pages and on paper."""
    rows = {name: tables.rows(name) for name in tables}
    for name in ("contacts", "helplines"):
        rows[name] = [dict(row, phone="1 800 555 0100") for row in rows[name]]
    own = Tables(rows)
    page = CheckIn(own)
    answer = {"years": ["2"], "months": ["3"], "see:chokes-toddler-meals": ["on"]}
    page.handle({"action": "change", "fields": answer, "seen": ""})
    lesson = Learn(own, lesson="who-to-call").region_lesson
    paper = str(emergency_node(own, Words(own, "en"), "US"))
    for told in (page.region_result, lesson, paper):
        numbers = re.findall(r"tel:([^\"']+)", told)
        assert "18005550100" in numbers
        assert not [number for number in numbers if " " in number]


def test_a_local_contact_stands_after_the_doctor_and_says_so(tables):
    row = dict(contacts_of(tables, "US")[1], contact_id="ours", local=True, order=9)
    own = Tables(
        {name: tables.rows(name) for name in tables} | {"contacts": [*tables.rows("contacts"), row]}
    )
    doctor, ours, *_ = contacts_of(own, "US")
    assert (doctor["contact_id"], ours["contact_id"]) == ("us-doctor", "ours")
    assert name_of(ours, Words(own, "en")).endswith("(Local)")


def test_home_is_where_most_readers_live(tables, monkeypatch):
    assert home_country(tables) == "US"
    monkeypatch.setenv("OTKIT_COUNTRY", "GB-ENG")
    assert home_country(tables) == "GB-ENG"
    assert country_to_add(tables, "GB-ENG") == ""
    assert country_to_add(tables, "US") == "&country=US"
    monkeypatch.setenv("OTKIT_COUNTRY", "XX")
    assert home_country(tables) == "US"


def test_every_page_starts_at_home(monkeypatch):
    monkeypatch.setenv("OTKIT_COUNTRY", "GB-ENG")
    assert "Your GP or health visitor" in Learn(lesson="who-to-call").html()
    assert CheckIn(months=9).country == "GB-ENG"
    assert "999" in CheckIn().region_emergency
