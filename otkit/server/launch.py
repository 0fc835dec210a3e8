"""What `otkit serve` does: Voilà, in this process, with only the parents' pages in front of it.

Voilà runs the notebooks and keeps kernels warm; `handlers.py` says what the web sees of it,
`provisioner.py` starts the kernels. Everything is Voilà's and Jupyter's public configuration.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, User
from tornado.web import GZipContentEncoding
from traitlets.config import Config
from voila.app import Voila

from otkit.drawing import render
from otkit.errors import ServerError
from otkit.server import handlers, sockets
from otkit.server.fork_client import start_fork_server
from otkit.server.limits import Limits
from otkit.server.visitors import Visitors
from otkit.tables import Tables, load_tables
from otkit.wording import Words

HERE = Path(__file__).parents[1]
FRONT = HERE / "front"
PAGES = {"": "check_in.ipynb", "learn": "learn.ipynb"}  # address -> notebook of a parent's page
PAGES_A_MINUTE = 4  # that an address may ask for, for each that it may have open
KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


@dataclass(frozen=True)
class Settings:
    """How to serve: where to listen, how many at once, which tables.

    `max_visitors` counts live kernels beyond the warm ones, `max_per_address` the open pages of one
    address (0 is no limit; a workshop shares one); `behind_proxy` believes what a proxy says of
    addresses; `warm` is how many kernels wait ready per page;
    `idle_minutes` is how long a page may rest before its kernel is given to somebody else.
    """

    host: str = "127.0.0.1"
    port: int = 8866
    max_visitors: int = 200
    max_per_address: int = 60
    behind_proxy: bool = False
    warm: int = 4
    idle_minutes: int = 20
    data: Path | None = None
    base_url: str = "/"


class Anyone(IdentityProvider):
    """Nobody signs in: every visitor is the same anonymous one, and no cookie is set."""

    def get_user(self, handler: Any) -> User:
        """Give every visitor the same name."""
        return User("visitor")


class Server(Voila):
    """Voilà with the routes of `handlers.py` and nothing else."""

    def __init__(self, settings: Settings, tables: Tables, secret: bytes, **kwargs: Any) -> None:
        """Serve with `tables` for its own sentences and `secret` for the pages' tokens."""
        self.tables = tables
        self.secret = secret
        self.behind_proxy = settings.behind_proxy
        a_minute = PAGES_A_MINUTE * settings.max_per_address
        self.limits = Limits(settings.max_per_address, a_minute, time.monotonic)
        super().__init__(**kwargs)

    def init_settings(self) -> dict[str, Any]:
        """Voilà's settings, with our headers, our secret and no access log of visitors."""
        settings: dict[str, Any] = super().init_settings()
        return settings | {
            "headers": dict(handlers.HEADERS),
            "otkit_behind_proxy": self.behind_proxy,
            "otkit_error_page": self.error_page,
            "otkit_limits": self.limits,
            "otkit_secret": self.secret,
            "log_function": quiet_log,
            "websocket_max_message_size": sockets.LARGEST_FRAME,
        }

    def init_handlers(self) -> list[Any]:
        """All routes there are."""
        base = self.server_url
        page = {
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        return [
            *(
                (f"{base}{path}", handlers.Page, page | {"notebook_path": notebook})
                for path, notebook in PAGES.items()
            ),
            (f"{base}voila/templates/(otkit/static/[a-z]+[.](?:js|css|svg))", handlers.Static),
            (f"{base}voila/api/shutdown/{KERNEL_ID}", handlers.Farewell),
            (f"{base}api/kernels/{KERNEL_ID}/channels", sockets.Socket),
            (".*", handlers.Missing),
        ]

    def listen(self) -> None:
        """Compress what is sent, then listen; a taken port is an error, not another port."""
        self.app.transforms.append(GZipContentEncoding)
        super().listen()

    def error_page(self, status: int) -> str:
        """A friendly page in every language."""
        kind = {503: "full", 429: "full", 404: "missing"}.get(status, "broken")
        readers = [Words(self.tables, row["language"]) for row in self.tables.rows("languages")]
        style = f"{self.server_url}voila/templates/otkit/static/style.css"
        context = {"readers": readers, "kind": kind, "style": style, "home": self.server_url}
        return render("error.html.j2", context)


def configuration(settings: Settings, notebooks: Path, secret: bytes) -> Config:
    """Voilà's and Jupyter's own options for `settings`; nothing is started."""
    config = Config()
    config.Voila.ip = settings.host
    config.Voila.port = settings.port
    config.Voila.port_retries = 0
    config.Voila.base_url = settings.base_url
    config.Voila.root_dir = str(notebooks)
    config.Voila.open_browser = False
    config.Voila.identity_provider_class = Anyone
    config.Voila.config_file_paths = []
    config.Voila.log_level = logging.WARNING
    page = config.VoilaConfiguration
    page.template = "otkit"
    page.allow_template_override = "NO"
    page.allow_theme_override = "NO"
    page.file_allowlist = []
    page.strip_sources = True
    page.preheat_kernel = True
    page.default_pool_size = settings.warm
    page.multi_kernel_manager_class = Visitors
    page.resources = {"token_for": partial(handlers.token_for, secret=secret)}
    kernels = config.VoilaKernelManager
    kernels.fill_delay = 0.0
    kernels.preheat_denylist = [
        str(path) for path in notebooks.rglob("*.ipynb") if path.name not in PAGES.values()
    ]
    visitors = config.Visitors
    visitors.kernel_manager_class = "otkit.server.kernels.LightKernelManager"
    visitors.max_visitors = settings.max_visitors
    visitors.cull_idle_timeout = settings.idle_minutes * 60
    visitors.cull_interval = 60
    visitors.cull_connected = True
    # In a burst the form may come late; Voilà would go on after 4 s with an empty page.
    config.VoilaExecutor.iopub_timeout = 60
    config.VoilaExecutor.raise_on_iopub_timeout = True
    config.KernelProvisionerFactory.default_provisioner_name = "otkit-fork"
    config.KernelManager.transport = "ipc" if hasattr(socket, "AF_UNIX") else "tcp"
    config.KernelManager.shutdown_wait_time = 1.0
    config.KernelRestarter.restart_limit = 0
    config.KernelRestarter.time_to_dead = 1.0
    return config


def serve(settings: Settings) -> None:
    """Serve the parents' pages until interrupted.

    Raises `TableError` when the tables are broken and `ServerError` when the port is taken.
    """
    tables = load_tables(settings.data)
    refuse_taken_port(settings)
    os.environ["JUPYTER_WIDGETS_ECHO"] = "0"  # the page knows what it sent
    if settings.data is not None:
        os.environ["OTKIT_DATA"] = str(settings.data.resolve())
    os.environ["JUPYTER_PATH"] = os.pathsep.join(
        [str(FRONT), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    )
    start_fork_server()
    secret = secrets.token_bytes(32)
    server = Server(
        settings, tables, secret, config=configuration(settings, notebooks_folder(), secret)
    )
    server.initialize([])
    server.start()


def notebooks_folder() -> Path:
    """The notebooks beside the package in a checkout, inside it when installed."""
    return next(path for path in (HERE / "notebooks", HERE.parent / "notebooks") if path.is_dir())


def refuse_taken_port(settings: Settings) -> None:
    """Raise `ServerError` when the address cannot be listened on."""
    try:
        with socket.create_server((settings.host, settings.port)):
            pass
    except OSError as error:
        raise ServerError(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
            "Stop what uses it, or choose another with --port.",
            "server.port-taken",
            port=settings.port,
        ) from error


def quiet_log(handler: Any) -> None:
    """Log failures only, without address, query or visitor."""
    if handler.get_status() >= 500 and handler.get_status() != 503:
        logging.getLogger("otkit").error("A request was answered with %s.", handler.get_status())
