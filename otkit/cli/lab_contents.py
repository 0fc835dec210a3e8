"""How `otkit lab` opens a notebook that was saved with pages in it.

A page lives in its kernel. In a file there is only a reference to it, and without that kernel
JupyterLab would show "Loading widget..." for ever.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

VIEW = "application/vnd.jupyter.widget-view+json"
PRESS = (
    "To see this page, press **Run ▸ Run All Cells** in the menu. / "
    "Para ver esta página, pulse **Run ▸ Run All Cells** en el menú."
)


class WorkshopContents(AsyncLargeFileManager):
    """Jupyter's files; in place of a page that no kernel holds, what to press to see it."""

    async def get(self, path: str, *args: Any, **kwargs: Any) -> Any:
        """A file's model, as Jupyter gives it."""
        model = await super().get(path, *args, **kwargs)  # type: ignore[no-untyped-call]
        if model["type"] == "notebook" and model["content"] and not await self._runs(path):
            without_pages(model["content"])
        return model

    async def _runs(self, path: str) -> bool:
        """Whether a kernel runs for this notebook, whose pages it may still hold."""
        server: Any = self.parent
        sessions = await server.session_manager.list_sessions()
        return any(session["path"].strip("/") == path.strip("/") for session in sessions)


def without_pages(notebook: Any) -> None:
    """Put one line, what to press, in the place of a notebook's pages."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if VIEW in output.get("data", {}):
                output["data"] = {"text/markdown": PRESS, "text/plain": PRESS.replace("**", "")}
