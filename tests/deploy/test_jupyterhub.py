"""The dashboard under JupyterHub: a visitor gets it and nothing else, whatever is tried."""

from __future__ import annotations

import asyncio
import csv
import re
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import httpx
import psutil
import pytest
from playwright.sync_api import sync_playwright
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from otkit import Age, behaviours_for
from otkit.kit.tables import Tables
from tests.browser.conftest import launch
from tests.browser.parent import PHONE, expect_level, pick_age, say, tick, ticked
from tests.deploy.under_hub import IDLE, Hub, HubVisitor, jupyterhub
from tests.deploy.visitor import PATIENCE, PROTOCOL, RETRY_EVERY, pack, unpack
from tests.serving import ROOT
from tests.test_handlers import NOT_THERE

LOST = {"years": ["2"], "months": ["3"], "lost-skill": ["on"]}
FORBIDDEN = [
    "execute_request",
    "inspect_request",
    "complete_request",
    "history_request",
    "is_complete_request",
    "comm_open",
    "comm_close",
    "comm_info_request",
    "shutdown_request",
    "interrupt_request",
    "debug_request",
    "create_subshell_request",
    "input_reply",
]
CODE = {"code": "print('it ran')", "silent": False, "store_history": False, "allow_stdin": False}
OF_THE_HUB = [
    "/hub/api/users",
    "/hub/api/groups",
    "/hub/api/proxy",
    "/hub/api/services",
    "/hub/api/info",
    "/hub/metrics",
    "/hub/admin",
]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with jupyterhub(tmp_path_factory.mktemp("hub")) as running:
        yield running


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def visitors(hub: Hub, runner: asyncio.Runner) -> list[HubVisitor]:
    """Two visitors, each with a dashboard of their own."""

    async def come() -> list[HubVisitor]:
        both = [HubVisitor(hub), HubVisitor(hub)]
        await asyncio.gather(*(one.say(LOST) for one in both))
        return both

    return runner.run(come())


@pytest.fixture(scope="module", autouse=True)
def leaver(hub: Hub, runner: asyncio.Runner) -> tuple[HubVisitor, psutil.Process]:
    """Somebody who came and left before all other tests, and the server that was theirs."""

    async def come_and_go() -> HubVisitor:
        visitor = HubVisitor(hub)
        await visitor.say(LOST)
        await visitor.leave()
        return visitor

    gone = runner.run(come_and_go())
    return gone, hub.servers()[gone.name]


@pytest.fixture
def visitor(visitors: list[HubVisitor], runner: asyncio.Runner) -> HubVisitor:
    runner.run(visitors[0].say(LOST))
    return visitors[0]


@pytest.fixture
def other(visitors: list[HubVisitor], runner: asyncio.Runner) -> HubVisitor:
    runner.run(visitors[1].say(LOST))
    return visitors[1]


def kernels_of(server: psutil.Process) -> list[psutil.Process]:
    """The kernels of a server."""
    return server.children()


def test_the_front_address_opens_a_dashboard_that_works(
    visitor: HubVisitor, runner: asyncio.Runner
) -> None:
    assert "/user/" in visitor.page
    assert "result act-now" in visitor.shown["region_result"]
    shown = runner.run(visitor.say({"years": ["2"], "months": ["3"]}))
    assert "result nothing-ticked" in shown["region_result"]


def test_a_link_leads_to_any_page_of_ones_own_dashboard(
    visitor: HubVisitor, runner: asyncio.Runner
) -> None:
    answer = runner.run(visitor.ask("/hub/user-redirect/learn?lang=es"))
    assert str(answer.url) == f"{visitor.page}learn?lang=es"
    assert "otkit-host" in answer.text


def test_each_visitor_has_a_random_name_and_an_own_server(
    hub: Hub, visitor: HubVisitor, other: HubVisitor
) -> None:
    names = {visitor.name, other.name}
    assert names <= hub.servers().keys()
    assert all(re.fullmatch(r"[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}", name) for name in names)


def is_news(content: dict[str, Any], seen: str) -> bool:
    """Whether a message is no status, and not what the page drew of the last form it has seen."""
    drawn = content.get("data", {}).get("state", {}).get("seen")
    return content.get("execution_state") is None and drawn != seen


