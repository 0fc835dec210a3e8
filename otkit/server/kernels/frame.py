"""The HTML around a page's widgets, drawn by Voilà's exporter once a notebook and language.

What differs from page to page (the widgets' HTML, their ids, the page's id and its token) stands in
it as marks, at which it is cut; a page is the pieces with its own between them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import escape
from voila.exporter import VoilaExporter

from otkit.errors import ServerError
from otkit.kit.tables import Tables
from otkit.kit.tables.sentences import said
from otkit.kit.wording import Words
from otkit.server.kernels.cells import VIEW, Output


class Frame:
    """The HTML around the widgets of one notebook's pages in one language."""

    def __init__(self, pieces: list[str]) -> None:
        """`pieces` are literal HTML and the names of what stands between, alternately."""
        self._pieces = pieces

    def around(self, page_id: str, token: str, outputs: list[Output]) -> str:
        """The whole HTML of a page; raises `ServerError` when the notebook's widgets changed."""
        title = outputs[0].get("title", "") if outputs else ""
        values = {"page": page_id, "token": token, "title": str(escape(title))}
        for number, output in enumerate(outputs):
            values |= {f"html{number}": output["html"], f"model{number}": output["model"]}
        if {*self._pieces[1::2]} != {*values} or not all(output["html"] for output in outputs):
            raise ServerError(said("server.other-widgets"), "server.other-widgets")
        filled = list(self._pieces)
        filled[1::2] = [values[name] for name in self._pieces[1::2]]
        return "".join(filled)


def metadata(notebook: str, words: Words) -> dict[str, str]:
    """The notebook's own `lang`, `dir` and description, as the template reads them."""
    description = words(f"{Path(notebook).stem}.description")
    return {"lang": words.language, "dir": words.direction, "description": description}


async def draw_frames(
    server: Any, tables: Tables, widgets: Mapping[str, int]
) -> dict[tuple[str, str], Frame]:
    """The frames by notebook and language; `widgets` is how many each notebook shows."""
    return {
        (notebook, words.language): await draw_frame(
            server, notebook, metadata(notebook, words), count
        )
        for words in [Words(tables, language) for language in tables.languages]
        for notebook, count in widgets.items()
    }


async def draw_frame(
    server: Any, notebook: str, own_metadata: Mapping[str, str], widgets: int
) -> Frame:
    """Have Voilà, with its settings in `server`, draw the frame of a notebook (a path).

    `widgets` is how many it shows; `own_metadata` replaces the notebook's.
    """
    mark = f"mark{secrets.token_hex(8)}"
    new: Any = nbformat.v4

    async def cells(nb: Any, kernel_id: str) -> Any:
        """One cell that shows all widgets."""
        data = (
            {
                "text/html": f'<{mark}-html{number}- class="otkit">',
                VIEW: {"model_id": f"{mark}-model{number}-"},
            }
            for number in range(widgets)
        )
        yield new.new_code_cell(
            outputs=[new.new_output("display_data", data=bundle) for bundle in data]
        )

    page = server.voila_configuration
    exporter = VoilaExporter(
        template_paths=server.template_paths,
        template_name=page.template,
        config=server.config,
        contents_manager=server.contents_manager,
        theme=page.theme,
        base_url=server.base_url,
    )
    node = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    node.metadata.update(own_metadata)
    pieces = exporter.generate_from_notebook_node(
        node,
        resources={
            "base_url": server.base_url,
            "theme": page.theme,
            "template": page.template,
            "metadata": {"name": Path(notebook).stem},
            "token_for": lambda _: f"{mark}-token-",
            "title": f"{mark}-title-",
        },
        extra_context={
            "frontend": "voila",
            "kernel_start": lambda _: f"{mark}-page-",
            "cell_generator": cells,
            "progressive_rendering": False,
        },
    )
    html = "".join([piece async for piece, _ in pieces])
    return Frame(re.split(f'<?{mark}-([a-z]+[0-9]*)-(?: class="otkit">)?', html))
