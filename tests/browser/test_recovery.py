"""Kernels die, servers restart, lines drop: what was ticked stays, and the page comes back.

`OTKIT_PICTURES=folder` keeps a picture of a page that is back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import psutil
import pytest
from playwright.sync_api import Page, Request, WebSocketRoute, expect

from otkit.server.kernels.messages import BUSY, given_up

from .axe import faults
from .conftest import dashboard, free_port
from .line import HEARD, Line
from .parent import (
    Visit,
    box,
    choose_country,
    expect_level,
    look,
    pick_age,
    result_of,
    say,
    tick,
    ticked,
    unfold_result,
)

LOST = "The connection was lost. Your answers are safe on this page."
BACK = "The connection is back."
GIVEN_UP = "Something went wrong here, and we could not fix it."
IDS = "[...document.querySelectorAll('[id]')].map((one) => one.id).join()"
WORKS_FOR = 30_000  # ms that a kernel may take when it has said that it begins
GIVEN_UP_AFTER = 9_000  # ms; a line that says nothing for so long is taken as lost


def arrive(
    visit: Visit, address: str, behaviour: str, clock: bool = False, page: Page | None = None
) -> Page:
    """A parent who has marked one thing, sometimes; with a clock that a test can put forward."""
    page = page or visit(go=False, alone=clock)
    if clock:
        page.clock.install()
    page.add_init_script(HEARD)
    knock(page, address)
    pick_age(page, 2, 3)
    tick(page, behaviour)
    say(page, behaviour, "sometimes")
    expect_level(page, "watch")
    return page


def knock(page: Page, address: str) -> None:
    """Ask until the server has noticed that the page before is gone, and its place is free."""
    for _ in range(100):
        answer = page.goto(address)
        if answer and answer.status == 200:
            return
        page.wait_for_timeout(500)
    raise AssertionError("no place became free")


def line_says(page: Page, words: str) -> None:
    expect(page.locator("[data-link]")).to_contain_text(words)


def expect_heard(page: Page, words: str) -> None:
    page.wait_for_function("words => heard.some((one) => one.includes(words))", arg=words)


def expect_all_there(page: Page, behaviours: list[str], level: str) -> None:
    """The page is back, with the same answers and the same result, and it goes on working."""
    expect_heard(page, BACK)
    assert ticked(page) == sorted(behaviours)
    expect_level(page, level)
    page.locator("[name=lost-skill]").check()
    expect_level(page, "act-now")
    expect(page.locator("[data-link]")).to_be_empty()
    page.locator("[name=lost-skill]").uncheck()
    expect_level(page, level)


class Alone:
    """A dashboard that its tests may hurt, stop, and start again at the same address."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self._life = ExitStack()

    def start(self) -> None:
        started = self._life.enter_context(dashboard(self.port, "--kernels", "1", program="otkit"))
        self.process = psutil.Process(started.pid)

    def stop(self) -> None:
        self._life.close()

    def kernels(self) -> list[psutil.Process]:
        """The one that serves and then the spare, when both are there."""
        for _ in range(600):
            if len(kernels := self.process.children()) == 2:
                return kernels
            time.sleep(0.1)
        raise AssertionError("a kernel did not come back")


@pytest.fixture(scope="module")
def alone() -> Iterator[Alone]:
    alone = Alone()
    alone.start()
    yield alone
    alone.stop()


def expect_unmoved(page: Page, behaviours: list[str], level: str) -> None:
    """The page has the same answers and result, was told of no trouble, and goes on working."""
    page.locator("[name=lost-skill]").check()
    expect_level(page, "act-now")
    page.locator("[name=lost-skill]").uncheck()
    expect_level(page, level)
    assert ticked(page) == sorted(behaviours)
    assert page.evaluate("heard") == []


def test_a_kernel_that_hangs_is_replaced(visit: Visit, alone: Alone, at_two: list[str]) -> None:
    page = arrive(visit, alone.address, at_two[0])
    hanging = alone.kernels()[0]
    hanging.suspend()
    tick(page, at_two[2])
    say(page, at_two[2], "sometimes")
    expect_level(page, "talk")
    expect_unmoved(page, [at_two[0], at_two[2]], "talk")
    hanging.wait(60)


def test_kernels_that_die_are_replaced_on_the_open_connection(
    visit: Visit, alone: Alone, at_two: list[str]
) -> None:
    """All but the spare, and then all of them."""
    pages = [arrive(visit, alone.address, at_two[0]) for _ in range(2)]
    ids = [page.evaluate(IDS) for page in pages]
    sockets: list[str] = []
    for page in pages:
        page.on("websocket", lambda socket: sockets.append(socket.url))
    for those in (slice(0, 1), slice(0, None)):
        for kernel in alone.kernels()[those]:
            kernel.kill()
        for page, before in zip(pages, ids, strict=True):
            expect_unmoved(page, [at_two[0]], "watch")
            assert page.evaluate(IDS) == before
    assert sockets == [], "none had to connect anew"
    look(pages[0], "kernel-back")


