"""Codes of places, and which rows of a table are said there."""

from otkit.kit.country import contacts_at, row_of, rows_of

ROWS = [
    {"country": "", "text": "everywhere"},
    {"country": "GB", "text": "kingdom"},
    {"country": "GB-ENG", "text": "England"},
    {"country": "IE", "text": "Ireland"},
    {"country": "any", "text": "elsewhere"},
]


def said(place: str) -> list[str]:
    return [row["text"] for row in rows_of(ROWS, place)]


def test_a_part_of_a_country_has_the_rows_of_the_country_too() -> None:
    assert said("GB-ENG") == ["everywhere", "kingdom", "England"]
    assert said("GB-SCT") == ["everywhere", "kingdom"]
    assert said("GB") == ["everywhere", "kingdom"]


def test_a_place_without_a_row_has_those_for_any() -> None:
    assert said("FR") == said("any") == ["everywhere", "elsewhere"]


def test_a_row_for_any_gives_way_to_one_with_the_same_key() -> None:
    rows = [
        {"country": "US", "order": 1},
        {"country": "any", "order": 1},
        {"country": "any", "order": 2},
    ]
    assert rows_of(rows, "US", lambda row: row["order"]) == [rows[0], rows[2]]


def test_one_row_is_that_of_the_place_its_country_or_any() -> None:
    rows = [{"country": "GB"}, {"country": "any"}]
    assert [row_of(rows, place)["country"] for place in ("GB-SCT", "GB", "FR")] == [
        "GB",
        "GB",
        "any",
    ]


def test_a_local_contact_takes_no_other_contacts_place() -> None:
    generic, local = {"country": "any", "local": False}, {"country": "FR", "local": True}
    assert contacts_at([generic, local], "FR") == [generic, local]
    assert contacts_at([generic, local], "IE") == [generic]
