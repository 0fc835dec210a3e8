"""A lesson as a handout: its text, its pictures, and the tables below it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from otkit.kit.lessons import Lesson
from otkit.kit.lessons.figures import ABOVE, DOORS, DRAWING, FROM_TABLES, TILES, rows_of
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.scoring.calls import name_of, scripts, seen_line
from otkit.scoring.countries import contacts_of
from otkit.takeaway.emergency_box import box_content
from otkit.takeaway.parts import picture_content, source_text
from otkit.takeaway.tree import Node, bullets, from_html, node
from otkit.takeaway.worksheet import worksheet_nodes

PICKS = ("ot", "pt", "both")


def handout_nodes(lesson: Lesson, tables: Tables, words: Words, country: str = "US") -> list[Node]:
    """The nodes of ``lesson``, with headings from level 2 on.

    ``country`` decides the emergency number and whom to call, where the lesson shows them.
    """
    nodes = lesson_nodes(lesson, tables, words)
    if "emergency" in lesson.shows:
        nodes.insert(0, emergency_node(tables, words, country))
    if lesson.worksheet:
        title = node("h2", words(f"worksheet.{lesson.worksheet}.title"))
        nodes.append(node("together", title, *worksheet_nodes(lesson.worksheet, words)))
    for table in (name for name in lesson.shows if name != "emergency"):
        nodes.extend(SHOWN[table](tables, words, country))
    if "sources" not in lesson.shows:
        rows = {row["source_id"]: row for row in tables.rows("sources")}
        nodes.append(node("h2", words("result.sources")))
        nodes.append(sources([rows[source_id] for source_id in lesson.source_ids], words))
    if "ot_or_pt" in lesson.shows:
        nodes.extend(_answers(tables, words))
    return nodes


def lesson_nodes(lesson: Lesson, tables: Tables, words: Words) -> list[Node]:
    """The text and the pictures of ``lesson``, without what it shows below."""
    return [_on_paper(original, tables, words) for original in from_html(lesson.html)]


def emergency_node(tables: Tables, words: Words, country: str) -> Node:
    """The emergency box, in a frame."""
    box = box_content(tables, country, words)
    return node(
        "emergency",
        node("p", node("alarm", box["call"])),
        bullets(box["signs"]),
        node("p", node("strong", box["stay"])),
        node("p", box["afraid"]),
        *(
            node(
                "p",
                node("strong", f"{helpline['name']} "),
                node("a", helpline["phone"], href=f"tel:{helpline['phone']}".replace(" ", "")),
                f". {helpline['about']}",
            )
            for helpline in box["helplines"]
        ),
        *([node("small", node("p", box["source"]))] if box["source"] else []),
    )


def sources(rows: list[Row], words: Words) -> Node:
    """A list of sources, each with its address."""
    items = [
        node("li", source_text(row, words) + " ", node("a", href=row["url"]))
        if row["url"]
        else node("li", source_text(row, words))
        for row in rows
    ]
    return node("small", node("ul", *items))


def _on_paper(original: Node, tables: Tables, words: Words) -> Node:
    """The node with pictures drawn as words in boxes, and links that paper can follow."""
    if isinstance(original, str):
        return original
    children = [_on_paper(child, tables, words) for child in original["children"]]
    if original["tag"] == "figcaption":  # what a picture shows stands in its boxes as text already
        return {**original, "children": [c for c in children if _class(c) == "caption"]}
    if original["tag"] == "figure":
        figure = original["figure"]
        return {
            **original,
            "children": children,
            "above": picture_content(ABOVE.get(figure, ""), tables, words),
            "tiles": _tiles(figure, tables, words),
        }
    if original["tag"] == "a" and "go" in original:
        kind, _, target = original["go"].partition(":")
        if kind == "checkin":
            groups = {row["age_group_id"]: row for row in tables.rows("age_groups")}
            title = words.text(groups[target], "title")
            return node("em", words("paper.use-checklist", title=title))
        return node("span", *children)
    return {**original, "children": children}


def _class(original: Node) -> str:
    return "" if isinstance(original, str) else str(original.get("class", ""))


def _tiles(figure: str, tables: Tables, words: Words) -> list[dict[str, Any]]:
    """The words in a picture of the kit with their drawings; steps have a number, not doors."""
    if figure in FROM_TABLES:
        rows = rows_of(figure, tables)
        return [{"words": words.text(row, "title"), "picture": None} for row in rows]
    steps = [message_id for _, message_id in TILES[figure] if message_id not in DOORS]
    is_numbered = figure == "journey"
    numbers = {part: f"{n}. " for n, part in enumerate(steps, start=1) if is_numbered}
    return [
        {
            "words": numbers.get(message_id, "") + words(message_id),
            "picture": picture_content(name.removeprefix(DRAWING), tables, words)
            if name.startswith(DRAWING)
            else None,
        }
        for name, message_id in TILES[figure]
    ]


def _contacts(tables: Tables, words: Words, country: str) -> Iterator[Node]:
    yield node("h2", words(f"place.{country.lower()}"))
    for row in contacts_of(tables, country):
        ways: list[Node] = [f" {row['phone']}"] if row["phone"] else []
        if row["url"]:
            ways += [" ", node("a", href=row["url"])]
        seen = seen_line(row, words)
        yield node("h3", name_of(row, words))
        yield node("p", words.text(row, "about"), *ways, f" {seen}" if seen else "")
        for script in scripts(row, words):
            yield node("p", words(script.label) + " ", node("em", script.text))


def _questions(tables: Tables, words: Words, _country: str) -> Iterator[Node]:
    for audience in ("doctor", "ot"):
        yield node("h2", words(f"learn.questions-{audience}"))
        yield bullets(
            words.text(row, "text")
            for row in tables.rows("questions")
            if row["audience"] == audience and not row["area_id"] and not row["behaviours"]
        )


def _tips(tables: Tables, words: Words, _country: str) -> Iterator[Node]:
    areas = {row["area_id"]: words.text(row, "title") for row in tables.rows("areas")}
    for group in tables.rows("age_groups"):
        tips = [r for r in tables.rows("tips") if r["age_group_id"] == group["age_group_id"]]
        yield node("h2", f"{words('result.tips')}: {words.text(group, 'title')}")
        for area_id in dict.fromkeys(row["area_id"] for row in tips):
            yield node("h3", areas[area_id])
            yield bullets(words.text(row, "text") for row in tips if row["area_id"] == area_id)


def _ot_or_pt(tables: Tables, words: Words, _country: str) -> Iterator[Node]:
    picks = [words(f"activity.{pick}") for pick in PICKS]
    for number, row in enumerate(_items(tables), start=1):
        text = node("p", node("strong", f"{number}. "), words.text(row, "text"))
        yield node("together", text, node("boxes", *picks))


def _answers(tables: Tables, words: Words) -> Iterator[Node]:
    """The answers of the activity, on a page of their own."""
    yield node("pagebreak")
    yield node("h2", words("paper.answers"))
    yield bullets(
        (
            f"{words('activity.' + row['answer'])}. {words.text(row, 'why')}"
            for row in _items(tables)
        ),
        "ol",
    )


def _items(tables: Tables) -> list[Row]:
    return sorted(tables.rows("ot_or_pt"), key=lambda row: row["order"])


SHOWN: Mapping[str, Callable[[Tables, Words, str], Iterator[Node]]] = {
    "contacts": _contacts,
    "questions": _questions,
    "tips": _tips,
    "ot_or_pt": _ot_or_pt,
    "sources": lambda tables, words, _country: iter(
        [node("h2", words("result.sources")), sources(list(tables.rows("sources")), words)]
    ),
}
"""Each table that a lesson may show, and how paper shows it."""
