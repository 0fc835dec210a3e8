"""Several dashboards behind HAProxy on one machine; `run.sh` starts this.

It starts the servers on free ports of loopback, HAProxy in front of them, and starts again a server
that ended. SIGHUP restarts one server after another; SIGTERM or Ctrl-C ends all of them.

A restart loses nothing that was ticked: HAProxy first gives new visitors to the other servers, then
it ends the connections of the pages that are still open, one after another; each opens another one,
which another server takes, and sends its form again (`host.js`). Then the server is restarted. The
servers share one secret, made for this run, so that each takes pages that another has drawn.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from balancer import Balancer
from servers import Server

Waited = Coroutine[Any, Any, Any] | asyncio.Future[Any]


async def run(balancer: Balancer, servers: Sequence[Server], drain: float) -> None:
    """Run everything until a signal ends it."""
    over, again = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    loop.add_signal_handler(signal.SIGHUP, again.set)
    keeping = [asyncio.ensure_future(server.keep_running()) for server in servers]
    proxy = None
    try:
        for server in servers:
            if not await first(server.up.wait(), over.wait(), *keeping):
                if not over.is_set():
                    raise SystemExit(f"{server.name} did not start.")
                return
        config = balancer.admin.with_name("haproxy.cfg")
        config.write_text(balancer.configuration(servers))
        program = os.environ.get("OTKIT_HAPROXY", "haproxy")
        proxy = await asyncio.create_subprocess_exec(program, "-db", "-q", "-f", str(config))
        await first(listens(balancer.bind), over.wait(), proxy.wait())
        scheme = "https" if balancer.certificate else "http"
        print(f"{len(servers)} servers at {scheme}://{balancer.bind} (stop with Ctrl-C)")
        print(f"To restart them one by one: kill -HUP {os.getpid()}", flush=True)
        while await first(again.wait(), over.wait(), proxy.wait()):
            again.clear()
            await first(balancer.restart_in_turn(servers, drain), over.wait(), proxy.wait())
        if proxy.returncode is not None:
            raise SystemExit("HAProxy ended.")
    finally:
        for task in keeping:
            task.cancel()
        if proxy is not None and proxy.returncode is None:
            proxy.terminate()
            await proxy.wait()
        await asyncio.gather(*(server.end() for server in servers))


async def listens(bind: str) -> None:
    """Wait until something listens at an address as HAProxy writes it, such as `*:8866`."""
    host, _, port = bind.rpartition(":")
    near = "localhost" if host in ("", "*") else host.strip("[]")  # 0.0.0.0 reaches it too
    while True:
        try:
            _, writer = await asyncio.open_connection(near, int(port))
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return


async def first(wanted: Waited, *others: Waited) -> bool:
    """Wait until one of these is done, cancel the others; whether it was the first."""
    tasks = [asyncio.ensure_future(work) for work in (wanted, *others)]
    done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in rest.difference(others):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    for task in done:
        task.result()
    return tasks[0] in done


def free_ports(count: int) -> list[int]:
    """So many different free ports of loopback."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in held]
    for listener in held:
        listener.close()
    return ports


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line; what follows `--` is for each `otkit serve`."""
    parser = argparse.ArgumentParser(
        prog="run.sh",
        description="Several dashboards behind HAProxy on this machine.",
        epilog="What follows -- is for each `otkit serve`: run.sh 3 -- --max-visitors 300",
    )
    add = parser.add_argument
    add("servers", type=int, nargs="?", default=3, help="how many (3)")
    add("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add("--port", type=int, default=8866, help="port to listen on (8866)")
    add("--certificate", type=Path, help="file with key and chain (PEM), for HTTPS")
    add("--drain", type=float, default=30, help="seconds before a restart ends open pages (30)")
    add("--show", action="store_true", help="only print HAProxy's configuration")
    cut = words.index("--") if "--" in words else len(words)
    return parser.parse_args(words[:cut], argparse.Namespace(options=tuple(words[cut + 1 :])))


def main() -> None:
    """Run until stopped."""
    arguments = parse(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="otkit-replicas-") as folder:
        secret = Path(folder) / "secret"
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(32))
        options = ("--secret-file", str(secret), *arguments.options)
        servers = [
            Server(f"s{number}", port, options)
            for number, port in enumerate(free_ports(arguments.servers), start=1)
        ]
        bind = f"{arguments.host}:{arguments.port}"
        balancer = Balancer(bind, Path(folder) / "admin", arguments.certificate)
        if arguments.show:
            print(balancer.configuration(servers), end="")
        else:
            asyncio.run(run(balancer, servers, arguments.drain))


if __name__ == "__main__":
    main()
