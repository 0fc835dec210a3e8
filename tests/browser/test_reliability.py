"""A phone sleeps, a place is taken back, a disk fills, memory runs out: the answers stay.

The parent here reads Spanish. `OTKIT_PICTURES=folder` keeps a picture of each page at its worst.
"""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Page, WebSocket, expect

from .conftest import dashboard, free_port
from .line import HEARD, Line
from .parent import (
    Visit,
    box,
    expect_level,
    look,
    pick_age,
    port_of,
    say,
    tick,
    ticked,
)
from .test_recovery import WORKS_FOR, expect_heard, knock, line_says

LOST = "Se perdió la conexión. Sus respuestas siguen en esta página."
FULL = "Hay muchas personas en este momento. Sus respuestas siguen en esta página."
BACK = "La conexión volvió. No se perdió nada."
SLEEPER = """window.asleep = false;
Object.defineProperty(document, "hidden", { get: () => asleep });
Object.defineProperty(document, "visibilityState", { get: () => asleep ? "hidden" : "visible" });
window.sleep = (on) => { asleep = on; document.dispatchEvent(new Event("visibilitychange")); };"""


def arrive(
    visit: Visit, address: str, behaviour: str, clock: bool = False, page: Page | None = None
) -> Page:
    """A parent who reads Spanish and has marked one thing, sometimes."""
    page = page or visit(go=False, alone=clock)
    if clock:
        page.clock.install()
    page.add_init_script(HEARD + SLEEPER)
    knock(page, f"{address}?lang=es")
    pick_age(page, 2, 3)
    tick(page, behaviour)
    say(page, behaviour, "sometimes")
    expect_level(page, "watch")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    return page


def expect_back(page: Page, behaviours: list[str], level: str) -> None:
    """The page is back with the same answers and result, still in Spanish, and it works."""
    expect_heard(page, BACK)
    assert ticked(page) == sorted(behaviours)
    expect_level(page, level)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator("[name=lost-skill]").check()
    expect_level(page, "act-now")
    assert page.evaluate("heard.every((words) => /conexión|personas/.test(words))")


# ---------------------------------------------------------------- the line


def sleep_for_five_minutes(page: Page, line: Line) -> None:
    """The screen is dark, nothing comes through, and at last the network gives the line up."""
    page.evaluate("sleep(true)")
    line.fall_silent()
    page.clock.fast_forward("05:00")
    line.cut()
    expect(page.locator("[data-link]")).to_be_empty()


def test_a_phone_that_slept_for_five_minutes_goes_on(
    visit: Visit, served: str, at_two: list[str]
) -> None:
    with Line(port_of(served)) as line:
        page = arrive(visit, line.address, at_two[0], clock=True)
        sleep_for_five_minutes(page, line)
        line.mend()
        page.evaluate("sleep(false)")
        tick(page, at_two[2])
        expect_level(page, "talk")
        say(page, at_two[2], "sometimes")
        look(page, "slept-back")
        assert page.evaluate("heard") == [], "there was nothing to worry about"
        assert ticked(page) == sorted([at_two[0], at_two[2]])


def test_a_phone_that_wakes_offline_says_so_until_online(
    visit: Visit, served: str, at_two: list[str]
) -> None:
    with Line(port_of(served)) as line:
        page = arrive(visit, line.address, at_two[0], clock=True)
        sleep_for_five_minutes(page, line)
        page.evaluate("sleep(false)")
        line_says(page, LOST)
        look(page, "slept-lost")
        line.mend()
        expect_heard(page, BACK)
        expect_back(page, [at_two[0]], "watch")


def test_a_line_cut_for_five_minutes_keeps_what_is_ticked(
    visit: Visit, served: str, at_two: list[str]
) -> None:
    with Line(port_of(served)) as line:
        page = arrive(visit, line.address, at_two[0], clock=True)
        line.cut()
        line_says(page, LOST)
        tick(page, at_two[2])
        say(page, at_two[2], "sometimes")
        for _ in range(5):
            page.clock.fast_forward("01:00")
            expect(box(page, at_two[2])).to_be_checked()
        line_says(page, LOST)
        look(page, "cut-lost")
        line.mend()
        page.clock.run_for(2_000)  # a page that sees time jump still has to try again
        expect_heard(page, BACK)
        look(page, "cut-back")
        expect_back(page, [at_two[0], at_two[2]], "talk")


# ---------------------------------------------------------------- the kernel


@pytest.fixture(scope="module")
def brief() -> Iterator[str]:
    """A dashboard for one visitor at a time, who is put away after some seconds of rest."""
    port = free_port()
    options = ("--max-visitors", "1", "--idle-minutes", "0.15")
    with dashboard(port, *options):
        yield f"http://127.0.0.1:{port}/"


