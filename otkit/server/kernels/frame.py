"""The HTML round a page's widgets, drawn by Voilà's exporter with its template, once a notebook.

What differs from page to page (the widgets' HTML, their ids, the page's id and its token) stands in
it as marks, at which it is cut; a page is the pieces with its own between them.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import escape
from voila.app import Voila
from voila.exporter import VoilaExporter

from otkit.errors import ServerError
from otkit.server.kernels.cells import VIEW, Output


class Frame:
    """What is round the widgets of one notebook's pages."""

    def __init__(self, pieces: list[str]) -> None:
        """`pieces` are literal HTML and the names of what stands between, in turn."""
        self._pieces = pieces

    @classmethod
    async def draw(
        cls,
        notebook: str,
        outputs: list[Output],
        exporter: VoilaExporter,
        resources: dict[str, Any],
    ) -> Frame:
        """Draw it for a notebook (a path) whose first page had these outputs."""
        mark = f"mark{secrets.token_hex(8)}"
        node = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
        new: Any = nbformat.v4

        async def cell_generator(nb: Any, kernel_id: str) -> Any:
            """One cell that shows all outputs."""
            yield new.new_code_cell(
                outputs=[
                    new.new_output(
                        "display_data",
                        data={
                            "text/html": f'<i class="otkit">{mark}-html{number}-</i>',
                            VIEW: {"model_id": f"{mark}-model{number}-"},
                        },
                    )
                    for number, _ in enumerate(outputs)
                ]
            )

        pieces = exporter.generate_from_notebook_node(
            node,
            resources=resources
            | {
                "metadata": {"name": Path(notebook).stem},
                "token_for": lambda _: f"{mark}-token-",
                "language": f"{mark}-language-",
                "title": f"{mark}-title-",
            },
            extra_context={
                "frontend": "voila",
                "kernel_start": lambda nb: f"{mark}-page-",
                "cell_generator": cell_generator,
                "progressive_rendering": False,
            },
        )
        html = "".join([piece async for piece, _ in pieces])
        html = re.sub(f'<i class="otkit">({mark}-html[0-9]+-)</i>', r"\1", html)
        return cls(re.split(f"{mark}-([a-z]+[0-9]*)-", html))

    def around(self, page_id: str, token: str, outputs: list[Output]) -> str:
        """The whole HTML of a page; raises `ServerError` when other widgets came than once did."""
        first = outputs[0] if outputs else {}
        own = {"page": page_id, "token": token}
        own |= {name: str(escape(first.get(name, ""))) for name in ("language", "title")}
        for number, output in enumerate(outputs):
            own[f"html{number}"], own[f"model{number}"] = output["html"], output["model"]
        names = self._pieces[1::2]
        if {*names} != {*own} or not all(output["html"] for output in outputs):
            raise ServerError("A notebook shows other widgets than before.", "server.no-page")
        filled = list(self._pieces)
        filled[1::2] = [own[name] for name in names]
        return "".join(filled)


async def draw_frame(server: Voila, notebook: str, outputs: list[Output]) -> Frame:
    """What Voilà, with its settings in `server`, puts round the widgets of a notebook."""
    page = server.voila_configuration
    exporter = VoilaExporter(
        template_paths=server.template_paths,
        template_name=page.template,
        config=server.config,
        contents_manager=server.contents_manager,
        theme=page.theme,
        base_url=server.base_url,
    )
    resources = {"base_url": server.base_url, "theme": page.theme, "template": page.template}
    return await Frame.draw(notebook, outputs, exporter, resources)
