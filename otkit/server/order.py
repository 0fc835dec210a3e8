"""An order: what a kernel is told that no other kernel is, sent to it through its channel."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

from otkit.server.confine import set_limits

LENGTH_BYTES = 4


@dataclass(frozen=True)
class Order:
    """What one kernel is started with.

    `argv` is the command line behind `-m ipykernel_launcher`; `env` the whole environment; `cwd`
    the folder; `limits` are names and values for `resource.setrlimit`; `parent` is the process id
    of the Jupyter server; `confined` puts it behind the walls of `confine.py`.
    """

    argv: list[str]
    env: Mapping[str, str]
    cwd: str
    limits: Mapping[str, int]
    parent: int
    confined: bool = False

    def packed(self) -> bytes:
        """The order as it is sent: its length in four bytes, then JSON."""
        data = json.dumps(asdict(self)).encode()
        return len(data).to_bytes(LENGTH_BYTES, "big") + data

    @classmethod
    def read(cls, channel: int) -> Self:
        """Wait for the order on a channel; raises `EOFError` when whoever gives it is gone."""
        length = int.from_bytes(_read(channel, LENGTH_BYTES), "big")
        return cls(**json.loads(_read(channel, length)))

    def obey(self) -> None:
        """Take on environment, folder and limits; start every random sequence anew."""
        os.environ.clear()
        os.environ.update(self.env)
        time.tzset()
        os.chdir(self.cwd)
        set_limits(self.limits)
        if self.confined:
            from otkit.server import confined_kernel  # ipykernel: not for the server's own process

            confined_kernel.enter(self.argv[-1])
        sys.argv = ["ipykernel_launcher", *self.argv]
        random.seed()
        if numpy := sys.modules.get("numpy"):
            numpy.random.seed()


def _read(channel: int, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = os.read(channel, size - len(data))
        if not more:
            raise EOFError("The order was not given to its end.")
        data += more
    return data
