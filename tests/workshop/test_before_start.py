"""The check before people come: each line works, or says what to do."""

import html
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from otkit.front.addresses import own_addresses
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.widgets.workshop.before_start import BeforeStart, qr_code
from otkit.widgets.workshop.checks import (
    check_data,
    check_network,
    check_paper,
    check_room,
    in_language_of,
)
from otkit.widgets.workshop.phone_trial import PhoneTrial
from otkit.widgets.workshop.table_copy import TableCopy


@pytest.fixture
def page(tmp_path: Path):
    page = BeforeStart(room=tmp_path / "rooms.sqlite3", listen_on="127.0.0.1")
    yield page
    page.close()


def press(page: BeforeStart) -> str:
    page.handle({"action": "check", "fields": {}, "seen": ""})
    return html.unescape(page.html())


def test_nothing_is_checked_until_somebody_asks(page: BeforeStart) -> None:
    assert page.checks == ()
    assert "Check everything" in page.html()


def test_one_press_checks_everything(page: BeforeStart) -> None:
    press(page)
    states = {check.check_id: check.state for check in page.checks}
    assert list(states) == ["tables", "paper", "room", "network", "phone"]
    assert (states["tables"], states["paper"], states["room"]) == ("works", "works", "works")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_state_of_every_check_has_words(language: str, page: BeforeStart) -> None:
    page.language = language
    shown = press(page)
    assert all(check.state in ("works", "fix", "waits") for check in page.checks)
    assert ("Works" if language == "en" else "Funciona") in shown


def test_broken_tables_are_told_by_file_and_line(tmp_path: Path) -> None:
    copy = TableCopy(tmp_path / "tables")
    copy.change("areas", "sleep", {"title_es": ""})
    check = check_data(copy.folder)
    assert (check.state, check.values["n"]) == ("fix", 1)
    assert in_language_of(check, "en").details == ("areas.csv:5:title_es  has no text",)
    assert in_language_of(check, "es").details == ("areas.csv:5:title_es  no tiene texto",)


def test_a_room_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert check_room(tmp_path / "room.sqlite3").state == "works"
    assert check_room(tmp_path / "file" / "rooms.sqlite3").state == "fix"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_room_that_cannot_be_kept_has_a_reason_in_the_language(
    tmp_path: Path, tables: Tables, language: str
) -> None:
    (tmp_path / "file").write_text("not a folder")
    page = BeforeStart(
        room=tmp_path / "file" / "rooms.sqlite3", listen_on="127.0.0.1", language=language
    )
    assert Words(tables, language)("room.away") in press(page)
    page.close()


def test_paper_that_cannot_be_made_is_told(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> Iterator[tuple[str, bytes]]:
        raise RuntimeError("no typst here")

    monkeypatch.setattr("otkit.takeaway.paper.checklists", fail)
    check = check_paper(tables)
    assert (check.state, check.details) == ("fix", ("no typst here",))


def test_no_network_is_told_with_what_to_do() -> None:
    assert check_network([]).state == "fix"
    assert check_network(["192.168.1.4"]).values == {"addresses": "192.168.1.4"}


def test_the_computers_addresses_are_those_that_others_can_reach() -> None:
    assert not any(address.startswith(("127.", "169.254.")) for address in own_addresses())


# ------------------------------------------------------------------ the phone's page


@pytest.fixture
def came() -> list[bool]:
    return []


@pytest.fixture
def trial(came: list[bool]):
    trial = PhoneTrial(
        {"en": "It works <b>.", "es": "Sirve."}, lambda: came.append(True), "127.0.0.1"
    )
    yield trial
    trial.close()


def test_a_phone_that_comes_is_noted_once(trial: PhoneTrial, came: list[bool]) -> None:
    for _ in range(2):
        with urllib.request.urlopen(trial.address("127.0.0.1"), timeout=5) as answer:
            shown = answer.read().decode()
    assert came == [True]
    assert '<p lang="es">Sirve.</p>' in shown
    assert "<b>" not in shown


def test_at_any_other_path_there_is_nothing(trial: PhoneTrial, came: list[bool]) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{trial.port}/", timeout=5)
    assert came == []


def test_a_port_that_is_taken_is_replaced_by_a_free_one(came: list[bool]) -> None:
    trials = [PhoneTrial({"en": "x"}, lambda: came.append(True), "127.0.0.1") for _ in range(2)]
    assert len({trial.port for trial in trials}) == 2
    for trial in trials:
        trial.close()


def test_the_port_is_free_again_soon_after_a_phone_came(
    trial: PhoneTrial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otkit.widgets.workshop.phone_trial.AFTER_A_PHONE", 0.0)
    urllib.request.urlopen(trial.address("127.0.0.1"), timeout=5).close()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", trial.port), 1).close()
        except OSError:
            return
    pytest.fail("the page still answers")


def test_the_page_is_gone_when_it_is_closed() -> None:
    trial = PhoneTrial({"en": "x"}, lambda: None, "127.0.0.1")
    trial.close()
    with pytest.raises(OSError, match=r"."), socket.create_connection(("127.0.0.1", trial.port), 2):
        pass


def test_the_check_says_when_a_phone_came(
    page: BeforeStart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "otkit.widgets.workshop.before_start.own_addresses", lambda: ("192.168.1.4",)
    )
    shown = press(page)
    assert "<svg" in shown
    assert "Scan this with a phone" in shown
    drawn = threading.Event()
    page.observe(lambda _change: drawn.set(), "region_checks")
    urllib.request.urlopen(page.state().address, timeout=5).close()
    assert drawn.wait(10)
    shown = html.unescape(page.html())
    assert "A phone came by." in shown
    assert "<svg" not in shown


def test_without_a_network_there_is_nothing_to_scan(
    page: BeforeStart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otkit.widgets.workshop.before_start.own_addresses", lambda: ())
    shown = press(page)
    assert "<svg" not in shown
    assert "This computer is on no network." in shown


def test_a_qr_code_is_dark_on_white_in_light_and_in_dark() -> None:
    assert "#fff" in qr_code("http://192.168.1.4:8866/")
    assert qr_code("") == ""


def test_a_qr_code_is_whole_at_any_size() -> None:
    code = qr_code("http://192.168.100.100:8866/room?code=HJ47KT")
    assert re.match(r'<svg viewBox="0 0 (\d+) \1"', code)
    assert " width=" not in code.partition(">")[0]
