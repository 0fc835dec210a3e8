"""What was marked on two days, as plain data in one language: for the page, the notes, the text."""

from collections.abc import Iterable, Mapping
from typing import Any

from otkit.kit.conditions import NOT_SAID, NOT_SURE
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.answers import LOST_SKILL, choices
from otkit.scoring.earlier import Comparison

PARTS = ("new", "first-asked", "still", "unmarked", "not-asked")

Lines = list[dict[str, str]]


def comparison_content(
    comparison: Comparison, tables: Tables, words: Words, could: Iterable[str] = ()
) -> dict[str, Any]:
    """Both days, and what was marked on them: ``parts``, each with a title and lines.

    ``could`` are the ids of skills that the child could do on the earlier day.
    """
    could = list(could)
    parts = []
    for part in PARTS:
        ids = getattr(comparison, part.replace("-", "_"))
        if ids:
            lines = [
                {
                    "id": key,
                    "text": text_of(key, tables, words),
                    "how": _both(key, comparison, tables, words),
                }
                for key in ids
            ]
            parts.append({"title": words(f"compare.{part}"), "lines": lines})
    texts = [text_of(key, tables, words) for key in could]
    return {
        "heading": words("compare.heading"),
        "dates": words(
            "compare.dates",
            then=words.date(comparison.then.day),
            age=words.age(comparison.then.age),
            now=words.date(comparison.now),
        ),
        "parts": parts,
        "could": [words("compare.could", what=text) for text in texts],
        "note": words("compare.note" if parts else "compare.nothing"),
    }


def marks(answers: Mapping[str, Any], tables: Tables, words: Words) -> Lines:
    """Everything marked, each with its text and how often."""
    rows = [row["behaviour_id"] for row in tables.rows("behaviours")]
    return [
        {
            "id": key,
            "text": text_of(key, tables, words),
            "how": how_of(key, answers[key], tables, words),
        }
        for key in (*rows, LOST_SKILL)
        if key in answers
    ]


def text_of(key: str, tables: Tables, words: Words) -> str:
    """What a behaviour, or the answer about a lost skill, says."""
    return (
        words("whole.lost-skill").rstrip(".")
        if key == LOST_SKILL
        else words.text(_row(key, tables), "text")
    )


def how_of(key: str, answer: object, tables: Tables, words: Words) -> str:
    """How often, or whether it is so."""
    if key == LOST_SKILL:
        return words(f"how.{NOT_SURE}" if answer == NOT_SURE else "how.yes")
    if answer == NOT_SAID:
        return words(f"how.{NOT_SAID}")
    row = _row(key, tables)
    return words(dict(choices(row["asked"], row["kind"]))[str(answer)])


def _both(key: str, comparison: Comparison, tables: Tables, words: Words) -> str:
    """How often on each day it was marked, in the words of that day's row."""
    was, now = comparison.was.get(key), comparison.answers
    hows = [how_of(was, comparison.then.answers[was], tables, words)] if was else []
    hows += [how_of(key, now[key], tables, words)] if key in now else []
    return words("compare.how", then=hows[0], now=hows[1]) if len(hows) > 1 else hows[0]


def _row(key: str, tables: Tables) -> Mapping[str, Any]:
    return next(row for row in tables.rows("behaviours") if row["behaviour_id"] == key)