def test_a_page_put_away_while_it_rested_is_there_at_a_touch(
    visit: Visit, brief: str, at_two: list[str]
) -> None:
    page = visit(go=False, alone=True)
    connections: list[WebSocket] = []
    page.on("websocket", lambda one: connections.append(one))
    arrive(visit, brief, at_two[0], clock=True, page=page)
    with connections[-1].expect_event("close", timeout=60_000):
        page.clock.fast_forward("11:00")  # the parent has put the phone down
    page.clock.run_for(60_000)  # longer than the longest wait between two tries
    assert len(connections) == 1
    expect(page.locator("[data-link]")).to_be_empty()
    expect(box(page, at_two[0])).to_be_checked()
    tick(page, at_two[2])
    expect_heard(page, BACK)
    say(page, at_two[2], "sometimes")
    look(page, "culled-back")
    expect_back(page, [at_two[0], at_two[2]], "talk")


def test_a_page_that_lost_its_seat_waits_and_comes_back(
    visit: Visit, brief: str, at_two: list[str]
) -> None:
    """It was away for so long that it was put away."""
    with Line(port_of(brief)) as line:
        page = arrive(visit, line.address, at_two[0])
        line.cut()
        line_says(page, LOST)
        other = visit(go=False)
        knock(other, brief)
        expect(other.locator("[name=years]")).to_be_visible()
        line.mend()
        line_says(page, FULL)
        expect(box(page, at_two[0])).to_be_checked()
        other.goto("about:blank")
        expect_back(page, [at_two[0]], "watch")


@pytest.fixture(scope="module")
def impatient() -> Iterator[tuple[str, psutil.Process]]:
    """A dashboard whose tests may hurt it, where nobody waits long for a place."""
    port = free_port()
    with dashboard(port, "--kernels", "1", program="tests.browser.impatient") as process:
        yield f"http://127.0.0.1:{port}/", psutil.Process(process.pid)


def test_kernels_at_their_memory_limit_are_replaced(
    visit: Visit, impatient: tuple[str, psutil.Process], at_two: list[str]
) -> None:
    """Not a byte more, and a PDF needs some; the spare has enough, and makes it."""
    address, server = impatient
    page, neighbour = (arrive(visit, address, at_two[0]) for _ in range(2))
    starved = server.children()[:1]
    for process in starved:
        process.rlimit(psutil.RLIMIT_DATA, (1, 1))
    with page.expect_download() as waiting:
        page.locator('[data-action="notes"]').click()
    assert psutil.wait_procs(starved, timeout=0)[0], "one that had no more ended"
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
    look(page, "memory-back")
    for one in (page, neighbour):
        one.locator("[name=lost-skill]").check()
        expect_level(one, "act-now")
        assert one.evaluate("heard.every((words) => /conexión/.test(words))"), "none is given up"


# ---------------------------------------------------------------- the server


def test_a_full_disk_keeps_nobody_out_for_longer_than_it_is_full(
    visit: Visit, impatient: tuple[str, psutil.Process], at_two: list[str]
) -> None:
    """A limit of no byte a file stands for the disk: no kernel can be started."""
    address, server = impatient
    page = arrive(visit, address, at_two[0], clock=True)
    for process in (server, *server.children()):
        _, most = process.rlimit(psutil.RLIMIT_FSIZE)
        process.rlimit(psutil.RLIMIT_FSIZE, (0, most))
    tick(page, at_two[1])
    say(page, at_two[1], "sometimes")
    expect_level(page, "watch")
    for kernel in server.children():
        kernel.kill()
    tick(page, at_two[2])
    say(page, at_two[2], "sometimes")
    page.clock.run_for(WORKS_FOR)
    line_says(page, LOST)
    look(page, "disk-lost")
    outside = visit(go=False)
    answer = outside.goto(address, timeout=60_000)
    assert answer
    assert answer.status == 503
    expect(outside.locator("[lang=es] h2")).to_be_visible()
    look(outside, "disk-outside")
    _, most = server.rlimit(psutil.RLIMIT_FSIZE)
    server.rlimit(psutil.RLIMIT_FSIZE, (most, most))
    expect_heard(page, BACK)
    expect_back(page, at_two[:3], "talk")


@pytest.mark.parametrize(("hours", "is_kept"), [(23, True), (25, False)])
def test_a_tab_that_was_left_for_good_shows_no_answer(
    visit: Visit, at_two: list[str], hours: int, is_kept: bool
) -> None:
    page = visit()
    pick_age(page, 2, 3)
    tick(page, at_two[0])
    expect_level(page, "talk")
    page.add_init_script(f"sessionStorage['otkit:/:at'] -= {hours * 3_600_000}")
    page.reload()
    if is_kept:
        expect_level(page, "talk")
    else:
        pick_age(page, 2, 3)
        expect_level(page, "nothing-ticked")
    assert (at_two[0] in page.evaluate("sessionStorage['otkit:/']")) == is_kept
