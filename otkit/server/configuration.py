"""Voilà's and Jupyter's own options, all of them public, as `otkit serve` sets them."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, User
from nbformat.sign import MemorySignatureStore
from traitlets.config import Config

from otkit.port import listened_on
from otkit.server import confine, handlers, logs, sockets
from otkit.server.settings import Settings, sockets_root
from otkit.server.visitors import Visitors

ROOM = "room.ipynb"  # kept warm only where rooms are
PAGES = {"": "check_in.ipynb", "learn": "learn.ipynb", "room": ROOM}  # a parent's page by address


class Anyone(IdentityProvider):
    """Nobody signs in: every visitor is the same anonymous one, and no cookie is set."""

    def get_user(self, handler: Any) -> User:
        """Give every visitor the same name."""
        return User("visitor")


class OwnNotebooks(MemorySignatureStore):
    """Jupyter's record of trusted notebooks, of which there are no others here."""

    def check_signature(self, digest: str, algorithm: str) -> bool:
        """Trust it."""
        return True


def configuration(settings: Settings, notebooks: Path, secret: bytes) -> Config:
    """The options for `settings`; nothing is started."""
    config = Config()
    config.Voila.ip = listened_on(settings.host)
    config.Voila.port = settings.port
    config.Voila.port_retries = 0
    config.Voila.base_url = settings.base_url
    config.Voila.root_dir = str(notebooks)
    config.Voila.open_browser = False
    config.Voila.identity_provider_class = Anyone
    config.Voila.kernel_websocket_connection_class = sockets.Connection
    config.Voila.config_file_paths = []
    config.Voila.log_level = logging.WARNING
    config.Voila.log_format = logs.FORMAT
    config.Voila.log_datefmt = logs.TIME
    # The notebooks are the kit's own: nothing about them is kept in anybody's home.
    config.NotebookNotary.secret = secret
    config.NotebookNotary.store_factory = OwnNotebooks
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
    warm = set(PAGES.values()) - (set() if settings.room else {ROOM})
    kernels.preheat_denylist = [
        str(path) for path in notebooks.rglob("*.ipynb") if path.name not in warm
    ]
    visitors = config.Visitors
    visitors.kernel_manager_class = "otkit.server.kernels.LightKernelManager"
    visitors.max_visitors = settings.max_visitors
    visitors.cull_idle_timeout = max(1, round(settings.idle_minutes * 60))
    visitors.cull_interval = min(60, visitors.cull_idle_timeout)
    visitors.cull_connected = True
    visitors.buffer_offline_messages = False  # a page that is back asks for all that it shows
    visitors.kernel_info_timeout = 10  # seconds for a line to hear from its kernel
    # In a burst the form may come late; Voilà would go on after 4 s with an empty page.
    config.VoilaExecutor.iopub_timeout = 60
    config.VoilaExecutor.raise_on_iopub_timeout = True
    config.KernelProvisionerFactory.default_provisioner_name = "otkit-fork"
    config.ForkProvisioner.confined = True
    config.ForkProvisioner.limits = confine.LIMITS
    root = sockets_root()
    config.KernelManager.transport = "ipc" if root else "tcp"
    if root:
        config.Voila.connection_dir_root = root
    config.KernelManager.shutdown_wait_time = 1.0
    config.KernelRestarter.restart_limit = 0
    config.KernelRestarter.time_to_dead = 1.0
    return config
