"""What one reviewer should read: on paper, and as a sheet to fill in and give back."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from otkit.errors import refusal
from otkit.kit.checks.review_rules import LESSONS, listed
from otkit.kit.lessons import load_lessons
from otkit.kit.reviews import PARTS, ROLES, Reading, current, in_order, place_of, readings
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.takeaway.blank_sheet import csv_file
from otkit.takeaway.handout import lesson_nodes
from otkit.takeaway.pages import pages
from otkit.takeaway.parts import picture_content
from otkit.takeaway.tree import Node, node
from otkit.takeaway.typesetting import Paper

COLUMNS = (
    *("part", "table", "row_id", "language", "role_id"),
    *("text", "decides", "right", "change", "hash"),
)
"""The columns of a sheet; a reviewer writes in ``right`` and ``change``."""


def review_sheet(
    tables: Tables,
    language: str,
    role_id: str,
    paper: Paper,
    day: date,
    part_id: str = "",
    everything: bool = False,
) -> Iterator[tuple[str, bytes]]:
    """What somebody in the role ``role_id`` should read in a language: a PDF and a CSV file.

    Only what nobody in this role has read as it is today, unless ``everything`` is asked for;
    ``part_id`` asks for one part alone. Raises ``OtkitError`` for a role or a part that there is
    not, and when nothing is left to read.
    """
    words = Words(tables, language)
    role = role_of(role_id, tables, words)
    own = _to_read(role, tables, words, part_id, everything)
    name = "-".join(filter(None, ("review", role_id, part_id)))
    title = words("review.title", role=words.text(role, "title"))
    lede = [words(f"review.{name}") for name in ("how-to", "decides", "sheet")]
    nodes = list(_nodes(own, tables, words))
    yield f"{name}.{language}.pdf", pages(title, nodes, tables, words, paper, day, lede)
    yield f"{name}.{language}.csv", _sheet(own, role, tables, words)


def role_of(role_id: str, tables: Tables, words: Words) -> Row:
    """The row of a role; raises ``OtkitError`` with the roles that there are."""
    roles = {row["role_id"]: row for row in in_order(tables, ROLES)}
    if role_id not in roles:
        raise refusal(words, "review.no-role", role=role_id, roles=", ".join(roles))
    return roles[role_id]


def _to_read(
    role: Row, tables: Tables, words: Words, part_id: str, everything: bool
) -> list[Reading]:
    parts = listed(role["parts"])
    if part_id and part_id not in parts:
        raise refusal(words, "review.no-part", part=part_id, parts=", ".join(parts))
    rows = () if everything else current(tables)
    done = {place_of(row) for row in rows if row["role_id"] == role["role_id"]}
    own = [
        reading
        for place, reading in readings(tables).items()
        if place[2] == words.language
        and place not in done
        and reading.part_id in ([part_id] if part_id else parts)
    ]
    if not own:
        raise refusal(words, "review.nothing", role=words.text(role, "title"))
    return own


def _sheet(own: list[Reading], role: Row, tables: Tables, words: Words) -> bytes:
    """The sheet as every spreadsheet opens it."""
    titles = {row["part_id"]: words.text(row, "title") for row in in_order(tables, PARTS)}
    rows = [[words(f"review.column.{name}").split(";")[0] for name in COLUMNS]]
    for reading in own:
        said = "\n".join(value for _, value in reading.texts)
        first = (titles[reading.part_id], *reading.place, role["role_id"])
        rows.append([*first, said, _decides(reading, tables), "", "", reading.hash])
    return csv_file(rows)


def _nodes(own: list[Reading], tables: Tables, words: Words) -> Iterator[Node]:
    """Each row under the heading of its part, with room to say what should change."""
    lessons = {
        lesson.lesson_id: lesson
        for lesson in load_lessons(tables.folder, title_level=3, country="")
        if lesson.language == words.language
    }
    titles = {row["part_id"]: words.text(row, "title") for row in in_order(tables, PARTS)}
    yield node("blank", words("review.initials"))
    yield node("blank", words("paper.date"))
    number = 0
    for part_id, readings_of_part in groupby(own, lambda reading: reading.part_id):
        title = titles[part_id]
        yield node("h2", title[:1].upper() + title[1:])
        for reading in readings_of_part:
            number += 1
            table, row_id, _ = reading.place
            label: Node = node("small", f"{number}. {table}: {row_id}")
            if table == LESSONS:
                yield node("h3", lessons[row_id].title)
                yield from lesson_nodes(lessons[row_id], tables, words)
                yield node("together", node("p", label), *_answer(reading, tables, words))
            else:
                parts = (node("p", label), *_row(reading, tables, words))
                yield node("together", *parts, *_answer(reading, tables, words))


def _row(reading: Reading, tables: Tables, words: Words) -> Iterator[Node]:
    """The texts of a row, the first one in bold, and the drawing that they describe."""
    table, row_id, _ = reading.place
    (_, first), *others = reading.texts
    yield node("p", node("strong", first))
    yield from (node("p", node("small", f"{column}: "), text) for column, text in others)
    picture = picture_content(row_id, tables, words) if table == "pictures" else None
    if picture:
        yield {"tag": "drawings", "children": [], "drawn": [picture]}


def _answer(reading: Reading, tables: Tables, words: Words) -> list[Node]:
    """What the row decides, and where to write the answer."""
    decides = _decides(reading, tables)
    return [
        *([node("p", node("small", decides))] if decides else []),
        node("answer", words("review.right"), words("review.change")),
    ]


def _decides(reading: Reading, tables: Tables) -> str:
    """The columns without a language, a source by its title."""
    titles = {row["source_id"]: row["title"] for row in tables.rows("sources")}
    return "; ".join(f"{name}: {titles.get(cell, cell)}" for name, cell in reading.decides)
