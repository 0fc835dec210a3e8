"""Keeps the pages for parents out of Jupyter servers, where a visitor could run code.

Voilà can be an extension of a Jupyter server, such as JupyterLab's or one under JupyterHub. There
anyone with a page may also send code to its kernel; that is Jupyter's purpose, and not what a
page for strangers is for. This extension has Voilà refuse our pages there, before a kernel is
started, and say how to serve them. All else on that server stays as it is: the notebooks open in
JupyterLab, and other people's notebooks open in Voilà.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tornado.web import Finish

TEMPLATE = "otkit"
WHY = (
    "This page is for visitors, and here a visitor could run code on this server. "
    "Serve it with: otkit serve (or under JupyterHub as deploy/ shows)."
)

Hook = Callable[..., Any]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Put our refusal before Voilà's own hook; the server loads extensions by name, Voilà later."""
    voila = server.config.VoilaConfiguration
    voila.prelaunch_hook = refusing(voila.get("prelaunch_hook"))


def refusing(other: Hook | None) -> Hook:
    """A hook for Voilà that refuses our pages and leaves all others to the hook `other`."""

    def hook(request: Any, notebook: Any, cwd: str) -> Any:
        if notebook.metadata.get("voila", {}).get("template") == TEMPLATE:
            request.set_status(403)
            request.set_header("Content-Type", "text/plain; charset=utf-8")
            raise Finish(WHY)
        return other(request, notebook=notebook, cwd=cwd) if other else None

    return hook