async def connected(visitor: HubVisitor) -> WebSocketClientConnection:
    """Another line to the visitor's page, once it may open one again."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await visitor.connect()
            except HTTPClientError as refused:
                if refused.code != 429:
                    raise
            await asyncio.sleep(RETRY_EVERY)


@pytest.mark.parametrize(
    ("number", "kind", "channel"),
    [
        *((number, kind, "shell") for number, kind in enumerate(FORBIDDEN)),
        (0, "execute_request", "control"),
        (1, "debug_request", "control"),
        (0, "input_reply", "stdin"),
        (1, "comm_msg", "control"),
    ],
)
def test_a_visitor_cannot_run_code(
    number: int, kind: str, channel: str, visitors: list[HubVisitor], runner: asyncio.Runner
) -> None:
    visitor = visitors[number % 2]  # in turn, since a page may not open lines without end

    async def attempt() -> list[str]:
        await visitor.say(LOST)
        line = await connected(visitor)
        content = CODE | {"comm_id": visitor.model, "target_name": "jupyter.widget", "data": {}}
        await line.write_message(pack(content, kind, channel), binary=True)
        answers = []
        async with asyncio.timeout(20):
            while isinstance(message := await line.read_message(), bytes):
                answers.append(unpack(message))
        assert message is None  # the line was closed
        return [kind for kind, content in answers if is_news(content, visitor.shown["seen"])]

    assert runner.run(attempt()) == []
    visitor.line = None


def test_no_other_way_of_speaking_to_a_kernel_is_open(
    visitor: HubVisitor, runner: asyncio.Runner
) -> None:
    host = visitor.host
    path = f"{host['baseUrl']}api/kernels/{host['kernelId']}/channels"
    word = f"otkit.{host['token']}"
    headers = {"Cookie": visitor.cookies_for(path)}

    async def attempt(offered: list[str]) -> None:
        request = HTTPRequest(visitor.origin.replace("http", "ws") + path, headers=headers)
        with pytest.raises(HTTPClientError, match="403"):
            await websocket_connect(request, subprotocols=offered)

    for offered in ([], [PROTOCOL], [word], [PROTOCOL, word[:-1] + "x"]):
        runner.run(attempt(offered))


def test_nobody_opens_the_page_or_the_kernel_of_another_visitor(
    visitor: HubVisitor, other: HubVisitor, runner: asyncio.Runner
) -> None:
    async def attempts() -> None:
        page = await visitor.web.get(other.page)
        assert page.status_code in (403, 404)
        assert "otkit-host" not in page.text
        mine = visitor.host
        with pytest.raises(HTTPClientError):
            await visitor.connect(**other.host)
        with pytest.raises(HTTPClientError):
            await visitor.connect(**mine | {"baseUrl": other.host["baseUrl"]})
        stranger = HubVisitor.__new__(HubVisitor)
        stranger.__dict__ |= visitor.__dict__ | {"web": httpx.AsyncClient()}
        with pytest.raises(HTTPClientError, match="403"):
            await stranger.connect()

    runner.run(attempts())


@pytest.mark.parametrize("path", NOT_THERE)
def test_a_visitors_server_has_the_pages_and_nothing_else(
    path: str, visitor: HubVisitor, runner: asyncio.Runner
) -> None:
    async def attempts() -> None:
        for method in ("GET", "POST", "PUT", "DELETE"):
            answer = await visitor.ask(path, method)
            assert answer.status_code in (404, 405), (method, path)

    runner.run(attempts())


@pytest.mark.parametrize("path", OF_THE_HUB)
def test_a_visitor_learns_nothing_from_the_hub(
    path: str, visitor: HubVisitor, other: HubVisitor, runner: asyncio.Runner
) -> None:
    answer = runner.run(visitor.ask(path))
    assert answer.status_code in (403, 404)
    assert other.name not in answer.text


def test_a_visitor_can_make_no_token(visitor: HubVisitor, runner: asyncio.Runner) -> None:
    async def attempts() -> None:
        hub_cookies = {"_xsrf": visitor.web.cookies.get("_xsrf", path="/hub/")}
        for path in (f"/hub/api/users/{visitor.name}/tokens", "/hub/api/users/someone"):
            for headers in ({}, {"X-XSRFToken": hub_cookies["_xsrf"]}):
                answer = await visitor.ask(path, "POST", json={}, headers=headers)
                assert answer.status_code in (403, 404)

    runner.run(attempts())


def test_cookies_end_with_the_browser_and_stay_on_this_site(
    hub: Hub, runner: asyncio.Runner
) -> None:
    async def story() -> list[str]:
        async with httpx.AsyncClient(follow_redirects=True) as client:
            answer = await client.get(hub.url)
            steps = [*answer.history, answer]
        return [line for step in steps for line in step.headers.get_list("set-cookie")]

    for line in runner.run(story()):
        for name, morsel in SimpleCookie(line).items():
            assert morsel["samesite"] == "Lax", name
            assert not morsel["expires"], name
            assert morsel["httponly"] or name == "_xsrf"


def test_no_process_of_a_kernel_has_the_hubs_token(hub: Hub, visitor: HubVisitor) -> None:
    server = hub.servers()[visitor.name]
    assert "JUPYTERHUB_API_TOKEN" in server.environ()
    (kernel,) = kernels_of(server)  # one visitor needs one, and no spare
    assert "JUPYTERHUB_API_TOKEN" not in kernel.environ()


def test_a_page_whose_kernel_ended_goes_on_in_another_one(
    hub: Hub, visitor: HubVisitor, runner: asyncio.Runner
) -> None:
    moves = visitor.moves
    for kernel in kernels_of(hub.servers()[visitor.name]):
        kernel.kill()
    shown = runner.run(visitor.say(LOST))
    assert "result act-now" in shown["region_result"]
    assert visitor.moves == moves


def test_the_hubs_own_pages_are_calm_and_have_no_script(
    hub: Hub, visitor: HubVisitor, runner: asyncio.Runner
) -> None:
    for path in ("/hub/home", "/hub/token", "/hub/nothing-here"):
        answer = runner.run(visitor.ask(path))
        assert "<script" not in answer.text
        assert "JupyterHub" not in answer.text
        assert 'lang="es"' in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_hubs_error_page_says_what_the_dashboards_says() -> None:
    with (ROOT / "data" / "messages.csv").open(encoding="utf-8") as file:
        messages = {row["message_id"]: row for row in csv.DictReader(file)}
    folder = ROOT / "deploy" / "jupyterhub" / "templates"
    error, page = ((folder / name).read_text() for name in ("error.html", "page.html"))
    for kind in ("full", "missing", "broken"):
        for part in ("title", "text"):
            for language in ("en", "es"):
                assert messages[f"error.{kind}.{part}"][f"text_{language}"] in error
    assert messages["error.again"]["text_en"] in page
    assert messages["error.again"]["text_es"] in page


def test_in_a_browser_a_parent_waits_ticks_and_recovers(hub: Hub, tables: Tables) -> None:
    ids = list(behaviours_for(Age(27), tables).query("urgent == 'no'")["behaviour_id"])
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_context(viewport=PHONE, locale="en-US").new_page()
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(hub.url)
        page.wait_for_url("**/user/**", timeout=60_000)
        page.wait_for_selector("[name=years]", timeout=60_000)
        pick_age(page, 2, 3)
        tick(page, ids[0])
        say(page, ids[0], "sometimes")
        expect_level(page, "watch")
        name = page.url.split("/user/")[1].split("/")[0]
        for kernel in kernels_of(hub.servers()[name]):
            kernel.kill()
        tick(page, ids[1])  # while no kernel is there
        expect_level(page, "talk")
        assert ticked(page) == sorted(ids[:2])
        assert failures == []
        browser.close()


def test_visitors_who_left_are_forgotten_and_others_are_not(
    hub: Hub,
    visitor: HubVisitor,
    leaver: tuple[HubVisitor, psutil.Process],
    runner: asyncio.Runner,
) -> None:
    left, gone = leaver

    async def story() -> None:
        until = time.monotonic() + 4 * IDLE + 60
        while gone.is_running():
            assert time.monotonic() < until
            await visitor.say(LOST)
            await asyncio.sleep(1)
        assert visitor.name in hub.servers()
        assert visitor.name in visitor.page
        answer = await left.web.get(left.page)  # the old address leads to a calm page
        assert "otkit-host" not in answer.text
        assert 'href="/hub/' in answer.text

    runner.run(story())


def test_no_visitors_address_is_written_down(hub: Hub) -> None:
    said = hub.log.read_text()
    assert "not authorized" in said  # what went wrong is there
    assert "(127.0.0.1)" not in said
    assert "remote_ip" not in said
    assert "it ran" not in said
    assert not re.search(r"GET .*\d+\.\d+ms", said)  # an access log
