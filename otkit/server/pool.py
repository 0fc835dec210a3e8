"""Voilà's pool of warm kernels, such that a kernel that could not be made ready harms nobody.

Voilà 0.5 hands out whatever waits in its pool, stops filling it after a failure, and starts other
kernels another way when it is empty; if such a kernel fails, its page never ends. Here every page
comes one way: a page whose kernel is not well is thrown away, another one is tried, the pool fills
again, and a visitor gets a whole page or a word that there is none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, cast

from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from otkit.server.rendering import renderer_for

log = logging.getLogger("otkit")


class WarmPool(AsyncMappingKernelManager):
    """What Voilà's kernel manager, made of a subclass, is told about its pool."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give the class that Voilà makes, with its warm pool, our ways."""
        made: Any = cls
        made._notebook_renderer_factory = renderer_for
        if start := vars(cls).get("_initialize"):
            made._initialize = _leaving_the_pool_on_failure(start)
        super().__init_subclass__(**kwargs)

    async def page(self, notebook: str) -> tuple[str, str]:
        """The page of a notebook, run in a kernel that nobody has had: its HTML, the kernel's id.

        Raises what went wrong with the last kernel, when all that were ready and one more are not
        well.
        """
        made = cast(Any, self)
        tries = 1 + len(self.pools.get(notebook, ()))
        while True:
            tries -= 1
            kernel_id = ""
            try:
                if not self.pools.get(notebook):
                    made.fill_if_needed(delay=0, notebook_name=notebook)
                if self.pools.get(notebook):
                    work, _, kernel_id = await made.get_rendered_notebook(notebook_name=notebook)
                else:  # nothing is to be kept warm
                    started = await made._initialize(notebook, path="")
                    started["renderer"].stop_generator = True
                    work, kernel_id = started["task"], started["kernel_id"]
                first, rest = await work
                html = "".join([*first, *[part async for part, _ in rest]])
                if await self.lives(kernel_id):
                    return html, kernel_id
                raise RuntimeError("A kernel ended before its page was asked for.")
            except Exception:
                if kernel_id in self:
                    await ensure_async(made.shutdown_kernel(kernel_id, now=True))
                if tries < 1:
                    raise
                log.warning("A kernel was not well; the visitor gets another one.")

    @property
    def pools(self) -> dict[str, list[asyncio.Future[dict[str, Any]]]]:
        """The kernels that wait, by notebook."""
        pools: dict[str, list[asyncio.Future[dict[str, Any]]]] = self.__dict__.get("_pools", {})
        return pools

    async def lives(self, kernel_id: str) -> bool:
        """Whether a kernel's process is there; what is known of it can be a second old."""
        return kernel_id in self and await ensure_async(self.get_kernel(kernel_id).is_alive())

    def leave_pool(self, kernel_id: str) -> None:
        """Offer a kernel that ended to nobody, and fill its place."""
        for notebook, pool in self.pools.items():
            for waiting in [one for one in pool if one.done() and not one.exception()]:
                if waiting.result()["kernel_id"] == kernel_id:
                    waiting.result()["task"].add_done_callback(asyncio.Future.exception)
                    pool.remove(waiting)
                    cast(Any, self).fill_if_needed(delay=1, notebook_name=notebook)


def _leaving_the_pool_on_failure(start: Callable[..., Any]) -> Callable[..., Any]:
    async def _initialize(self: WarmPool, *args: Any, **kwargs: Any) -> Any:
        try:
            return await start(self, *args, **kwargs)
        except Exception:
            task = asyncio.current_task()
            for pool in self.pools.values():
                if task in pool:
                    pool.remove(task)
            raise

    return _initialize
