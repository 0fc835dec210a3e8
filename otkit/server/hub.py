"""A visitor's own dashboard under JupyterHub: `python -m otkit.server.hub`, which the Hub starts.

The Hub says in the environment where to listen, under which address, and for whom. The pages, the
routes and the messages that are let through are those of `otkit serve`; besides, a page is drawn
only for the visitor whom the Hub started this server for.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from traitlets import Instance, default
from traitlets.config import Config

from otkit.errors import OtkitError
from otkit.server.addressed import ANY
from otkit.server.settings import Settings, prepare

try:
    from jupyterhub import __version__
    from jupyterhub.services.auth import HubOAuth
    from jupyterhub.singleuser.extension import (
        JupyterHubIdentityProvider,
        JupyterHubOAuthCallbackHandler,
    )
except ImportError as error:
    raise SystemExit('This needs JupyterHub\'s package: pip install "otkit[deploy]"') from error

PAGES_OPEN = 6  # by one visitor at once


def settings_of(hub: MutableMapping[str, str]) -> Settings:
    """How to serve as the Hub's environment says: one visitor needs one kernel, and no spare.

    >>> url = {"JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:5000/user/ada/"}
    >>> settings_of(url | {"JUPYTERHUB_SERVICE_PREFIX": "/user/ada/"}).base_url
    '/user/ada/'
    """
    url = urlsplit(hub["JUPYTERHUB_SERVICE_URL"])
    return Settings(
        host=url.hostname or "0.0.0.0",  # noqa: S104 -- the Hub says that it is to be so  # nosec B104
        port=url.port or 80,
        names=(ANY,),  # the Hub's proxy passes on its own
        base_url=hub["JUPYTERHUB_SERVICE_PREFIX"],
        max_visitors=PAGES_OPEN,
        max_per_address=0,
        kernels=1,
        spare=False,
        data=Path(hub["OTKIT_DATA"]) if hub.get("OTKIT_DATA") else None,
        room=hub.get("OTKIT_ROOM", ""),
    )


class HubLogin(HubOAuth):
    """The Hub's own sign-in, which visitors do not notice."""

    def check_xsrf_cookie(self, handler: Any) -> None:
        """Let a page ask for itself again, as it does when its kernel is gone.

        The Hub suspects that, because another visitor's server might have made the page ask. None
        of them serves anything but our own pages.
        """
        from_here = handler.request.headers.get("Sec-Fetch-Site") == "same-origin"
        if not (from_here and handler.request.method == "GET"):
            super().check_xsrf_cookie(handler)


class OwnVisitor(JupyterHubIdentityProvider):
    """Knows the one visitor whom the Hub started this server for."""

    hub_auth = Instance(HubLogin)

    @default("hub_auth")
    def _sign_in_at_the_hub(self) -> HubLogin:
        return HubLogin(parent=self)


def serve(hub: MutableMapping[str, str]) -> None:
    """Serve until the Hub ends it; takes the Hub's token out of `hub`, so that no kernel has it."""
    token = hub.pop("JUPYTERHUB_API_TOKEN")
    settings = settings_of(hub)
    tables = prepare(settings)
    from otkit.server import launch
    from otkit.server.handlers import Page
    from otkit.server.quiet import Quiet

    class Callback(Quiet, JupyterHubOAuthCallbackHandler):
        """The end of the Hub's sign-in."""

        write_error = Page.write_error

    class HubServer(launch.Server):
        """The dashboard, with the route that the Hub's sign-in comes back to."""

        def init_handlers(self) -> list[Any]:
            """All routes there are."""
            back = (
                f"{self.server_url}oauth_callback",
                Callback,
                {"hub_auth": self.identity_provider.hub_auth},
            )
            return [back, *super().init_handlers()]

        def init_settings(self) -> dict[str, Any]:
            """The dashboard's settings; the Hub looks for its version in a header."""
            settings = super().init_settings()
            settings["headers"]["X-JupyterHub-Version"] = __version__
            return settings

    # It would write the address of each request of a browser that does not say where it comes from.
    logging.getLogger("tornado.application").addFilter(
        lambda record: record.filename != "_xsrf_utils.py"
    )
    config = Config()
    config.Voila.identity_provider_class = OwnVisitor
    config.Voila.auto_token = True  # that is: take the provider's own
    config.HubAuth.api_token = token
    launch.serve(settings, tables, kind=HubServer, more=config)


def main() -> None:
    """Run under a Hub; say what is wrong in a sentence."""
    if "JUPYTERHUB_API_TOKEN" not in os.environ:
        sys.exit("JupyterHub starts this; to serve without it: otkit serve")
    try:
        serve(os.environ)
    except OtkitError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