def test_a_server_may_stop_and_start_again_under_an_open_page(
    visit: Visit, alone: Alone, at_two: list[str]
) -> None:
    page = arrive(visit, alone.address, at_two[0])
    before = result_of(page)
    alone.stop()
    line_says(page, LOST)
    assert result_of(page) == before
    expect(page.locator("[data-link]")).to_be_in_viewport()
    expect(page.locator("[data-link]")).to_have_attribute("role", "status")
    tick(page, at_two[1])
    say(page, at_two[1], "sometimes")
    line_says(page, LOST)
    expect(box(page, at_two[1])).to_be_checked()
    alone.start()
    expect_all_there(page, at_two[:2], "watch")
    look(page, "server-back")
    box(page, at_two[1]).uncheck()
    expect(page.locator("[data-region=result]")).to_have_text(before)


def asked_but_pictures(page: Page) -> list[str]:
    """The methods of what the page asks for from now on, but for drawings that scroll into view."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type != "image":
            asked.append(request.method)

    page.on("request", note)
    return asked


def test_a_page_given_up_says_so_and_begins_anew_when_loaded(
    visit: Visit, served: str, at_two: list[str]
) -> None:
    """The server's word for it, a closed comm, is sent here in its place."""
    sides: list[WebSocketRoute] = []

    def pass_on(page_side: WebSocketRoute) -> None:
        page_side.connect_to_server()
        sides.append(page_side)

    page = visit(go=False)
    page.route_web_socket("**", pass_on)
    page = arrive(visit, served, at_two[0], page=page)
    sides[0].send(given_up("any_"))
    line_says(page, GIVEN_UP)
    tick(page, at_two[2])
    look(page, "given-up")
    line_says(page, GIVEN_UP)
    page.reload()
    expect(page.locator("[name=years]")).to_have_value("")
    assert ticked(page) == []


def test_what_is_ticked_while_offline_counts_afterwards(
    visit: Visit, line: Line, at_two: list[str]
) -> None:
    page = arrive(visit, line.address, at_two[0])
    line.cut()
    line_says(page, LOST)
    tick(page, at_two[2])
    say(page, at_two[2], "sometimes")
    expect(box(page, at_two[2])).to_be_checked()
    line.mend()
    expect_all_there(page, [at_two[0], at_two[2]], "talk")


def test_a_line_that_was_down_leads_back_to_the_same_kernel(
    visit: Visit, line: Line, at_two: list[str]
) -> None:
    page = arrive(visit, line.address, at_two[0])
    asked = asked_but_pictures(page)
    line.cut()
    line_says(page, LOST)
    with page.expect_event("requestfailed"):
        pass  # it has tried in vain
    line.mend()
    expect_all_there(page, [at_two[0]], "watch")
    assert set(asked) == {"HEAD"}, "a page asked for again would be a new kernel"


def test_a_silent_line_is_noticed_when_an_answer_stays_out(
    visit: Visit, line: Line, at_two: list[str]
) -> None:
    page = arrive(visit, line.address, at_two[0], clock=True)
    line.fall_silent()
    tick(page, at_two[2])
    say(page, at_two[2], "sometimes")
    page.clock.run_for(GIVEN_UP_AFTER)
    line_says(page, LOST)
    line.mend()
    expect_all_there(page, [at_two[0], at_two[2]], "talk")


def test_an_answer_lost_on_its_way_is_drawn_once_online(
    visit: Visit, line: Line, at_two: list[str]
) -> None:
    """The same kernel has drawn it already, and would send only what changes from then on."""
    page = arrive(visit, line.address, at_two[0])
    line.lose_answers()
    tick(page, at_two[2])
    say(page, at_two[2], "sometimes")
    page.wait_for_timeout(1000)  # the kernel answers, and nobody hears it
    expect_level(page, "watch")
    line.cut()
    line_says(page, LOST)
    line.mend()
    expect_all_there(page, [at_two[0], at_two[2]], "talk")


def test_a_page_waits_for_a_busy_server_then_tries_again(
    visit: Visit, served: str, at_two: list[str]
) -> None:
    """It is told that its message came, and then nothing."""
    hangs = False

    def pass_on(page_side: WebSocketRoute) -> None:
        def hear(message: str | bytes) -> None:
            page_side.send(BUSY if hangs else message)

        page_side.connect_to_server().on_message(hear)

    page = visit(go=False, alone=True)
    page.route_web_socket("**", pass_on)
    page = arrive(visit, served, at_two[0], clock=True, page=page)
    hangs = True
    tick(page, at_two[2])
    say(page, at_two[2], "sometimes")
    page.wait_for_timeout(1000)
    page.clock.run_for(GIVEN_UP_AFTER)
    assert page.evaluate("heard") == []
    page.clock.run_for(WORKS_FOR)
    expect_heard(page, LOST)
    hangs = False
    expect_all_there(page, [at_two[0], at_two[2]], "talk")


