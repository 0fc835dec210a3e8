"""The friendly page in place of one that cannot be had."""

from __future__ import annotations

from otkit.front.drawing import render
from otkit.kit.country import ANY_COUNTRY
from otkit.kit.local_words import spoken
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.countries import emergency_row, home_country, places_to_guess

ERRORS = {503: "full", 429: "full", 404: "missing"}  # the kinds of `error.html.j2`, else "broken"


def error_page(status: int, tables: Tables, home: str) -> str:
    """The HTML of a friendly page in every language; `home` is the URL of the dashboard."""
    place = ANY_COUNTRY if places_to_guess(tables) else home_country(tables)
    return render(
        "error.html.j2",
        {
            "readers": [
                Words(tables, spoken(language, place, tables)) for language in tables.languages
            ],
            "emergency_row": emergency_row(tables, place),
            "kind": ERRORS.get(status, "broken"),
            "style": f"{home}voila/templates/otkit/static/style.css",
            "home": home,
        },
    )
