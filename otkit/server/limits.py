"""How much one address and all together may ask for, and what a websocket message may look like.

Pure bookkeeping: no web, no clock of its own. Addresses are held in memory for a minute at most,
or as long as their pages are open, and are never logged.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Network, ip_address
from itertools import pairwise
from typing import Any

MINUTE = 60.0  # seconds
OFFSET = 8  # bytes of a number in a message of the v1 kernel websocket protocol
MOST_PARTS = 12  # a message has five parts, and room for buffers that our pages do not use


def household(address: str) -> str:
    """Whose an address is: of IPv6, one household or one office holds all that share 64 bits.

    >>> household("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::/64'
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False))


@dataclass
class Limits:
    """Counts pages by address. A workshop shares one address, so it may open many at once.

    `most_live` pages of one address may be open, given or waited for, and `most_a_minute` may be
    asked for; 0 is no limit.
    """

    most_live: int
    most_a_minute: int
    clock: Callable[[], float]
    _asked: dict[str, deque[float]] = field(default_factory=dict)
    _waiting: Counter[str] = field(default_factory=Counter)
    _live: dict[str, str] = field(default_factory=dict)  # kernel id -> address
    _open: set[str] = field(default_factory=set)

    def admit(self, address: str) -> bool:
        """Whether `address` may ask for one more page now; counts it when it may."""
        now = self.clock()
        for other in [name for name, times in self._asked.items() if now - times[-1] > MINUTE]:
            del self._asked[other]
        times = self._asked.setdefault(address, deque())
        while times and now - times[0] > MINUTE:
            times.popleft()
        too_often = self.most_a_minute and len(times) >= self.most_a_minute
        too_many = self.most_live and self.live(address) >= self.most_live
        if not times or not (too_often or too_many):
            times.append(now)
        return not (too_often or too_many)

    def live(self, address: str) -> int:
        """How many pages `address` has or waits for."""
        return self._waiting[address] + sum(owner == address for owner in self._live.values())

    @contextmanager
    def waiting(self, address: str) -> Iterator[None]:
        """Count a visitor who was admitted and waits for a page."""
        self._waiting[address] += 1
        try:
            yield
        finally:
            self._waiting[address] -= 1
            self._waiting += Counter()  # forgets whoever waits no more

    def given(self, kernel_id: str, address: str) -> None:
        """Note that the kernel's page was sent to `address`."""
        self._live[kernel_id] = address

    def opened(self, kernel_id: str, address: str) -> None:
        """Note that the kernel's page is open at `address`."""
        self._live[kernel_id] = address
        self._open.add(kernel_id)

    def __contains__(self, kernel_id: str) -> bool:
        """Whether the kernel's page was opened and not closed since."""
        return kernel_id in self._open

    def closed(self, kernel_id: str) -> None:
        """Forget a page."""
        self._live.pop(kernel_id, None)
        self._open.discard(kernel_id)


@dataclass
class Bucket:
    """At most `burst` messages at once and `rate` a second in the long run."""

    rate: float
    burst: float
    clock: Callable[[], float]
    _level: float = 0.0
    _last: float = 0.0

    def take(self) -> bool:
        """Whether one more message fits; counts it when it does."""
        now = self.clock()
        self._level = max(0.0, self._level - (now - self._last) * self.rate)
        self._last = now
        if self._level + 1 > self.burst:
            return False
        self._level += 1
        return True


def read_header(message: bytes) -> tuple[str, dict[str, Any]] | None:
    """The channel and the header of a v1 kernel websocket message, or None when it is malformed.

    Nothing is trusted: every offset is checked before anything is sliced or decoded.
    """
    count = int.from_bytes(message[:OFFSET], "little")
    if not 6 <= count <= MOST_PARTS or len(message) < OFFSET * (count + 1):
        return None
    offsets = [
        int.from_bytes(message[OFFSET * i : OFFSET * (i + 1)], "little")
        for i in range(1, count + 1)
    ]
    if offsets[0] != OFFSET * (count + 1) or offsets[-1] != len(message):
        return None
    if offsets != sorted(offsets):
        return None
    try:
        channel = message[offsets[0] : offsets[1]].decode()
        header = json.loads(message[offsets[1] : offsets[2]].decode())
        for start, end in pairwise(offsets[2:6]):
            if not isinstance(json.loads(message[start:end].decode()), dict):
                return None
    except (ValueError, RecursionError):
        return None
    return (channel, header) if isinstance(header, dict) else None
