"""A widget whose front-end files are plain text, and whose traits can be observed without harm.

anywidget makes a new class for each widget, and for front-end files it keeps a callback that holds
the widget for ever. Here the files are traits of the class, and so are the regions.
"""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

import anywidget
from ipywidgets import Layout, widget_serialization
from ipywidgets.widgets.trait_types import InstanceDict
from traitlets import TraitType, Unicode, default

from otkit.widgets.defaults import static_text
from otkit.widgets.observers import LateObservers, PageLock

FILES = ThreadPoolExecutor(1, "file")  # one at a time: a file takes a tenth of a second

File = tuple[str, str, bytes]
"""A file made on the spot: its name, its media type, its content."""

log = logging.getLogger("otkit")


class ReadOnlyDict(TraitType[Mapping[Any, Any], Mapping[Any, Any]]):
    """A trait that is set as a whole: nobody is told of a change inside a dict."""

    default_value = MappingProxyType({})
    info_text = "a dict"

    def validate(self, obj: Any, value: Any) -> Mapping[Any, Any]:
        """Take a copy that cannot be changed."""
        if not isinstance(value, Mapping):
            self.error(obj, value)
        return MappingProxyType(dict(value))


class OwnLayout(Layout):
    """The layout of a page: set in Python alone, since its channel is open to anyone."""

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take no state from outside."""

    def be_hosted(self) -> None:
        """Send nothing: a browser's page has a layout of its own."""
        self.keys = list[str]()


class FrontEnd(anywidget.AnyWidget, LateObservers):
    """The part of a page that anywidget and ipywidgets see."""

    _esm = Unicode(static_text("page.js"), read_only=True).tag(sync=True)
    _css = Unicode(static_text("style.css"), read_only=True).tag(sync=True)
    _anywidget_id = Unicode(read_only=True).tag(sync=True)

    layout = InstanceDict(OwnLayout).tag(sync=True, **widget_serialization)

    is_hosted = False  # by a server, for a browser that nothing but the drawing concerns
    for_notebooks: ClassVar[tuple[str, ...]] = ()  # synced traits that the page does not read

    def __init__(self, regions: Sequence[str], **traits: Any) -> None:
        """Open a channel to the browser, with a trait for each region."""
        self._undo: list[Callable[[], object]] = []
        self._lock = PageLock(self.call_observers)  # JupyterLab's messages have their own thread
        self._add_regions(tuple(regions))
        super().__init__(**traits)
        self._uid = f"otkit-{self.model_id[:8]}"

    @default("_anywidget_id")
    def _own_id(self) -> str:
        return f"{type(self).__module__}.{type(self).__name__}"

    def be_hosted(self) -> None:
        """Send nothing until the page is shown: its HTML says it all."""
        self.is_hosted = True
        self.keys = list[str]()

    @classmethod
    @cache
    def keys_of_hosted(cls) -> list[str]:
        """What a browser's page is drawn from, and nothing else."""
        return [name for name in cls.class_traits(sync=True) if name not in cls.for_notebooks]

    def add_traits(self, **traits: TraitType[Any, Any]) -> None:
        """Add the traits that the class does not have yet."""
        new = {name: trait for name, trait in traits.items() if not self.has_trait(name)}
        if new:
            super().add_traits(**new)

    def _add_regions(self, regions: tuple[str, ...]) -> None:
        """Have a synced trait for each region, in a class that is made once."""
        cls = type(self)
        made = cls.__dict__.get("_with_regions", {})
        if regions not in made:
            traits = {
                f"region_{region}": Unicode("", read_only=True).tag(sync=True) for region in regions
            }
            names = {"__module__": cls.__module__, "__qualname__": cls.__qualname__}
            made = {**made, regions: type(cls.__name__, (cls,), {**names, **traits})}
            cls._with_regions = made
        self.__class__ = made[regions]

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take no state from outside: what people do comes as a message, and is checked."""

    def hand_over_made(self, make: Callable[..., File | None], *args: Any) -> None:
        """Have a file made and handed over: beside the loop, where one draws other pages too."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            if file := make(*args):
                self.hand_over(*file)
            return
        made = loop.run_in_executor(FILES, make, *args)
        made.add_done_callback(self._file_made)

    def _file_made(self, made: asyncio.Future[File | None]) -> None:
        if error := made.exception():
            log.error("A file could not be made.", exc_info=error)
        elif (file := made.result()) and self.comm is not None:
            self.hand_over(*file)

    def hand_over(self, name: str, media_type: str, data: bytes) -> None:
        """Give the person a file made on the spot; it is written nowhere."""
        encoded = base64.b64encode(data).decode()
        self.send({"file": {"name": name, "type": media_type, "base64": encoded}})

    def undo_at_close(self, undo: Callable[[], object]) -> None:
        """Have `undo` called when the page is closed, such as what ties it to another object."""
        self._undo.append(undo)

    def close(self) -> None:
        """End the page; no object of it stays, here or in Jupyter's lists."""
        while self._undo:
            self._undo.pop()()
        self.layout.close()
        super().close()
