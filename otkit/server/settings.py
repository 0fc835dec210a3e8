"""The settings of `otkit serve`, and what is checked before the server itself is imported."""

from __future__ import annotations

import os
import re
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from otkit.errors import ServerError
from otkit.front.port import HOST, PORT, refuse_taken
from otkit.front.schemas import leave_out_iris
from otkit.kit import pictures
from otkit.kit.lessons import load_kit
from otkit.kit.tables import Tables
from otkit.kit.tables.sentences import said
from otkit.scoring.countries import VARIABLE, refuse_unknown
from otkit.server import logs
from otkit.server.addressed import ANY
from otkit.server.process import ensure_home, on_ending
from otkit.workshop.room import rooms_of

SOCKET_NAME = len("/voila_12345678/kernel-12345678/kernel-ipc-1")
PACKAGE = Path(__file__).parents[1]
FRONT = PACKAGE / "front"

PATH = re.compile(r"/(?:(?![.]{1,2}/)[0-9A-Za-z._~%@-]+/)*")
NAME = re.compile(r"[*]|[0-9a-z_-]+(?:[.][0-9a-z_-]+)*")
#: What kernels see of the server's environment; everything else might be a secret.
KEPT_VARIABLES = (
    "GLIBC_TUNABLES",  # with PYTHONMALLOC, memory that is given back can be wiped
    "HOME",
    "JUPYTER_WIDGETS_ECHO",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "OTKIT_COUNTRY",
    "OTKIT_DRAFTS",
    "OTKIT_LOG_FORMAT",
    "OTKIT_PICTURE_ROUTE",
    "OTKIT_ROOM",
    "PATH",
    "PYTHONMALLOC",
    "PYTHONPATH",
    "SYSTEMROOT",  # without it no Windows program opens a socket
    "TZ",
    "VIRTUAL_ENV",
)


@dataclass(frozen=True)
class Size:
    """How many kernels serve, whether one more waits, and how many pages one of them holds."""

    kernels: int
    spare: bool
    pages_per_kernel: int


@dataclass(frozen=True)
class Settings:
    """How to serve: where to listen, how many at once, which tables, where rooms are kept.

    `names` are those under which it answers besides addresses and this computer's own names;
    `max_visitors` counts open pages (0: what memory and descriptors carry), `max_per_address` those
    of one address (0 is no limit; a workshop shares one); `behind_proxy` believes what a proxy says
    of addresses; `kernels` hold the pages (0: one for each core, at least two), each at most
    `pages_per_kernel` (0: all that come; 1 isolates each visitor), and with `spare` one more waits;
    `idle_minutes` is how long a page may rest before it is put away (it comes back at a touch);
    `secret_file` holds the secret that all servers of a site share; `country` is the place of most
    readers, as in contacts.csv; `drafts` shows languages that are not wholly translated; `room` is
    the file or the PostgreSQL URL of the workshops' rooms, empty where there are none; `watch`
    serves tables and lessons anew when they are saved, and tells of it in the language `lang`;
    `health_port` is for `health.py`, None for nowhere; `log_format` is "text" or "json".
    """

    host: str = HOST
    port: int = PORT
    names: tuple[str, ...] = ()
    max_visitors: int = 0
    max_per_address: int = 60
    behind_proxy: bool = False
    kernels: int = 0
    pages_per_kernel: int = 0
    spare: bool = True
    idle_minutes: float = 20
    data: Path | None = None
    watch: bool = False
    base_url: str = "/"
    room: str = ""
    secret_file: Path | None = None
    country: str = ""
    drafts: bool = False
    lang: str = "en"
    health_port: int | None = None
    health_host: str = HOST
    log_format: str = logs.TEXT

    @property
    def own_names(self) -> tuple[str, ...]:
        """The names under which it answers: any, where a proxy is trusted and none is given."""
        return self.names or ((ANY,) if self.behind_proxy else ())

    def size(self, most_pages: int) -> Size:
        """How many kernels there are, and how many pages each holds, if `most_pages` are open."""
        kernels = self.kernels or max(2, os.cpu_count() or 1)
        return Size(kernels, self.spare, self.pages_per_kernel or most_pages)


def prepare(settings: Settings) -> Tables:
    """Check that the port is free, read the tables, and set what kernels and Jupyter start with.

    Raises `TableError` when tables or lessons are broken, `ServerError` when the port is taken or
    a path or name is none, `CountryError`, and `RoomError` when rooms cannot be kept where they
    should be.
    """
    refuse_strange(settings)
    refuse_taken(settings.host, settings.port)
    if settings.health_port:
        refuse_taken(settings.health_host, settings.health_port, "health-")
    on_ending(sys.exit)
    os.environ[logs.VARIABLE] = settings.log_format
    logs.set_format()
    ensure_home()
    leave_out_iris()
    tables = load_kit(settings.data, settings.drafts)
    if settings.drafts:
        os.environ["OTKIT_DRAFTS"] = "1"
    set_country(settings.country, tables)
    os.environ["JUPYTER_WIDGETS_ECHO"] = "0"  # the page knows what it sent
    os.environ[pictures.VARIABLE] = pictures.ROUTE
    os.environ["JUPYTER_PATH"] = os.pathsep.join(
        [str(FRONT), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    )
    if settings.room:
        os.environ["OTKIT_ROOM"] = settings.room
        rooms_of(settings.room).delete_closed()
    return tables


def refuse_strange(settings: Settings) -> None:
    """Raise `ServerError` for what can stand in no address, and for one port with two purposes."""
    if not settings.host or not settings.health_host:
        raise ServerError(said("server.no-host"), "server.no-host")
    if settings.port == settings.health_port:
        raise ServerError(said("server.one-port"), "server.one-port")
    if not PATH.fullmatch(settings.base_url):
        raise ServerError(said("server.no-path"), "server.no-path")
    if not all(NAME.fullmatch(name) for name in settings.names):
        raise ServerError(said("server.no-name"), "server.no-name")


def set_country(country: str, tables: Tables) -> None:
    """Let kernels know where most readers live; a place that the tables lack is refused."""
    if country:
        refuse_unknown(country, tables)
        os.environ[VARIABLE] = country


def notebooks_folder() -> Path:
    """The notebooks beside the package in a checkout, inside it when installed."""
    return next(
        path for path in (PACKAGE / "notebooks", PACKAGE.parent / "notebooks") if path.is_dir()
    )


def sockets_root() -> str | None:
    """The temporary folder whose path is short enough for the sockets that kernels listen on.

    A system bounds such a path, to 107 characters or fewer; macOS's own folder is too deep for it.
    None where there is none, or where the system has no such sockets.
    """
    if not hasattr(socket, "AF_UNIX"):
        return None
    import zmq

    roots = (tempfile.gettempdir(), "/tmp")  # noqa: S108 -- mkdtemp makes a private folder in it  # nosec B108
    fitting = (root for root in roots if len(root) + SOCKET_NAME <= zmq.IPC_PATH_MAX_LEN)
    return next((root for root in fitting if os.access(root, os.W_OK)), None)
