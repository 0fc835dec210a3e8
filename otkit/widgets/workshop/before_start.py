"""The check before people come: tables, paper, room, network, and a phone that really comes by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from otkit.addresses import named_host, own_addresses, qr_code
from otkit.tables import Tables
from otkit.widgets.page import Fields, default_folder
from otkit.widgets.workshop.base import WorkshopPage
from otkit.widgets.workshop.checks import (
    Check,
    check_data,
    check_network,
    check_paper,
    check_room,
)
from otkit.widgets.workshop.phone_trial import PhoneTrial
from otkit.wording import Words


class BeforeStart(WorkshopPage):
    """One button: each line then says that it works here, or what to do.

    `room` is where rooms are kept (this user's own store by default); `listen_on` is the address
    for the phone's trial page (by default the one that OTKIT_LISTEN names, else all of them).
    """

    def __init__(
        self,
        tables: Tables | None = None,
        room: Path | str | None = None,
        listen_on: str = "",
        **traits: Any,
    ) -> None:
        """Check nothing until somebody asks."""
        self.checks: tuple[Check, ...] = ()
        self._room = room
        self._listen_on = listen_on or named_host()
        self._addresses: tuple[str, ...] = ()
        self._trial: PhoneTrial | None = None
        super().__init__(("checks",), tables, **traits)

    def take(self, action: str, fields: Fields) -> None:
        """Check everything when asked to."""
        if action == "check":
            self.check()

    def check(self) -> None:
        """Check everything, and open the page for a phone."""
        self._addresses = own_addresses()
        self._open_trial()
        self.checks = (
            check_data(default_folder()),
            check_paper(self.tables),
            check_room(self._room),
            check_network(self._addresses),
            Check("phone", "waits" if self._trial and self._addresses else "mend"),
        )

    def close(self) -> None:
        """Take the phone's page away with this one."""
        if self._trial:
            self._trial.close()
            self._trial = None
        super().close()

    def shown(self) -> dict[str, Any]:
        """The checks, and what a phone scans."""
        waiting = any(check.check_id == "phone" and check.state == "waits" for check in self.checks)
        host = self._listen_on or next(iter(self._addresses), "")
        address = self._trial.address(host) if self._trial and waiting else ""
        return {"checks": self.checks, "address": address, "code": qr_code(address)}

    def _open_trial(self) -> None:
        if self._trial:
            self._trial.close()
        sentences = {
            row["language"]: Words(self.tables, row["language"])("start.phone.hello")
            for row in self.tables.rows("languages")
        }
        try:
            self._trial = PhoneTrial(sentences, self._on_phone, self._listen_on)
        except OSError:
            self._trial = None

    def _on_phone(self) -> None:
        self.checks = (
            *(check for check in self.checks if check.check_id != "phone"),
            Check("phone", "works"),
        )
        self.redraw()