def test_a_phone_without_a_network_keeps_the_answers(
    visit: Visit, served: str, at_two: list[str]
) -> None:
    page = arrive(visit, served, at_two[0], page=visit(go=False, alone=True))
    page.context.set_offline(True)
    tick(page, at_two[2])
    say(page, at_two[2], "sometimes")
    line_says(page, LOST)
    page.context.set_offline(False)
    expect_all_there(page, [at_two[0], at_two[2]], "talk")


OVERLAPS = """() => {
    const parts = [".link-line", ".bar", ".result > .not-counted", ".result .headline"]
        .map((name) => [name, document.querySelector(name).getBoundingClientRect()]);
    return parts.flatMap(([one, a], i) => parts.slice(i + 1)
        .filter(([, b]) => a.top < b.bottom - 1 && b.top < a.bottom - 1)
        .map(([other]) => `${one} ${other}`));
}"""


def test_an_old_result_looks_old_until_answers_count(
    visit: Visit, line: Line, at_two: list[str]
) -> None:
    """On the narrowest phone, in the longer language."""
    screen = {"width": 320, "height": 844}
    page = arrive(visit, line.address, at_two[0], page=visit(go=False, screen=screen, locale="es"))
    page.emulate_media(reduced_motion="reduce")
    old = page.locator(".not-counted")
    ink = page.locator(".result .headline").evaluate("one => getComputedStyle(one).color")
    line.cut()
    expect(page.locator("[data-link]")).not_to_be_empty()
    expect(old.first).to_be_hidden()  # nothing was marked since
    page.locator("[name=lost-skill]").check()
    expect(page.locator(".bar .not-counted")).to_be_in_viewport()
    expect(page.locator(".bar .counted")).to_be_hidden()
    page.locator(".bar a").click()
    expect(page.locator(".result .headline")).to_be_in_viewport(ratio=1)
    expect(page.locator(".result > .not-counted")).to_be_in_viewport(ratio=1)
    expect(page.locator(".result > .not-counted a")).to_have_attribute("href", "tel:911")
    assert page.evaluate(OVERLAPS) == []
    assert page.locator(".result .headline").evaluate("one => getComputedStyle(one).color") != ink
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert faults(page) == []
    look(page, "not-counted")
    line.mend()
    expect_level(page, "act-now")
    expect(old.first).to_be_hidden()


def test_start_over_while_offline_clears_for_good(
    visit: Visit, line: Line, at_two: list[str]
) -> None:
    page = arrive(visit, line.address, at_two[0])
    line.cut()
    line_says(page, LOST)
    choose_country(page, "GB-ENG")
    unfold_result(page)
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("select[name=country]")).to_have_value("GB-ENG")
    assert ticked(page) == []
    assert at_two[0] not in page.evaluate("JSON.stringify({...sessionStorage})")
    line.mend()
    expect_heard(page, BACK)
    expect(page.locator(".seen-item")).to_have_count(0)
    expect(page.locator("[name=years]")).to_have_value("")
    expect(page.locator("select[name=country]")).to_have_value("GB-ENG")
    expect(page.locator(".result")).to_have_count(0)


# ---------------------------------------------------------------- when every place is taken


@pytest.fixture(scope="module")
def one_place() -> Iterator[str]:
    """The address of a dashboard for one visitor at a time."""
    port = free_port()
    with dashboard(port, "--max-visitors", "1"):
        yield f"http://127.0.0.1:{port}/"


def test_at_capacity_pages_say_so_and_when_to_come_again(
    visit: Visit, one_place: str, at_two: list[str]
) -> None:
    inside = arrive(visit, one_place, at_two[0])
    outside = visit(go=False)
    answer = outside.goto(one_place)
    assert answer
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    expect(outside.get_by_role("heading", name="Many people are here")).to_be_visible()
    expect(outside.locator("[lang=es] h2")).to_have_text("Hay muchas personas en este momento")
    assert faults(outside) == []
    again = outside.locator("[lang=es] a").get_attribute("href")
    inside.goto("about:blank")
    knock(outside, f"{one_place.rstrip('/')}{again}")
    title = "¿Cómo va el desarrollo de su hijo o hija?"
    expect(outside.get_by_role("heading", level=1)).to_have_text(title)


def test_a_page_that_is_left_gives_its_place_back(
    visit: Visit, one_place: str, at_two: list[str]
) -> None:
    page = arrive(visit, one_place, at_two[0])
    page.close()
    knock(visit(go=False), one_place)
