"""JupyterHub with the dashboard, as `deploy/jupyterhub/run.sh` runs it, and a visitor of it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.deploy.behind import end
from tests.deploy.visitor import PATIENCE, Visitor
from tests.serving import ROOT, free_port

RUN = ROOT / "deploy" / "jupyterhub" / "run.sh"
IDLE = 25  # seconds until a visitor's server is ended
READY_WITHIN = 300  # seconds


@dataclass
class Hub:
    """A running JupyterHub: its address, its process, what it printed."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def servers(self) -> dict[str, psutil.Process]:
        """The visitors' servers that run now, by the name of the visitor."""
        found = {}
        for one in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # as it ends just now
                if "otkit.server.hub" in one.cmdline():
                    found[one.environ()["JUPYTERHUB_USER"]] = one
        return found


@contextmanager
def jupyterhub(folder: Path) -> Iterator[Hub]:
    """Run `run.sh` until it answers; everything it started ends with it."""
    url, log = f"http://127.0.0.1:{free_port()}/", folder / "hub.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                RUN,
                f"--JupyterHub.bind_url={url}",
                f"--JupyterHub.hub_port={free_port()}",
                f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{free_port()}",
                "--JupyterHub.last_activity_interval=3",
                *("--Spawner.env_keep=PATH", "--Spawner.env_keep=PYTHONPATH"),
            ],
            env={
                **os.environ,
                "PYTHON": sys.executable,
                "OTKIT_HUB_STATE": str(folder / "state"),
                "OTKIT_HUB_IDLE": str(IDLE),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + READY_WITHIN
        while not is_ready(url):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"JupyterHub did not start:\n{log.read_text()}")
            time.sleep(0.2)
        yield Hub(url, process, log)
    finally:
        end(process, 60)


def is_ready(url: str) -> bool:
    try:
        return urllib.request.urlopen(f"{url}hub/health", timeout=5).status == 200
    except OSError:
        return False


class HubVisitor(Visitor):
    """A visitor who follows the Hub's redirects and keeps its cookies, as a browser does."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub.url)
        self.web = httpx.AsyncClient(follow_redirects=True, timeout=PATIENCE)
        self.page = hub.url  # then the visitor's own
        self.waited = 0.0  # seconds for the first page

    @property
    def name(self) -> str:
        return self.page.split("/user/")[1].split("/")[0]

    def cookies_for(self, url: str) -> str:
        request = self.web.build_request("GET", httpx.URL(self.origin).join(url))
        return request.headers.get("Cookie", "")

    async def ask(self, path: str, method: str = "GET", **options: Any) -> httpx.Response:
        """Ask for an address of the visitor's own server, or of the Hub when it begins with /."""
        return await self.web.request(method, httpx.URL(self.page).join(path), **options)

    async def move_in(self) -> bool:
        began = time.monotonic()
        # As a browser marks what a page asks for by itself, and what a person asks for.
        again = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"} if self.moves else {}
        answer = await self.web.get(self.page, headers=again)
        while "One moment" in answer.text:
            await asyncio.sleep(1)
            answer = await self.web.get(answer.url)
        if not self.take(answer.text):
            return False
        self.page = str(answer.url)
        self.waited = self.waited or time.monotonic() - began
        return True

    async def leave(self) -> None:
        """Close the page, which gives its kernel back."""
        body = {"token": self.host["token"]}
        await self.ask(f"voila/api/shutdown/{self.host['kernelId']}", "POST", data=body)
        if self.line is not None:
            self.line.close()
            self.line = None
