"""How much one address and all together may ask for.

Pure bookkeeping: no web. Addresses are held in memory for a minute at most, or as long as their
pages are open, and are never logged.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Network, ip_address
from weakref import WeakValueDictionary

WITH_PORT = re.compile(r"(?:\[(?P<v6>[^]]+)\]|(?P<v4>[0-9.]+))(?::[0-9]+)?")


def client_address(address: str) -> str:
    """The address that counts as one client's: of IPv6 its /64 network; some proxies add a port.

    What is no address counts as one client's too, "".

    >>> client_address("2001:db8:1:2:3:4:5:6"), client_address("192.0.2.1:4711")
    ('2001:db8:1:2::/64', '192.0.2.1')
    """
    match = WITH_PORT.fullmatch(address.strip())
    try:
        parsed = ip_address((match["v6"] or match["v4"]) if match else address.strip())
    except ValueError:
        return ""
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Network((int(parsed), 64), strict=False))


@dataclass
class Bucket:
    """At most `burst` messages at once and `rate` a second in the long run."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _level: float = 0.0
    _last: float = 0.0

    def take(self) -> bool:
        """Whether one more message fits; counts it when it does."""
        if self.level() + 1 > self.burst:
            return False
        self._level += 1
        return True

    def level(self) -> float:
        """How many of the messages taken still count."""
        now = self.clock()
        self._level = max(0.0, self._level - (now - self._last) * self.rate)
        self._last = now
        return self._level


@dataclass
class Shares:
    """A bucket for each address."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def take(self, address: str) -> bool:
        """Whether one more fits into the address's bucket, or there is no limit; counts it."""
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if bucket.level()}
        bucket = self._buckets.setdefault(address, Bucket(self.rate, self.burst, self.clock))
        return not self.burst or bucket.take()


class Turns:
    """At most `most` requests at once, served in turn between the addresses that wait."""

    def __init__(self, most: int) -> None:
        """Serve nobody yet."""
        self._most = most
        self._all = asyncio.Semaphore(most)
        self._by_address: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, address: str) -> AsyncIterator[None]:
        """Wait for the turn of `address`, and hold it.

        No address has more requests in the common queue than can be served at once, so nobody
        waits behind all those of another.
        """
        own = self._by_address.setdefault(address, asyncio.Semaphore(self._most))
        async with own, self._all:
            yield
