"""nginx and Caddy in front of servers, with the files of `deploy/proxies/`, as an ordinary user."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import owner
from tests.serving import ROOT, end, free_port, listens

FOLDER = ROOT / "deploy" / "proxies"
PATH = f"{os.environ['PATH']}:/usr/sbin:/opt/homebrew/bin"
STARTS_WITHIN = 30  # seconds
ABOUT_NGINX = """
daemon off; pid nginx.pid; error_log stderr; events {{}}
http {{
    client_body_temp_path body; proxy_temp_path proxied; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
{site}
}}
"""
SERVERS = ("127.0.0.1:8866", "127.0.0.1:8867")  # as the files have them

Prepared = tuple[list[str], dict[str, str]]  # a command and its environment


def replaced(text: str, words: dict[str, str]) -> str:
    """The text with each of these words replaced; each is there."""
    for old, new in words.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(folder: Path, port: int, servers: Sequence[int]) -> Prepared:
    """Make a certificate, and the site's file with these ports and paths."""
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    files = ("-keyout", "key.pem", "-out", "chain.pem")
    subprocess.run([*make.split(), *files], cwd=folder, check=True, capture_output=True)
    own = {old: f"127.0.0.1:{new}" for old, new in zip(SERVERS, servers, strict=True)}
    own |= {"listen 80;": f"listen 127.0.0.1:{free_port()};"}
    own |= {"listen 443 ssl": f"listen 127.0.0.1:{port} ssl", "/etc/otkit": str(folder)}
    site = replaced((FOLDER / "nginx.conf").read_text(), own)
    (folder / "nginx.conf").write_text(ABOUT_NGINX.format(site=site))
    return ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"], {}


def caddy(folder: Path, port: int, servers: Sequence[int]) -> Prepared:
    """Caddy makes its own certificate, since 127.0.0.1 is not the internet."""
    env = {
        "OTKIT_SITE": "https://127.0.0.1",
        "OTKIT_SERVERS": " ".join(f"127.0.0.1:{one}" for one in servers),
        "OTKIT_HTTP_PORT": str(free_port()),
        "OTKIT_HTTPS_PORT": str(port),
    }
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(FOLDER / "Caddyfile")], env


PROXIES: dict[str, Callable[[Path, int, Sequence[int]], Prepared]] = {
    "nginx": nginx,
    "caddy": caddy,
}


@contextmanager
def in_front(name: str, servers: Sequence[int]) -> Iterator[tuple[str, Path]]:
    """The address of a proxy in front of these ports, and what it logs."""
    folder, port = Path(tempfile.mkdtemp(prefix=f"otkit-{name}-")), free_port()
    try:
        command, env = PROXIES[name](folder, port, servers)
        if identity := owner():
            for path in (folder, *folder.iterdir()):
                os.chown(path, identity["user"], identity["group"])
        with (log := folder / "log").open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={"PATH": PATH, "HOME": str(folder)} | env,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **owner(),
            )
        try:
            until = time.monotonic() + STARTS_WITHIN
            while not listens(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{name} does not listen:\n{log.read_text()}")
                time.sleep(0.1)
            yield f"https://127.0.0.1:{port}/", log
        finally:
            end(process)
    finally:
        shutil.rmtree(folder)
