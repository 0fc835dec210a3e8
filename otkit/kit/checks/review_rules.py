"""What the kit asks of its reviews: parts, roles and days that there are."""

from collections.abc import Iterator, Mapping
from datetime import date

from otkit.errors import Problem
from otkit.kit.tables.schema import Sheet
from otkit.kit.tables.sentences import not_in, said

LESSONS = "lessons"
"""What stands for the lessons among the tables to review."""


def listed(text: object) -> list[str]:
    """The names in a cell, which a semicolon parts.

    >>> listed("signs; behaviours")
    ['signs', 'behaviours']
    """
    return [name for part in str(text or "").split(";") if (name := part.strip())]


def check_parts(sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """A part to review names tables of the kit, each table in one part."""
    parts = sheets.get("review_parts")
    if not parts or not parts.is_sound:
        return
    names = {*sheets, LESSONS}
    first: dict[str, int] = {}
    for record in parts.records:
        for name in listed(record.values["tables"]):
            if name not in names:
                yield parts.problem(record, "tables", said("table.none", name=name))
            elif name in first:
                message = said("cell.already", text=f"“{name}”", line=first[name])
                yield parts.problem(record, "tables", message)
            first.setdefault(name, record.row.line)


def check_roles(roles: Sheet, parts: Sheet) -> Iterator[Problem]:
    """A role reads parts that there are."""
    part_ids = {record.values["part_id"] for record in parts.records}
    for record in roles.records:
        for name in listed(record.values["parts"]):
            if name not in part_ids:
                yield roles.problem(record, "parts", not_in(name, parts.file.name))


def check_days(reviews: Sheet) -> Iterator[Problem]:
    """The day of a review is a day of the calendar."""
    for record in reviews.records:
        try:
            date.fromisoformat(str(record.values["date"]))
        except ValueError:
            message = said("review.no-day", text=record.values["date"])
            yield reviews.problem(record, "date", message)
