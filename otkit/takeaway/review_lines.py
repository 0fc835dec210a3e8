"""The sentences that say who has reviewed the words, and which words they are."""

from collections import Counter
from collections.abc import Iterator

from otkit.kit.reviews import PARTS, ROLES, Reviewed, in_order, readings, reviewed
from otkit.kit.tables import Tables
from otkit.kit.version import version_of
from otkit.kit.wording import Words


def review_lines(tables: Tables, words: Words) -> list[str]:
    """Who has reviewed what, and when, in the language of ``words``; the version of the words.

    >>> from otkit.kit.load import load_tables
    >>> tables = load_tables()
    >>> review_lines(tables, Words(tables, "en"))[0].partition(":")[0]
    'Nobody has checked these words yet'
    """
    return [*_reviews(tables, words), _version(tables, words)]


def _reviews(tables: Tables, words: Words) -> Iterator[str]:
    done = reviewed(tables, words.language)
    if not done:
        yield words("reviewed.nobody")
        return
    for review in done:
        role, date = words.text(review.role, "title"), words.date(review.last)
        yield words("reviewed.by", role=role, parts=_parts(review, tables, words), date=date)
    roles = {review.role["role_id"] for review in done}
    missing = [
        words.text(row, "title") for row in in_order(tables, ROLES) if row["role_id"] not in roles
    ]
    if missing:
        yield words("reviewed.not-by", roles=words.list(missing))


def _parts(review: Reviewed, tables: Tables, words: Words) -> str:
    """The parts that somebody has read, each with how many of its rows."""
    own = [reading for place, reading in readings(tables).items() if place[2] == words.language]
    totals = Counter(reading.part_id for reading in own)
    return words.list(
        [
            words(
                "reviewed.part",
                part=words.text(part, "title"),
                n=review.rows[part["part_id"]],
                total=totals[part["part_id"]],
            )
            for part in in_order(tables, PARTS)
            if review.rows.get(part["part_id"])
        ]
    )


def _version(tables: Tables, words: Words) -> str:
    version = version_of(tables)
    if not version.day:
        return words("reviewed.version-alone", version=version.name)
    message_id = "reviewed.version-changed" if version.has_changed else "reviewed.version"
    return words(message_id, version=version.name, date=words.date(version.day))
