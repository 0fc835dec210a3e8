"""The checks before a workshop: tables, paper, room, network, and a real phone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from otkit.front.addresses import named_host, own_addresses, qr_code
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.widgets.page import default_folder
from otkit.widgets.workshop.base import Fields, State, WorkshopPage
from otkit.widgets.workshop.checks import (
    Check,
    check_data,
    check_network,
    check_paper,
    check_room,
    in_language_of,
)
from otkit.widgets.workshop.phone_trial import PhoneTrial


@dataclass(frozen=True)
class Checked(State):
    """The checks, and the URL for the phone while it is awaited."""

    checks: tuple[Check, ...] = ()
    address: str = ""


class BeforeStart(WorkshopPage):
    """One button runs the checks; each then reports that it works, or what to do.

    `room` is the store (this user's own by default); `listen_on` is the address
    for the phone's trial page (by default the one that OTKIT_HOST names, else all of them).
    """

    regions = ("checks",)
    starts_as = Checked

    def __init__(
        self,
        tables: Tables | None = None,
        room: Path | str | None = None,
        listen_on: str = "",
        **traits: Any,
    ) -> None:
        """Start without checks."""
        self._room = room
        self._listen_on = listen_on or named_host()
        self._trial: PhoneTrial | None = None
        super().__init__(tables, **traits)

    def take(self, action: str, fields: Fields, state: Checked) -> Checked:
        """Run the checks on the action `check`."""
        return self._check(state) if action == "check" else state

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks."""
        state: Checked = self.state()
        return state.checks

    def close(self) -> None:
        """End the phone's page with this one."""
        self._end_trial()
        super().close()

    def inputs(self, state: Checked) -> dict[str, Any]:
        """The checks, and the QR code for the phone."""
        return {
            "checks": [in_language_of(check, state.language) for check in state.checks],
            "code": qr_code(state.address),
        }

    def _check(self, state: Checked) -> Checked:
        """Run the checks, and serve the page for a phone."""
        addresses = own_addresses()
        trial = self._open_trial()
        host = self._listen_on or next(iter(addresses), "")
        is_waiting = trial is not None and bool(addresses)
        checks = (
            check_data(default_folder()),
            check_paper(self.tables),
            check_room(self._room),
            check_network(addresses),
            Check("phone", "waits" if is_waiting else "fix"),
        )
        address = trial.address(host) if trial and is_waiting else ""
        return replace(state, checks=checks, address=address)

    def _open_trial(self) -> PhoneTrial | None:
        self._end_trial()
        sentences = {
            row["language"]: Words(self.tables, row["language"])("start.phone.hello")
            for row in self.tables.rows("languages")
        }
        try:
            self._trial = PhoneTrial(sentences, self._on_phone, self._listen_on)
        except OSError:
            self._trial = None
        return self._trial

    def _end_trial(self) -> None:
        if self._trial:
            self._trial.close()
            self._trial = None

    def _on_phone(self) -> None:
        with self._lock:
            state: Checked = self.state()
            rest = (check for check in state.checks if check.check_id != "phone")
            checks = (*rest, Check("phone", "works"))
            self.show(replace(state, checks=checks, address=""))
