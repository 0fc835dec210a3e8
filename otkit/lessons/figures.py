"""The pictures of the lessons: which drawings stand in each, and with which words."""

from collections.abc import Mapping

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
        ("spoon", "figure.tools.spoon"),
        ("cup", "figure.tools.cup"),
        ("scissors", "figure.tools.scissors"),
        ("seat", "figure.tools.seat"),
        ("ear-covers", "figure.tools.ear-covers"),
        ("cards", "figure.tools.cards"),
    ),
    "benefits": (
        ("fine-motor", "figure.benefits.hands"),
        ("watch", "figure.benefits.eyes"),
        ("plan", "figure.benefits.school"),
        ("mark", "figure.benefits.confidence"),
        ("self-care", "figure.benefits.daily"),
        ("feelings", "figure.benefits.people"),
    ),
    "answers": (
        ("act-now", "level.act-now"),
        ("talk", "level.talk"),
        ("watch", "level.watch"),
        ("not-sure", "level.not-sure"),
        ("already-helped", "level.already-helped"),
        ("nothing-ticked", "level.nothing-ticked"),
    ),
    "calls": (
        ("talk", "figure.calls.doctor"),
        ("act-now", "figure.calls.program"),
    ),
    "team": (
        ("home", "figure.team.you"),
        ("talk", "figure.team.doctor"),
        ("meet", "figure.team.ot"),
    ),
    "practice": (
        ("plan", "figure.practice.goal"),
        ("meet", "figure.practice.visits"),
        ("home", "figure.practice.home"),
        ("watch", "figure.practice.check"),
    ),
    "two-therapies": (
        ("coordination", "figure.two-therapies.pt"),
        ("fine-motor", "figure.two-therapies.ot"),
    ),
    "try": (
        ("home", "figure.try.tip"),
        ("plan", "figure.try.note"),
        ("talk", "figure.try.ask"),
    ),
    "waiting": (
        ("plan", "figure.waiting.write"),
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
"""Each picture as pairs of an icon and a message: the words stand below the drawing."""

DOORS = ("figure.journey.doctor", "figure.journey.program")
"""The two ways from a worry to a first visit; they stand side by side and have no number."""

FROM_TABLES: Mapping[str, str] = {"areas": "areas", "ages": "age_groups"}
"""Pictures with a drawing for each row of a table."""

FIGURES = (*TILES, *FROM_TABLES)
"""Every picture that a lesson can show."""
