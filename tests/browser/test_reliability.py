"""A phone sleeps, a place is taken back, a disk fills, memory runs out: the answers stay.

The parent here reads Spanish. `OTKIT_PICTURES=folder` keeps a picture of each page at its worst.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.serving import kernel_process

from .conftest import dashboard, free_port
from .line import HEARD, Line
from .parent import (
    Visit,
    box,
    expect_level,
    kernel_id,
    look,
    pick_age,
    port_of,
    say,
    tick,
    ticked,
)
from .test_recovery import expect_heard, line_says

LOST = "Se perdió la conexión. Sus respuestas siguen en esta página."
BACK = "La conexión volvió. No se perdió nada."
WITHIN = 5.0  # seconds from the server's being back until the page is
SLEEPER = """window.asleep = false;
Object.defineProperty(document, "hidden", { get: () => asleep });
Object.defineProperty(document, "visibilityState", { get: () => asleep ? "hidden" : "visible" });
window.sleep = (on) => { asleep = on; document.dispatchEvent(new Event("visibilitychange")); };"""


def arrive(visit: Visit, address: str, behaviour: str, clock: bool = False) -> Page:
    """A parent who reads Spanish and has marked one thing, sometimes."""
    page = visit(go=False)
    if clock:
        page.clock.install()
    page.add_init_script(HEARD + SLEEPER)
    page.goto(f"{address}?lang=es")
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


@contextmanager
def in_time() -> Iterator[None]:
    """What happens here takes at most `WITHIN`, where nothing else keeps the machine busy."""
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    before = time.monotonic()
    yield
    assert time.monotonic() - before < WITHIN * busy


@pytest.fixture
def served_alone() -> Iterator[tuple[str, psutil.Process]]:
    """A dashboard for one test alone: its address and its process."""
    port = free_port()
    with dashboard(port) as process:
        yield f"http://127.0.0.1:{port}/", psutil.Process(process.pid)


def kernels(server: psutil.Process) -> list[psutil.Process]:
    return [kernel for fork_server in server.children() for kernel in fork_server.children()]


# ---------------------------------------------------------------- the line


def sleep_for_five_minutes(page: Page, line: Line) -> None:
    """The screen is dark, nothing comes through, and at last the network gives the line up."""
    page.evaluate("sleep(true)")
    line.fall_silent()
    page.clock.fast_forward("05:00")
    line.cut()
    expect(page.locator("[data-link]")).to_be_empty()


def test_a_phone_that_slept_for_five_minutes_goes_on_as_if_it_had_not(
    visit: Visit, served: str, at_two: list[str]
) -> None:
    with Line(port_of(served)) as line:
        page = arrive(visit, line.address, at_two[0], clock=True)
        sleep_for_five_minutes(page, line)
        line.mend()
        page.evaluate("sleep(false)")
        with in_time():
            tick(page, at_two[2])
            expect_level(page, "talk")
        say(page, at_two[2], "sometimes")
        look(page, "slept-back")
        assert page.evaluate("heard") == [], "there was nothing to worry about"
        assert ticked(page) == sorted([at_two[0], at_two[2]])


def test_a_phone_that_wakes_without_a_network_says_so_until_it_has_one(
    visit: Visit, served: str, at_two: list[str]
) -> None:
    with Line(port_of(served)) as line:
        page = arrive(visit, line.address, at_two[0], clock=True)
        sleep_for_five_minutes(page, line)
        page.evaluate("sleep(false)")
        line_says(page, LOST)
        look(page, "slept-lost")
        line.mend()
        with in_time():
            expect_heard(page, BACK)
        expect_back(page, [at_two[0]], "watch")


def test_a_line_cut_for_five_minutes_keeps_what_is_ticked_meanwhile(
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
        with in_time():
            page.clock.run_for(2_000)  # a page that sees time jump still has to try again
            expect_heard(page, BACK)
        look(page, "cut-back")
        expect_back(page, [at_two[0], at_two[2]], "talk")


# ---------------------------------------------------------------- the kernel


def test_a_place_taken_back_while_the_page_rested_is_given_again(
    visit: Visit, at_two: list[str]
) -> None:
    port = free_port()
    with dashboard(port, "--idle-minutes", "0.1"):
        page = arrive(visit, f"http://127.0.0.1:{port}/", at_two[0], clock=True)
        process = kernel_process(kernel_id(page))
        page.clock.fast_forward("11:00")  # the parent has put the phone down
        process.wait(timeout=60)
        expect(page.locator("[data-link]")).to_be_empty()
        expect(box(page, at_two[0])).to_be_checked()
        with in_time():
            tick(page, at_two[2])
            expect_heard(page, BACK)
        say(page, at_two[2], "sometimes")
        look(page, "culled-back")
        expect_back(page, [at_two[0], at_two[2]], "talk")
        page.goto("about:blank")


def test_a_kernel_at_its_memory_limit_is_replaced(
    visit: Visit, served_alone: tuple[str, psutil.Process], at_two: list[str]
) -> None:
    address, _ = served_alone
    page, neighbour = (arrive(visit, address, at_two[0]) for _ in range(2))
    process = kernel_process(kernel_id(page))
    process.rlimit(psutil.RLIMIT_DATA, (1, 1))  # not a byte more, and a PDF needs some
    with page.expect_download() as waiting:
        page.locator('[data-action="notes"]').click()
        process.wait(timeout=20)
        with in_time():
            expect_heard(page, BACK)
    assert waiting.value.path().read_bytes().startswith(b"%PDF"), "the next kernel made it"
    look(page, "memory-back")
    expect_back(page, [at_two[0]], "watch")
    neighbour.locator("[name=lost-skill]").check()
    expect_level(neighbour, "act-now")
    assert neighbour.evaluate("heard") == [], "nobody else notices"


# ---------------------------------------------------------------- the server


def test_a_fork_server_that_is_killed_is_replaced(
    visit: Visit, served_alone: tuple[str, psutil.Process], at_two: list[str]
) -> None:
    address, server = served_alone
    page = arrive(visit, address, at_two[0])
    living = kernels(server)
    (fork_server,) = server.children()
    fork_server.kill()
    tick(page, at_two[1])
    say(page, at_two[1], "sometimes")
    expect_level(page, "watch")
    assert page.evaluate("heard") == [], "its kernel lives on"
    for kernel in living:
        kernel.kill()
    line_says(page, LOST)
    look(page, "fork-server-lost")
    expect_back(page, at_two[:2], "watch")
    assert server.children() != [fork_server]
    newcomer = arrive(visit, address, at_two[0])
    expect(newcomer.locator("[data-link]")).to_be_empty()


def test_a_full_disk_keeps_nobody_out_for_longer_than_it_is_full(
    visit: Visit, served_alone: tuple[str, psutil.Process], at_two: list[str]
) -> None:
    """A limit of no byte a file stands for the disk: no kernel can write, none can be started."""
    address, server = served_alone
    page, neighbour = (arrive(visit, address, at_two[0]) for _ in range(2))
    page_kernel = kernel_process(kernel_id(page))
    neighbours = kernel_process(kernel_id(neighbour))
    for process in (server, *server.children(), *kernels(server)):
        _, most = process.rlimit(psutil.RLIMIT_FSIZE)
        process.rlimit(psutil.RLIMIT_FSIZE, (0, most))
    neighbour.locator("[name=lost-skill]").check()
    expect_level(neighbour, "act-now")
    for kernel in kernels(server):
        if kernel != neighbours:
            kernel.kill()
    assert page_kernel != neighbours
    line_says(page, LOST)
    tick(page, at_two[2])
    say(page, at_two[2], "sometimes")
    with page.expect_response(lambda answer: answer.status == 500):
        pass  # it has asked in vain
    line_says(page, LOST)
    look(page, "disk-lost")
    outside = visit(go=False)
    answer = outside.goto(address)
    assert answer
    assert answer.status == 500
    expect(outside.locator("[lang=es] h2")).to_be_visible()
    look(outside, "disk-outside")
    for process in (server, *server.children()):
        _, most = process.rlimit(psutil.RLIMIT_FSIZE)
        process.rlimit(psutil.RLIMIT_FSIZE, (most, most))
    with in_time():
        expect_heard(page, BACK)
    expect_back(page, [at_two[0], at_two[2]], "talk")
    assert neighbour.evaluate("heard") == []
