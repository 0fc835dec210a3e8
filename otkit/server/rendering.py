"""Voilà's renderer, doing once what is the same for every visitor.

Stock Voilà reads and checks the notebook, lists all lab extensions, builds an exporter and compiles
the template anew for each page: a third of the server's time. Here it is done for the first page
of a notebook and kept; what runs for each visitor is the notebook itself.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from jupyter_core.utils import ensure_async
from voila.execute import VoilaExecutor
from voila.exporter import VoilaExporter
from voila.notebook_renderer import NotebookRenderer


class LightRenderer(NotebookRenderer):
    """Renders a page with the notebook and the exporter of the page before it."""

    notebook: Any
    cwd: Any
    template_name: Any
    theme: Any
    resources: Any
    exporter: Any
    executor: Any

    _prepared: dict[tuple[Any, ...], LightRenderer] = {}  # noqa: RUF012 -- one per notebook served

    async def initialize(self, **kwargs: Any) -> None:
        """Prepare to run the notebook; the first time as Voilà does, then from what was kept."""
        key = (self.notebook_path, self.base_url, *self.template_paths)
        first = self._prepared.get(key)
        if first is None:
            await super().initialize(**kwargs)
            assert isinstance(self.exporter, VoilaExporter)  # noqa: S101 -- for the reader
            self._prepared[key] = self
            return
        self.notebook = deepcopy(first.notebook)
        self.cwd = first.cwd
        self.template_name, self.theme = first.template_name, first.theme
        self.resources = deepcopy(first.resources)
        self.exporter = first.exporter

    async def _jinja_kernel_start(self, nb: Any, kernel_id: str, kernel_future: Any) -> str:
        """Connect to the kernel; unlike Voilà, do not spend a message on telling it its id."""
        self.executor = VoilaExecutor(
            nb, km=await ensure_async(kernel_future), config=self.traitlet_config
        )
        self.executor.kc = await self.executor.async_start_new_kernel_client()
        self.kernel_started = True
        return kernel_id


def renderer_for(kernels: Any, notebook_path: str) -> LightRenderer:
    """A renderer for `notebook_path`, with the settings of the server that owns `kernels`."""
    server = kernels.parent
    return LightRenderer(
        voila_configuration=server.voila_configuration,
        traitlet_config=server.config,
        notebook_path=notebook_path,
        template_paths=server.template_paths,
        config_manager=server.config_manager,
        contents_manager=server.contents_manager,
        base_url=server.base_url,
        kernel_spec_manager=server.kernel_spec_manager,
        page_config={},
    )
