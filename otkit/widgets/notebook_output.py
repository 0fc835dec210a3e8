"""What a notebook gets to show: the widget, and HTML that a file keeps of it.

The HTML is read without a kernel, a script or a network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from IPython.display import publish_display_data
from markupsafe import Markup
from traitlets import Unicode

from otkit.front.drawing import Drawing, page_of, render
from otkit.kit.local_words import spoken
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.countries import home_country
from otkit.widgets.front import FrontEnd

OURS = re.compile(r"[.]otkit(?![-\w])")
EMBEDDED = """<!doctype html>
<html>
<head><meta charset="utf-8"><title>{{title}}</title></head>
<body>
{}
{{snippet}}
</body>
</html>
"""


def is_served(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this kernel serves a page with Voilà: without the facilitator's notes, in no file.

    >>> is_served({"SERVER_SOFTWARE": "voila/0.5.13"}), is_served({"HOME": "/home/me"})
    (True, False)
    """
    return "VOILA_PREHEAT" in environment or environment.get("SERVER_SOFTWARE", "").startswith(
        "voila"
    )


class NotebookOutput(FrontEnd):
    """A page as HTML of its state: as it stands, and what a file keeps of it.

    A subclass has `name`, `state()`, `as_made()` and `drawings()`.
    """

    name: ClassVar[str] = ""
    tables: Tables
    regions: tuple[str, ...] = ()
    language = Unicode("en").tag(sync=True)
    skeleton = Unicode("", read_only=True).tag(sync=True)

    def state(self) -> Any:
        """What the page shows now."""
        raise NotImplementedError

    def as_made(self) -> Any:
        """The state that a notebook's file keeps: as code made it, with nothing a person did."""
        raise NotImplementedError

    def drawings(self, state: Any) -> Mapping[str, Drawing]:
        """What each region is drawn from."""
        raise NotImplementedError

    def heading(self, state: Any) -> str:
        """The page's title in words."""
        return self.words(state)(f"{self.name}.title")

    def without_script(self, state: Any) -> str:
        """What a reader without JavaScript needs beside the regions; drawn into the page alone."""
        return ""

    def spoken(self, state: Any) -> str:
        """The language as it is spoken where the reader lives, or where most readers do."""
        place = getattr(state, "country", "") or home_country(self.tables)
        return spoken(state.language, place, self.tables)

    def words(self, state: Any) -> Words:
        """The words in that language."""
        return Words(self.tables, self.spoken(state))

    def draw(self, state: Any) -> dict[str, str]:
        """Every region of `state`, its name -> its HTML; nothing else happens."""
        spoken_as = self.spoken(state)
        return {
            name: drawing.html(self.tables, spoken_as, self._uid)
            for name, drawing in self.drawings(state).items()
        }

    def html(self) -> str:
        """The whole page as it stands, for the light Voilà page and tests."""
        drawn = {region: getattr(self, f"region_{region}") for region in self.regions}
        return self._whole(drawn, self.without_script(self.state()))

    def _whole(self, drawn: Mapping[str, str], without_script: str = "") -> str:
        return page_of(self.name, self.language, drawn, without_script, self._uid)

    def saved_html(self) -> str:
        """The page as code made it, to be read without a kernel, and what it needs to work.

        It hides itself where the page is there, as in a notebook whose kernel runs. Jupyter has
        rules of its own for links and tables of such HTML, so each of ours weighs an id more.
        """
        state = self.as_made()
        words = self.words(state)
        drawn = (
            html.replace(self._uid, f"{self._uid}-saved") for html in self.draw(state).values()
        )
        context = {
            "uid": self._uid,
            "w": words,
            "style": Markup(OURS.sub(".otkit:not(#_)", self._css)),  # noqa: S704 -- our own  # nosec B704
            "name": self.name,
            "language": words.language,
            "regions": [Markup(html) for html in drawn],  # noqa: S704 -- drawn by Jinja  # nosec B704
        }
        return render("saved_page.html.j2", context)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None and (self.is_hosted or is_served()):
            bundle[0]["text/html"] = self.html()
        return bundle

    def _ipython_display_(self) -> None:
        """Show the page; in a notebook also, as an output of its own, what a file keeps of it.

        Of one output with both, readers take the widget, which nothing draws without a kernel.
        """
        publish: Any = publish_display_data
        if bundle := self._repr_mimebundle_():
            publish(*bundle)
            if "text/html" not in bundle[0]:
                publish({"text/html": self.saved_html()})

    def embed_template(self) -> str:
        """A template for `ipywidgets.embed.embed_minimal_html`, with the page as code made it.

        It is read without a network, from which alone such a file takes what draws its widgets.

        >>> from otkit.widgets import CheckIn
        >>> "{snippet}" in CheckIn().embed_template()
        True
        """
        page = self.saved_html().replace("{", "{{").replace("}", "}}")
        return EMBEDDED.format(page)
