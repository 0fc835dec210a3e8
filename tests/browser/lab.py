"""A JupyterLab as `otkit lab` starts it, for a test: on loopback, far from anybody's settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .conftest import free_port, running

WITNESS = """import contextlib, os, sys

def note(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    with contextlib.suppress(OSError), open(os.environ["WITNESS"], "a") as file:
        file.write(f"{host}\\n")

if "WITNESS" in os.environ:
    sys.addaudithook(note)
"""
"""What every Python of the lab runs at its start: it notes each host that is asked for anything."""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, the id of its process, what its Pythons connected to."""

    address: str
    pid: int
    witness: Path

    def hosts(self) -> set[str]:
        """Every host that JupyterLab and its kernels have asked for anything."""
        return set(self.witness.read_text().splitlines())


@contextmanager
def jupyterlab(home: Path, *options: str, **env: str) -> Iterator[Lab]:
    """Run `otkit lab` on the folder `work` of `home`, which is its user's home."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    witness = home / "witness"
    witness.mkdir()
    (witness / "sitecustomize.py").write_text(WITNESS)
    folders = {"CONFIG_DIR": "config", "DATA_DIR": "share", "RUNTIME_DIR": "runtime"}
    env |= {f"JUPYTER_{name}": str(home / folder) for name, folder in folders.items()}
    env |= {"HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "OTKIT_HOST": "127.0.0.1"}
    env |= {"WITNESS": str(witness / "hosts"), "PYTHONPATH": python_path(witness)}
    ours = (
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--allow-root",
        "--IdentityProvider.token=",
        f"--folder={home / 'work'}",
    )
    with running("otkit", "lab", *options, *ours, url=f"{address}api", **env) as process:
        yield Lab(address, process.pid, witness / "hosts")


def python_path(first: Path) -> str:
    """The path on which Python looks for modules, with `first` at its start."""
    return os.pathsep.join([str(first), *filter(None, [os.environ.get("PYTHONPATH")])])
