"""The pages for phones: at an address somewhere, or served here until the board ends."""

from __future__ import annotations

import atexit
import time
from typing import TYPE_CHECKING

from otkit.front.addresses import ALL, for_phones, named_host, named_ports, web_address

if TYPE_CHECKING:
    from otkit.widgets.companion import Companion

STARTS_WITHIN = 60.0  # seconds


class PhonePages:
    """Where phones find the room's pages.

    `where` is the store; `address` is the URL of the pages (`http://10.0.0.7:8866/`). Without it
    this computer serves them: on all its addresses and a port from 8866 on, or where the
    environment variables OTKIT_HOST and OTKIT_PORT say.
    """

    def __init__(self, where: str, address: str = "") -> None:
        """Serve nothing yet."""
        self._where = where
        self._address = f"{address.rstrip('/')}/" if address else ""
        self._companion: Companion | None = None
        self._started = 0.0
        self._is_up = False

    def start(self) -> None:
        """Serve the pages, unless they are served; again at the same port, where they ended."""
        if self._address or (self._companion is not None and not self.has_failed):
            return
        from otkit.widgets.companion import EVERYWHERE, Companion

        before = (self._companion.port,) if self._companion else ()
        self.close()
        self._companion = Companion(
            self._where, named_host() or EVERYWHERE, *before, *named_ports()
        )
        self._is_up = False
        self._started = time.monotonic()
        atexit.register(self.close)

    def close(self) -> None:
        """End the pages."""
        atexit.unregister(self.close)
        if self._companion is not None:
            self._companion.close()
            self._companion = None

    def addresses(self) -> tuple[str, ...]:
        """URLs of the pages for phones, each with a slash at its end, the likeliest first.

        There are none until the pages are served.
        """
        if self._address:
            return (self._address,)
        if self._companion is None or not self.is_up:
            return ()
        host, port = self._companion.host, self._companion.port
        return for_phones(host, port) if host in ALL else (web_address(host, port),)

    def for_this_computer(self) -> str:
        """The URL of the pages for a browser of this computer; "" until they are served.

        It needs no network, and stays when the Wi-Fi changes.
        """
        if self._address:
            return self._address
        if self._companion is None or not self.is_up:
            return ""
        return web_address(self._companion.host, self._companion.port)

    @property
    def is_up(self) -> bool:
        """Whether the pages are served."""
        if self._address or self._companion is None:
            return bool(self._address)
        self._is_up = self._is_up or self._companion.is_up()
        return self._is_up and not self._companion.has_ended()

    @property
    def has_failed(self) -> bool:
        """Whether the pages did not start, or ended."""
        if self._address or self._companion is None:
            return False
        late = not self.is_up and time.monotonic() > self._started + STARTS_WITHIN
        return self._companion.has_ended() or late
