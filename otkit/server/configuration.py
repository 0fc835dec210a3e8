"""Voilà's and Jupyter's own options, all of them public, as `otkit serve` sets them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, User
from traitlets.config import Config

from otkit.front.port import listened_on
from otkit.server import logs
from otkit.server.settings import Settings, sockets_root

ROOM = "room"  # the address and the name of a workshop's page
#: A page by its address.
PAGES = {
    "": "check_in.ipynb",
    "learn": "learn.ipynb",
    ROOM: "room.ipynb",
    "wall": "wall.ipynb",
}

#: Tornado's bounds on requests; the longest that a page sends is its beacon, of some 100 bytes.
REQUESTS = {
    "max_body_size": 10_000,  # bytes
    "max_header_size": 16_000,  # bytes
    "body_timeout": 10,  # seconds
    "idle_connection_timeout": 75,  # seconds
}


class Anyone(IdentityProvider):
    """Nobody signs in: every visitor is the same anonymous one, and no cookie is set."""

    def get_user(self, handler: Any) -> User:
        """Give every visitor the same name."""
        return User("visitor")


def configuration(settings: Settings, notebooks: Path) -> Config:
    """The options for `settings`; nothing is started."""
    config = Config()
    config.Voila.ip = listened_on(settings.host)
    config.Voila.port = settings.port
    config.Voila.port_retries = 0
    config.Voila.base_url = settings.base_url
    config.Voila.root_dir = str(notebooks)
    config.Voila.open_browser = False
    config.Voila.identity_provider_class = Anyone
    config.Voila.config_file_paths = []
    config.Voila.log_level = logging.WARNING
    config.Voila.logging_config = logs.APPLICATION
    page = config.VoilaConfiguration
    page.template = "otkit"
    page.allow_template_override = "NO"
    page.allow_theme_override = "NO"
    page.file_allowlist = []
    page.strip_sources = True
    if root := sockets_root():
        config.Voila.connection_dir_root = root
    return config
