"""Each row of requests.csv is sent to a real server: what it answers, and that it goes on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from otkit.server.quiet import HEADERS
from tests.attacks.raw import MARK, Target, status_of, target

ROWS = list(csv.DictReader((Path(__file__).parent / "requests.csv").open(encoding="utf-8")))
NAMES = ("--name", "kit.example.org", "--name", "kit.example.net")
#: What a browser sends, unless a row says otherwise.
ORDINARY = {"Host": "localhost:{port}"}
WEBSOCKET = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Protocol": "{protocol}",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with target(tmp_path_factory.mktemp("server"), *NAMES, "--max-per-address", "0") as served:
        yield served


def request_of(row: dict[str, str]) -> str:
    """A row's request: the headers that are usual there, and its own; "-" leaves one out."""
    named = [line.partition(": ") for line in row["headers"].split(" | ") if line]
    given = {name.rstrip(":") for name, _, _ in named}
    usual = ORDINARY | (WEBSOCKET if row["start"].startswith("GET {channel}") else {})
    if row["start"].startswith("GET /api"):
        usual |= WEBSOCKET
    lines = [f"{name}: {value}" for name, value in usual.items() if name not in given]
    lines += [f"{name.rstrip(':')}: {value}" for name, _, value in named if value != "-"]
    start = row["start"] if "HTTP/" in row["start"] else f"{row['start']} HTTP/1.1"
    return "\r\n".join([start, *lines, "", ""])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["attack"])
def test_a_request_gets_what_is_promised(row: dict[str, str], server: Target) -> None:
    answer = server.ask(server.filled(request_of(row)))
    assert str(status_of(answer)) in row["statuses"].split(), row["promise"]
    assert MARK not in answer
    assert "Set-Cookie" not in answer
    assert "Traceback" not in answer
    if status_of(answer) not in (0, 100, 101, 400):
        assert all(f"{name}: " in answer for name in HEADERS)
    server.is_well()
