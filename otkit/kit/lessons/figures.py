"""The pictures of the lessons: the drawings of each, and their messages."""

from collections.abc import Mapping

from otkit.kit.conditions import HEALTH
from otkit.kit.tables import Row, Tables

TILES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "journey": (
        ("watch", "figure.journey.notice"),
        ("talk", "figure.journey.doctor"),
        ("act-now", "figure.journey.program"),
        ("meet", "figure.journey.visit"),
        ("plan", "figure.journey.plan"),
        ("home", "figure.journey.home"),
    ),
    "tools": (
        ("picture:tool-thick-spoon", "figure.tools.spoon"),
        ("picture:tool-two-handles", "figure.tools.cup"),
        ("picture:tool-spring-scissors", "figure.tools.scissors"),
        ("picture:tool-seat", "figure.tools.seat"),
        ("ear-covers", "figure.tools.ear-covers"),
        ("cards", "figure.tools.cards"),
    ),
    "benefits": (
        ("picture:strings-beads", "figure.benefits.hands"),
        ("picture:catches-ball", "figure.benefits.eyes"),
        ("picture:cuts-paper", "figure.benefits.school"),
        ("picture:puts-clothes-on", "figure.benefits.confidence"),
        ("picture:eats-with-spoon", "figure.benefits.daily"),
        ("picture:pretends", "figure.benefits.people"),
    ),
    "answers": (
        ("act-now", "level.act-now"),
        ("talk", "level.talk"),
        ("watch", "level.watch"),
        ("not-sure", "level.not-sure"),
        ("already-helped", "level.already-helped"),
        ("nothing-ticked", "level.nothing-ticked"),
    ),
    "phone": (
        ("", "figure.phone.age"),
        ("", "figure.phone.hard"),
        ("", "figure.phone.meet"),
    ),
    "goal": (
        ("", "figure.goal.what"),
        ("", "figure.goal.days"),
    ),
    "practice": (
        ("picture:goal-sheet", "figure.practice.goal"),
        ("meet", "figure.practice.visits"),
        ("home", "figure.practice.home"),
        ("watch", "figure.practice.check"),
    ),
    "two-therapies": (
        ("", "figure.two-therapies.pt"),
        ("", "figure.two-therapies.ot"),
    ),
    "try": (
        ("home", "figure.try.tip"),
        ("picture:note-sheet", "figure.try.note"),
        ("talk", "figure.try.ask"),
    ),
    "waiting": (
        ("picture:note-sheet", "figure.waiting.write"),
        ("act-now", "figure.waiting.call"),
        ("home", "figure.waiting.try"),
    ),
    "rights": (
        ("mark", "figure.rights.evaluation"),
        ("talk", "figure.rights.language"),
        ("letter", "figure.rights.letter"),
    ),
    "known": (
        ("mark", "figure.known.age"),
        ("not-sure", "figure.known.no-age"),
        ("home", "figure.known.you"),
    ),
    "facts": (
        ("letter", "figure.facts.theirs"),
        ("plan", "figure.facts.ours"),
        ("watch", "figure.facts.yours"),
    ),
}
"""Each picture as pairs of an icon and a message, which is printed below the icon.

A drawing of pictures.csv, as `picture:hops`, or nothing can take the place of an icon.
"""

ABOVE: Mapping[str, str] = {
    "phone": "phone-three-things",
    "goal": "goal-sheet",
    "two-therapies": "pt-beside-ot",
}
"""Pictures with one drawing of pictures.csv above their messages."""

DRAWING = "picture:"
"""The prefix of a drawing's name in place of an icon."""

DOORS = ("figure.journey.doctor", "figure.journey.program")
"""The two ways from a worry to a first visit, drawn side by side without a number."""

FROM_TABLES: Mapping[str, str] = {"areas": "areas", "ages": "age_groups"}
"""Pictures with a drawing for each row of a table."""

FIGURES = (*TILES, *FROM_TABLES)
"""All pictures that a lesson can show."""


def rows_of(figure: str, tables: Tables) -> list[Row]:
    """The rows of a picture of `FROM_TABLES`: no area that is for a doctor alone."""
    rows = tables.rows(FROM_TABLES[figure])
    return [row for row in rows if row.get("area_id") != HEALTH]


def drawings_of(figure: str) -> tuple[str, ...]:
    """The drawings of pictures.csv that a picture of a lesson needs.

    >>> drawings_of("goal"), drawings_of("answers")
    (('goal-sheet',), ())
    """
    tiles = [name for name, _ in TILES.get(figure, ()) if name.startswith(DRAWING)]
    drawings = (name.removeprefix(DRAWING) for name in tiles)
    return (*([ABOVE[figure]] if figure in ABOVE else []), *drawings)
