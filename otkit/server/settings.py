"""How to serve, and what is made ready before the server itself is even imported."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from otkit import pictures
from otkit.lessons import load_kit
from otkit.port import HOST, PORT, refuse_taken
from otkit.room import rooms_of
from otkit.server import descriptors, logs
from otkit.server.fork_client import never_forks, start_fork_server
from otkit.server.home import ensure_home
from otkit.server.signals import on_ending
from otkit.tables import Tables

SOCKET_NAME = len("/voila_12345678/kernel-01234567-89ab-cdef-0123-456789abcdef-ipc-1")
HERE = Path(__file__).parents[1]
FRONT = HERE / "front"

#: What kernels see of the server's environment; everything else might be a secret.
KEPT_VARIABLES = (
    "HOME",
    "JUPYTER_WIDGETS_ECHO",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "OTKIT_DATA",
    "OTKIT_FORK",
    "OTKIT_PICTURES",
    "OTKIT_ROOM",
    "PATH",
    "PYTHONPATH",
    "SYSTEMROOT",  # without it no Windows program opens a socket
    "TZ",
    "VIRTUAL_ENV",
)


@dataclass(frozen=True)
class Settings:
    """How to serve: where to listen, how many at once, which tables, where rooms are kept.

    `max_visitors` counts live kernels beyond the warm ones, `max_per_address` the open pages of one
    address (0 is no limit; a workshop shares one); `behind_proxy` believes what a proxy says of
    addresses; `warm` is how many kernels wait ready per page;
    `idle_minutes` is how long a page may rest before its kernel is given to somebody else; `room`
    is the file or the PostgreSQL URL of the workshops' rooms, empty where there are none.
    """

    host: str = HOST
    port: int = PORT
    max_visitors: int = 200
    max_per_address: int = 60
    behind_proxy: bool = False
    warm: int = 4
    idle_minutes: float = 20
    data: Path | None = None
    base_url: str = "/"
    room: str = ""


def prepare(settings: Settings) -> Tables:
    """See that it can listen and write, read the tables, start the fork server if there can be one.

    The fork server imports for two seconds; started first, it does so while the server is imported.
    Raises `TableError` when tables or lessons are broken, `ServerError` when the port is taken, and
    `RoomError` when rooms cannot be kept where they should be.
    """
    refuse_taken(settings.host, settings.port)
    on_ending(sys.exit)
    logs.carry_a_time()
    ensure_home()
    tables = load_kit(settings.data)
    os.environ["JUPYTER_WIDGETS_ECHO"] = "0"  # the page knows what it sent
    os.environ[pictures.VARIABLE] = pictures.ROUTE
    if settings.data is not None:
        os.environ["OTKIT_DATA"] = str(settings.data.resolve())
    os.environ["JUPYTER_PATH"] = os.pathsep.join(
        [str(FRONT), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    )
    if settings.room:
        os.environ["OTKIT_ROOM"] = settings.room
        rooms_of(settings.room).delete_closed()
    descriptors.allow(descriptors.needed(settings.max_visitors))  # the fork server inherits it
    if not never_forks(os.environ):
        start_fork_server(kept=KEPT_VARIABLES)
    return tables


def notebooks_folder() -> Path:
    """The notebooks beside the package in a checkout, inside it when installed."""
    return next(path for path in (HERE / "notebooks", HERE.parent / "notebooks") if path.is_dir())


def sockets_root() -> str | None:
    """The temporary folder whose path is short enough for the sockets that kernels listen on.

    A system bounds such a path, to 107 characters or fewer; macOS's own folder is too deep for it.
    None where there is none, or where the system has no such sockets.
    """
    if not hasattr(socket, "AF_UNIX"):
        return None
    import zmq  # not before the fork server is started

    roots = (tempfile.gettempdir(), "/tmp")  # noqa: S108 -- mkdtemp makes a private folder in it
    fitting = (root for root in roots if len(root) + SOCKET_NAME <= zmq.IPC_PATH_MAX_LEN)
    return next((root for root in fitting if os.access(root, os.W_OK)), None)
