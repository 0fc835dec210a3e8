"""JupyterHub on one machine; `run.sh` starts it."""
# ruff: noqa: F821 -- JupyterHub gives `c` and `load_subconfig`

import os
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
load_subconfig(str(here / "dashboard.py"))

c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.ConfigurableHTTPProxy.command = [
    str(here / "node_modules" / ".bin" / "configurable-http-proxy"),
]
c.ConfigurableHTTPProxy.log_level = "warn"

# A process of this very user for each visitor. A visitor cannot run code; whoever wants a wall
# between visitors all the same uses containers (DockerSpawner, Kubernetes).
c.JupyterHub.spawner_class = "simple"
state = Path(os.environ["OTKIT_HUB_STATE"])
c.Spawner.cmd = [sys.executable, "-m", "otkit.server.hub"]
c.SimpleLocalProcessSpawner.interrupt_timeout = 3  # seconds; there is nothing to save
c.SimpleLocalProcessSpawner.home_dir_template = str(state / "visitors")

c.JupyterHub.db_url = f"sqlite:///{state / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
# Nobody's page outlives the Hub: a restart of the Hub alone would leave servers that it forgot.
c.JupyterHub.cleanup_servers = True

# Visitors who left are forgotten, with their names. The dashboard itself has put away a page
# that rested for 20 minutes; then nothing more is said on its connection.
idle = int(os.environ.get("OTKIT_HUB_IDLE", 600))  # seconds
c.JupyterHub.services = [
    {
        "name": "culler",
        "command": [
            *(sys.executable, "-m", "jupyterhub_idle_culler"),
            *(f"--timeout={idle}", f"--cull-every={min(60, idle // 4)}", "--cull-users=True"),
        ],
    }
]
c.JupyterHub.load_roles.append(
    {
        "name": "culler",
        "services": ["culler"],
        "scopes": [
            "list:users",
            "read:users:activity",
            "read:servers",
            "delete:servers",
            "admin:users",
        ],
    }
)
