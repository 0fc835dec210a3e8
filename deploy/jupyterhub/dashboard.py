"""JupyterHub with the dashboard as what a visitor comes for, on one machine and on Kubernetes.

Both read this file: `jupyterhub_config.py` beside it, and the chart's own, into whose folder of
configurations `values.yaml` puts it. What differs is how a visitor's server is started.
"""
# ruff: noqa: F821 -- whoever reads this file has made `c`

import logging
import re
from pathlib import Path

PLACES = 200  # visitors at the same time

# ---- Whoever comes is a new visitor with a random name, and gets a dashboard at once.
c.JupyterHub.authenticator_class = "tmp"
c.Authenticator.allow_all = True
c.JupyterHub.allow_named_servers = False
c.JupyterHub.active_server_limit = PLACES
c.JupyterHub.concurrent_spawn_limit = 20

# ---- A visitor's server is the dashboard, and nothing else.
c.Spawner.cmd = ["python", "-m", "otkit.server.hub"]
c.Spawner.default_url = ""
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "OTKIT_DATA", "OTKIT_ROOM"]

# ---- A visitor may start and open this one server: no tokens, no names of others, no services.
c.JupyterHub.load_roles.append(
    {
        "name": "user",
        "scopes": [
            "access:servers!user",
            "servers!user",
            "read:users:name!user",  # these two are what the sign-in itself asks for
            "read:users:groups!user",
        ],
    }
)

# ---- What a visitor sees of the Hub: a calm page while the dashboard starts, and when it cannot.
c.JupyterHub.template_paths = [str(Path(__file__).resolve().parent / "templates")]
c.JupyterHub.tornado_settings.update(
    {
        "log_function": lambda handler: None,  # an access log would hold addresses
        "headers": {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
            "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        },
        "cookie_options": {"samesite": "Lax", "expires_days": None},  # forgotten with the browser
    }
)

# ---- What is written down: what goes wrong, without the address of whoever asked.
c.JupyterHub.log_level = "WARN"


def without_address(
    record: logging.LogRecord,
    address: re.Pattern[str] = re.compile(r" \([\da-fA-F.:]+\)(?=[:\n]|$)|, remote_ip='[^']*'"),
) -> bool:
    """Take the address out of what tornado writes of a request."""
    record.msg, record.args = address.sub("", record.getMessage()), ()
    return True


for name in ("tornado.general", "tornado.application"):
    logging.getLogger(name).addFilter(without_address)
