"""A workshop's room when fifty phones answer in the same second."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.clients.phone import Phone
from bench.numbers import percentile, spread
from bench.peers.registry import Peer
from bench.processes import MEGABYTE, usage
from bench.report import Grid, Report, Target
from bench.serving import quiet, serving
from bench.story import Story
from otkit import load_tables
from otkit.widgets.room_board import REFRESH_SECONDS
from otkit.workshop.room.board import read_board
from otkit.workshop.room.questions import offered
from otkit.workshop.room.store import Rooms

PHONES = (16, 50)
QUESTIONS = 5
ROUNDS = 3
LIMIT = 0.3  # seconds from an answer to acknowledged, for 95 of 100
BOARD_LIMIT = 2.0
HOW = """Each phone is a page of its own, in shared kernels, spoken to by protocol. All phones have
joined; then all answer a question within the same instant, five questions one after another, and
each waits until its page says that the answer is stored (SQLite, written through to the disk). The
board is what the facilitator's notebook reads once a second. Memory is what the server and all
kernels hold more than before the first phone came, shared pages counted in parts."""


@dataclass
class Session:
    """One room: seconds to acknowledge each answer, what went wrong, bytes a phone, the board."""

    acknowledged: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    each: float = 0.0
    board: float = 0.0
    stored: int = 0


def otkit(rooms: Path, phones: int) -> Peer:
    """`otkit serve` with a room store."""

    def command(port: int) -> list[str]:
        serve = ["otkit", "serve", "--port", str(port), "--rooms", str(rooms)]
        return [*serve, "--max-visitors", str(2 * phones), "--max-per-address", "0"]

    return Peer("room", "otkit", command, "otkit", "", "", "")


async def hold_session(phones: int) -> Session:
    """A server, a room, its phones, and a few questions."""
    session = Session()
    with tempfile.TemporaryDirectory() as folder:
        rooms = Rooms(Path(folder) / "rooms.sqlite3")
        code = rooms.open(offered(load_tables()), places=phones)
        async with serving(otkit(Path(folder) / "rooms.sqlite3", phones)) as served:
            before = usage(served.pid).pss
            story = Story("", "", "", "", "")
            everybody = [Phone(f"{served.url}room", story) for _ in range(phones)]
            for phone in everybody:  # people come in one after another
                await phone.enter(code)
            await quiet(served.pid, within=10)
            session.each = (usage(served.pid).pss - before) / phones
            for _ in range(QUESTIONS):
                results = await asyncio.gather(
                    *(phone.answer() for phone in everybody), return_exceptions=True
                )
                session.acknowledged += [
                    seconds for seconds in results if isinstance(seconds, float)
                ]
                session.failures += [
                    repr(error) for error in results if not isinstance(error, float)
                ]
            session.stored = sum(sum(some.values()) for some in rooms.count(code).answers.values())
            start = time.monotonic()
            read_board(rooms, code)
            session.board = time.monotonic() - start
            await asyncio.gather(*(phone.leave() for phone in everybody))
        rooms.database.close()
    return session


def run(quick: bool) -> Report:
    """Three rooms of each size; one small one when `quick`."""
    rows, slowest, behind, lost, why = [], 0.0, 0.0, 0, Counter[str]()
    for phones in PHONES[:1] if quick else PHONES:
        sessions = [asyncio.run(hold_session(phones)) for _ in range(1 if quick else ROUNDS)]
        taken = [seconds for session in sessions for seconds in session.acknowledged]
        answers = phones * QUESTIONS * len(sessions)
        lost += len(taken) - sum(session.stored for session in sessions)
        why.update(failure for session in sessions for failure in session.failures)
        slowest = max(slowest, *(percentile(session.acknowledged, 95) for session in sessions))
        behind = max(behind, *(session.board for session in sessions))
        rows.append(
            [
                str(phones),
                spread([percentile(session.acknowledged, 50) for session in sessions]),
                spread([percentile(session.acknowledged, 95) for session in sessions]),
                f"{max(taken):.2f}",
                f"{sum(session.stored for session in sessions)} of {answers}",
                spread([session.each / MEGABYTE for session in sessions], 0),
            ]
        )
    head = ("phones", "median, s", "p95, s", "slowest, s", "answers stored", "memory a phone, MB")
    targets = [
        Target(
            "95 of 100 answers acknowledged", f"{LIMIT} s", f"{slowest:.2f} s", slowest <= LIMIT
        ),
        Target("answers acknowledged and not stored", "0", str(lost), lost == 0),
        Target("phones without an answer", "0", str(dict(why) or 0), not why),
        Target(
            "an answer on the board",
            f"{BOARD_LIMIT} s",
            f"{REFRESH_SECONDS + behind:.2f} s",
            REFRESH_SECONDS + behind <= BOARD_LIMIT,
        ),
    ]
    return Report("A workshop's room", HOW, [Grid("All at once", head, rows)], targets)
