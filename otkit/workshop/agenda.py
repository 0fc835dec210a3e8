"""The plans of a workshop, as rows of agendas.csv."""

from __future__ import annotations

from otkit.kit.tables import Row, Tables


def lengths(tables: Tables) -> list[int]:
    """The lengths of the plans, in minutes, the shortest first.

    >>> from otkit.kit.load import load_tables
    >>> lengths(load_tables())
    [60, 90, 120]
    """
    return sorted({int(row["length"]) for row in tables.rows("agendas")})


def steps_of(tables: Tables, length: int) -> list[tuple[int, Row]]:
    """The steps of the plan of a length, each with the minute it starts at."""
    steps, at = [], 0
    for row in tables.rows("agendas"):
        if row["length"] == length:
            steps.append((at, row))
            at += row["minutes"]
    return steps
