"""HTML from the templates in `html/`; autoescape shows HTML in a table as text."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from otkit.kit.country import ANY_COUNTRY
from otkit.kit.languages import direction
from otkit.kit.pictures import pictures
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.calls import seen_line
from otkit.scoring.countries import countries
from otkit.takeaway.review_lines import review_lines
from otkit.workshop.room import VARIABLE

TEMPLATES = Path(__file__).parent / "html"
ANY_PAGE = "otkit-\ue000"
"""Prefix of ids in a drawing that pages share; each page puts its own in its place."""

DEVICE_SOURCES = ("eu-mdr", "fda-wellness")
"""The sources of what the kit says of itself under the rules on medical devices."""

PHONE = re.compile(r"(?<![\w-])\d+(?:[ -]\d+){2,}(?![\w-])")
TEXT_WITH_NUMBER = re.compile(r'(?<!dir="ltr")>[^<]*?\d[ -]\d[^<]*')
"""Text between tags, without a link that is a number and has a style of its own."""

Context = Mapping[str, Any]


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
        auto_reload=False,
    )
    made.filters["direction"] = direction
    return made


def render(template: str, context: Context) -> str:
    """Draw one template of `html/`; a name it uses that `context` lacks is an error."""
    return _environment().get_template(template).render(context)


@dataclass(frozen=True)
class Drawing:
    """What one region is drawn from; equal drawings in one language have the same HTML.

    The template sees `inputs`, what `work_out` makes of them, and what every template may use; it
    cannot use anything else of a page. `shared` is for regions without an answer in them: they are
    drawn once for all pages, and `shared` tells the variants apart. No answer may ever be a part of
    it, since what is drawn under it stays.
    """

    template: str
    inputs: Context = field(default_factory=dict)
    work_out: Callable[[Context], Context] | None = field(default=None, compare=False)
    shared: tuple[object, ...] | None = None

    def html(self, tables: Tables, language: str, uid: str) -> str:
        """Draw the region in a language as `Words` takes it.

        `uid` begins the ids of one page, so that two can stand together.
        """
        if self.shared is None:
            return self._html(tables, language, uid)
        drawn = tables.keep(_drawn)
        key = (language, self.template, *self.shared)
        if key not in drawn:
            drawn[key] = self._html(tables, language, ANY_PAGE)
        return drawn[key].replace(ANY_PAGE, uid)

    def _html(self, tables: Tables, language: str, uid: str) -> str:
        context = {**common(tables, language), "uid": uid, **self.inputs}
        worked_out = self.work_out(context) if self.work_out else {}
        return with_whole_phones(render(self.template, {**context, **worked_out}))


def with_whole_phones(html: str) -> str:
    """HTML whose phone numbers stay on one line; what stands in a tag stays.

    >>> with_whole_phones('<p title="1 22 333">Call 1 22 333.</p>')
    '<p title="1 22 333">Call <span class="whole">1 22 333</span>.</p>'
    """
    return TEXT_WITH_NUMBER.sub(
        lambda text: PHONE.sub(r'<span class="whole">\g<0></span>', text[0]), html
    )


def common(tables: Tables, language: str) -> Context:
    """What every template may use: words, reviews, language, languages, countries, drawings."""
    made = tables.keep(_common)
    if language not in made:
        words = Words(tables, language)
        made[language] = {
            "w": words,
            "reviewed": partial(review_lines, tables, words),
            "language": words.language,
            "languages": tables.rows("languages"),
            "countries": _by_name(countries(tables), words),
            "seen_line": seen_line,
            "device_sources": [
                row for row in tables.rows("sources") if row["source_id"] in DEVICE_SOURCES
            ],
            "has_room": bool(os.environ.get(VARIABLE)),
            "drawn_pictures": pictures(tables),
            "alternatives": _rows_of_pictures(tables),
        }
    return made[language]


def page_of(
    name: str, language: str, drawn: Mapping[str, str], without_script: str = "", uid: str = ""
) -> str:
    """The whole page called `name` around its regions, which are HTML by name.

    `uid` begins the ids of the page.
    """
    context = {
        "name": name,
        "uid": uid,
        "language": language,
        "direction": direction(language),
        "regions": {region: Markup(html) for region, html in drawn.items()},  # noqa: S704 -- drawn  # nosec B704
        "without_script": Markup(without_script),  # noqa: S704 -- drawn by Jinja with autoescape  # nosec B704
    }
    return render("page.html.j2", context)


def only(state: object, *names: str, **values: object) -> SimpleNamespace:
    """The named parts of a state, and `values`: a template that reads another part is an error.

    >>> only(SimpleNamespace(country="US", answers={}), "country", age=9)
    namespace(country='US', age=9)
    """
    return SimpleNamespace(**{name: getattr(state, name) for name in names}, **values)


def _drawn(_tables: Tables) -> dict[tuple[object, ...], str]:
    return {}


def _common(_tables: Tables) -> dict[str, Context]:
    return {}


def _by_name(places: tuple[str, ...], words: Words) -> list[str]:
    """The places in the order of their names, `any` last."""
    names = {place: words(f"place.{place.lower()}") for place in places}
    return sorted(places, key=lambda place: (place == ANY_COUNTRY, names[place]))


def _rows_of_pictures(tables: Tables) -> Context:
    """What each drawing shows in words, by `picture_id`."""
    rows = tables.rows("pictures") if "pictures" in tables else ()
    return {row["picture_id"]: row for row in rows}
