"""How much one address and all together may ask for.

Pure bookkeeping: no web, no clock of its own. Addresses are held in memory for a minute at most,
or as long as their pages are open, and are never logged.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Network, ip_address

MINUTE = 60.0  # seconds


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
    _live: dict[str, str] = field(default_factory=dict)  # page id -> address
    _open: Counter[str] = field(default_factory=Counter)

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
        return self._waiting[address] + self._open[address]

    @contextmanager
    def waiting(self, address: str) -> Iterator[None]:
        """Count a visitor who was admitted and waits for a page."""
        self._waiting[address] += 1
        try:
            yield
        finally:
            self._take_from(self._waiting, address)

    def given(self, page_id: str, address: str) -> None:
        """Note that a page was sent to `address`, or is open there."""
        self.closed(page_id)
        self._live[page_id] = address
        self._open[address] += 1

    def closed(self, page_id: str) -> None:
        """Forget a page."""
        if address := self._live.pop(page_id, None):
            self._take_from(self._open, address)

    @staticmethod
    def _take_from(counts: Counter[str], address: str) -> None:
        counts[address] -= 1
        if not counts[address]:  # no address is held for longer than it has a page
            del counts[address]


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
