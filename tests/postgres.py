"""A real PostgreSQL for a test: made in a temporary folder, on loopback, with a password."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.serving import free_port

PASSWORD = "hush-hush"
NOT_ROOT = ("postgres", "nobody")  # PostgreSQL refuses to run as root


def programs() -> Path:
    """Ask `postgres.sh`, the one place that knows where PostgreSQL lives."""
    found = subprocess.run(
        [Path(__file__).parent / "postgres.sh"], capture_output=True, text=True, check=True
    )
    return Path(found.stdout.strip())


def owner() -> dict[str, Any]:
    """As whom to run it: ourselves, or a system user when we are root."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(names[name] for name in NOT_ROOT if name in names)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@dataclass
class PostgreSQL:
    """A server that can be stopped and started again; `url(name)` is a database of it."""

    folder: Path
    port: int
    programs: Path

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://otkit:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=(log := (self.folder / "log").open("ab")),
            stderr=log,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            **owner(),
        )
        log.close()
        if done.returncode:
            raise RuntimeError((self.folder / "log").read_text())

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self.run("pg_ctl", "-D", "data", "-w", "-o", options, "-l", "server.log", "start")

    def stop(self, how: str = "fast") -> None:
        """Stop it: `fast` as an administrator does, `immediate` as a crash does."""
        self.run("pg_ctl", "-D", "data", "-w", "-m", how, "stop")


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A running server, gone afterwards with all it held."""
    folder = Path(tempfile.mkdtemp(prefix="otkit-postgres-"))
    try:
        (folder / "password").write_text(PASSWORD)
        (folder / "log").touch()
        if identity := owner():
            for path in (folder, *folder.iterdir()):
                os.chown(path, identity["user"], identity["group"])
        server = PostgreSQL(folder, free_port(), programs())
        server.run(
            *("initdb", "-D", "data", "-U", "otkit", "-A", "scram-sha-256"),
            *("--pwfile", "password", "-E", "UTF8", "--locale", "C"),
        )
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder)
