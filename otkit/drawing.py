"""HTML from the templates in `widgets/templates/`; autoescape shows HTML in a table as text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "widgets/templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
        auto_reload=False,
    )


def render(template: str, context: Mapping[str, Any]) -> str:
    """Draw one template of `templates/`; a name it uses that `context` lacks is an error."""
    return _environment().get_template(template).render(context)
