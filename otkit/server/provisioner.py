"""Starts kernels by asking the fork server; where that cannot be, in the ordinary way.

A kernel provisioner is jupyter_client's seam for how a kernel's process is started and kept in
hand. This one is the entry point `otkit-fork`; a server uses it for every kernel when
`KernelProvisionerFactory.default_provisioner_name` says so (or the environment variable
JUPYTER_DEFAULT_PROVISIONER_NAME). It is jupyter_client's own local provisioner, with a process that
`forkserver.py` forked in the place of one that Python started: connection files, ports, encryption,
signals to the process group and the steps of a shutdown are the same.

There is one fork server in a Jupyter server, started by the first kernel or early by
`start_fork_server`. A dead one is replaced by the next kernel's start. Kernels do not need it once
they run: a channel of their own (see `forkserver.py`) says when they end. Only if the fork server
died before, nobody can know the exit code; it is then given as if the kernel had been killed.

Forked are kernels of this very Python that the kernel specification starts by `-m
ipykernel_launcher`, on Linux. All others, kernels whose environment asks for something that is
settled before a fork, and all kernels when OTKIT_FORK=0, are started in the ordinary way.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, Dict, Integer, Unicode

from otkit.server.fork_client import ONE_THREAD, never_forks, start_fork_server
from otkit.server.order import Order

LAUNCHER = ["-m", "ipykernel_launcher", "-f"]
HISTORY = "--HistoryManager."  # options about a history that forked kernels do not keep
#: What Python, the loader or an imported module reads once, hence before any fork.
SETTLED = (
    "HOME",
    "IPYTHONDIR",
    "JUPYTER_WIDGETS_ECHO",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "OTKIT_DATA",
    "OTKIT_PICTURES",
    "PYTHONHASHSEED",
    "PYTHONPATH",
)
PIPES = (subprocess.PIPE, subprocess.STDOUT, subprocess.DEVNULL)
STREAMS = {"stdin": 0, "stdout": 1, "stderr": 2}
UNDERSTOOD = {"env", "cwd", "kernel_id", "independent", *STREAMS}
START_SECONDS = 60.0


class ForkProvisioner(LocalProvisioner):
    """Starts a kernel by a fork, where possible."""

    limits = Dict(
        key_trait=Unicode(),
        value_trait=Integer(),
        config=True,
        help="Limits set in each forked kernel, by their names in Python's `resource` module, "
        "e.g. {'RLIMIT_DATA': 300_000_000, 'RLIMIT_CPU': 3600} (bytes, seconds).",
    )

    confined = Bool(
        False,
        config=True,
        help="Keep kernels from the network, from starting programs, and from files that are not "
        "theirs, as far as this system can (see `confine.py`).",
    )

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel, and return how to reach it."""
        why_not = cannot_fork(cmd, kwargs) or await self.fork_kernel(cmd, kwargs)
        if why_not is None:
            return self.connection_info
        if why_not not in _said:
            _said.add(why_not)
            self.log.warning("Kernels are started in the ordinary, slower way: %s.", why_not)
        if self.confined and cmd[1:4] == LAUNCHER:
            limits = json.dumps(self.limits)
            cmd = [cmd[0], "-m", "otkit.server.confined_kernel", limits, *cmd[3:]]
            # No wall stands around a library's threads that run before it is built.
            kwargs["env"] = kwargs["env"] | ONE_THREAD
        return await super().launch_kernel(cmd, **kwargs)

    async def fork_kernel(self, cmd: list[str], kwargs: Mapping[str, Any]) -> str | None:
        """Have the kernel forked; returns why that cannot be."""
        cwd = kwargs.get("cwd") or os.getcwd()
        order = Order(
            argv=cmd[3:5],
            env=kwargs["env"] | {"JPY_PARENT_PID": str(os.getpid())},
            cwd=os.fspath(cwd),
            limits=self.limits,
            parent=os.getpid(),
            confined=self.confined,
        )
        streams = {
            number: given if isinstance(given, int) else given.fileno()
            for name, number in STREAMS.items()
            if (given := kwargs.get(name)) is not None
        }
        for _ in range(2):
            try:
                async with asyncio.timeout(START_SECONDS):
                    process = await start_fork_server().fork(order, streams)
            except ConnectionError:
                continue  # it died: the next one may live
            except TimeoutError:
                return f"the fork server did not answer within {START_SECONDS:.0f} s"
            self.process: Any = process
            self.pid = self.pgid = process.pid
            self.cwd = cwd
            return None
        return "the fork server ends as soon as it is started"

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it started; never a process that only has its old number."""
        if self.process is not None and self.process.poll() is None:
            await super().send_signal(signum)


_said: set[str] = set()


def cannot_fork(cmd: Sequence[str], kwargs: Mapping[str, Any]) -> str | None:
    """Say why a kernel cannot be forked, or None when it can.

    >>> cannot_fork(["R", "--slave"], {"env": {}})
    'they are not kernels of this Python'
    """
    env = kwargs.get("env") or {}
    if never := never_forks(os.environ | env):
        return never
    if os.path.abspath(cmd[0]) != os.path.abspath(sys.executable) or cmd[1:4] != LAUNCHER:
        return "they are not kernels of this Python"
    if options := [option for option in cmd[5:] if not option.startswith(HISTORY)]:
        return f"they are started with {' '.join(options)}"
    asked = {name for name, value in kwargs.items() if value is not None}
    if other := asked - UNDERSTOOD:
        return f"they are started with {', '.join(sorted(other))}"
    if kwargs.get("independent") or any(kwargs.get(name) in PIPES for name in STREAMS):
        return "they are to be independent of the server, or piped to it"
    settled = start_fork_server().env
    own = [name for name in SETTLED if env.get(name, settled.get(name)) != settled.get(name)]
    return f"they have their own {', '.join(own)}" if own else None
