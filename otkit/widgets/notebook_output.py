"""What a notebook gets to show: the widget, and HTML that a file keeps of it.

The HTML is read without a kernel, a script or a network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from IPython.display import publish_display_data
from markupsafe import Markup

from otkit.front.drawing import render
from otkit.kit.wording import Words
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
    """A widget that a notebook shows; without a kernel, what was saved of it."""

    def html(self) -> str:
        """The page as it stands."""
        raise NotImplementedError

    def saved_html(self) -> str:
        """The page as code made it, to be read without a kernel; nothing that a person did."""
        raise NotImplementedError

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


def saved_page(name: str, drawn: Iterable[str], uid: str, words: Words, style: str) -> str:
    """The HTML of the page called `name`, with its style, and what it says it needs to work.

    `drawn` are its regions; `uid` begins its ids, which are others here.

    It hides itself where the page is there, as in a notebook whose kernel runs. Jupyter has rules
    of its own for links and tables of such HTML, so each of ours weighs an id more.
    """
    context = {
        "uid": uid,
        "w": words,
        "style": Markup(OURS.sub(".otkit:not(#_)", style)),  # noqa: S704 -- our own file  # nosec B704
        "name": name,
        "language": words.language,
        "regions": [Markup(html.replace(uid, f"{uid}-saved")) for html in drawn],  # noqa: S704  # nosec B704
    }
    return render("saved_page.html.j2", context)
