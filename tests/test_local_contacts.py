"""Whoever the headline tells to call stands in the open list, whatever rows a community adds."""

import html
import re

import pytest

from otkit import Age, score
from otkit.errors import TableError
from otkit.kit.country import SAY_TODAY
from otkit.kit.load import load_tables
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.scoring.calls import calls, in_the_open
from otkit.scoring.countries import after_hours, contacts_of, countries, with_number
from otkit.widgets import CheckIn
from tests.kit import TABLES
from tests.own_tables import change, copied

ANSWERS = {
    "act-now": {"lost-skill": True},
    "talk": {"toddler-smooth-food": "often"},
    "watch": {"covers-ears": "sometimes"},
    "not-sure": {"toddler-smooth-food": "not-sure"},
    "nothing-ticked": {},
    "already-helped": {"toddler-smooth-food": "often", "already-seen": ["feeding"]},
}
"""What leads to each level at 18 months."""

MONTHS = 18
KINDS = ("doctor", "therapy", "group", "line", "line without a phone")
EACH_KIND = [*((kind,) for kind in KINDS), KINDS]
PLACES = countries(TABLES)


def local(kind: str, place: str) -> Row:
    """A row that a community adds, of a kind, before all others."""
    doctor = contacts_of(TABLES, place)[0]
    changed = {"contact_id": f"our-{kind.replace(' ', '-')}", "local": True, "country": place}
    changed |= {"order": 1, "phone": "" if kind == "line without a phone" else "555 0100"}
    changed |= {"name_en": f"Our {kind}", "after_hours": kind.startswith("line")}
    if kind != "doctor":
        changed |= {name: "" for name in doctor if name.startswith(SAY_TODAY)}
    return {**doctor, **changed}


def with_local(place: str, *kinds: str) -> Tables:
    rows = [*(local(kind, place) for kind in kinds), *TABLES.rows("contacts")]
    return Tables({name: TABLES.rows(name) for name in TABLES} | {"contacts": rows})


def beside(level: str, kinds: tuple[str, ...]) -> list[str]:
    """Who stands open beside the doctor; today nobody who has no words for it."""
    return [f"Our {kinds[0]}"] if level != "act-now" or "doctor" in kinds else []


def open_names(page: CheckIn) -> list[str]:
    """The names in the list that stands open below the headline."""
    (shown,) = re.findall(r'class="contacts first-call">(.*?)</ul>', page.region_result, re.DOTALL)
    return [html.unescape(name) for name in re.findall(r"<strong>(.*?)</strong>", shown)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kinds", EACH_KIND, ids=" ".join)
def test_the_doctor_stands_open_beside_local_rows(place: str, kinds: tuple[str, ...]) -> None:
    doctor = contacts_of(TABLES, place)[0]
    assert doctor["say_today_en"]
    own = with_local(place, *kinds)
    words = Words(own, "en")
    for level, answers in ANSWERS.items():
        result = score(Age(MONTHS), answers, own)
        assert result.level == level
        shown = [call.row["name_en"] for call in in_the_open(calls(result, own, words, place)[0])]
        assert shown == [doctor["name_en"], *beside(level, kinds)], level


@pytest.mark.parametrize("level", ANSWERS)
@pytest.mark.parametrize("place", ["US", "GB-NIR", "any"])
def test_the_page_shows_the_doctor_beside_local_rows(place: str, level: str) -> None:
    doctor = contacts_of(TABLES, place)[0]
    page = CheckIn(with_local(place, *KINDS), months=MONTHS, country=place, answers=ANSWERS[level])
    assert open_names(page) == [doctor["name_en"], *beside(level, KINDS)]


@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_lost_by_a_local_row(place: str) -> None:
    before = {row["contact_id"] for row in contacts_of(TABLES, place)}
    after = {row["contact_id"] for row in contacts_of(with_local(place, *KINDS), place)}
    assert after - before == {row["contact_id"] for row in (local(k, place) for k in KINDS)}
    assert before <= after


@pytest.mark.parametrize("place", PLACES)
def test_without_local_rows_one_stands_open(place: str) -> None:
    first, _ = calls(score(Age(MONTHS), {}, TABLES), TABLES, Words(TABLES, "en"), place)
    assert in_the_open(first) == first[:1]


@pytest.mark.parametrize("place", PLACES)
def test_the_line_of_a_place_is_named_before_a_local_one(place: str) -> None:
    """A step names it beside words that hold for it alone."""
    step = TABLES.by_id("guidance")["act-now-step-call"]
    line = after_hours(TABLES, place)
    for kinds in (("line",), ("line without a phone",), KINDS):
        told = with_number(step, with_local(place, *kinds), place)
        if line:
            assert told == with_number(step, TABLES, place)
        else:
            assert ("555 0100" in told["text_en"]) == ("line" in kinds)


def test_a_local_row_is_no_doctor_of_a_country(tmp_path) -> None:
    """The headline says "your child's doctor": a country needs a row of that."""
    folder = copied(tmp_path)
    change(folder, "contacts.csv", "us-doctor,US,no", "us-doctor,US,yes")
    with pytest.raises(TableError, match="US: at month 0 no doctor"):
        load_tables(folder)
