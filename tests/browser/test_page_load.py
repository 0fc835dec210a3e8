"""A first visit: what travels, to whom, what is kept, and what a page without JavaScript says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from otkit.kit.tables import Tables
from otkit.kit.wording import Words

from .conftest import dashboard, free_port
from .line import Line
from .parent import (
    LAPTOP,
    Visit,
    choose_language,
    expect_level,
    pick_age,
    port_of,
    say,
    tick,
    unfold_result,
)

MOST_REQUESTS = 10
MOST_BYTES = 100_000  # on the wire: headers, bodies and frames, compressed as they travel


@pytest.fixture(scope="module")
def with_rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard that keeps a workshop's rooms."""
    port = free_port()
    rooms = tmp_path_factory.mktemp("rooms") / "rooms.sqlite3"
    with dashboard(port, "--rooms", str(rooms)):
        yield f"http://127.0.0.1:{port}/"


def whole_visit(page: Page, path: str, behaviours: list[str]) -> None:
    """Read a page in Spanish, and use it as people do."""
    choose_language(page, "es")
    if path == "learn":
        page.locator("[rel=next]").click()
        expect(page).to_have_url(re.compile("lesson="))
    elif path == "room":
        page.fill("[name=code]", "HJ47KT")
        page.locator('[data-action="join"]').click()
        expect(page.locator(".problem")).to_be_visible()
    else:
        pick_age(page, 2, 3)
        for behaviour in behaviours:
            tick(page, behaviour)
            say(page, behaviour, "sometimes")
        expect_level(page, "talk")


def test_a_first_visit_is_small(visit: Visit, served: str, at_two: list[str]) -> None:
    with Line(port_of(served)) as line:
        page = visit(go=False, alone=True)
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("websocket", lambda opened: requests.append(opened.url))
        page.goto(line.address)
        pick_age(page, 2, 3)
        tick(page, at_two[0])
        expect_level(page, "talk")
        needed = [one for one in requests if "/pictures/" not in one]  # they come when near
        assert 5 <= len(needed) <= MOST_REQUESTS, needed
        assert 10_000 < line.received <= MOST_BYTES


def test_drawings_come_when_a_reader_comes_near(visit: Visit, served: str) -> None:
    """None before there is a list; all that the list has when it was read, each of them once."""
    page = visit(screen=LAPTOP, go=False, alone=True)
    drawn: list[str] = []
    page.on("request", lambda one: drawn.append(one.url) if "/pictures/" in one.url else None)
    page.goto(served)
    expect(page.locator("[name=years]")).to_be_enabled()
    assert drawn == []
    pick_age(page, 4)
    page.locator("[name=open-all]").check()
    expect_level(page, "nothing-ticked")
    unfold_result(page)
    shown = page.locator("img.shown")
    expect(shown).not_to_have_count(0)
    for one in shown.all():
        one.scroll_into_view_if_needed()
        expect(one).to_have_js_property("complete", True)
        assert one.evaluate("one => one.naturalWidth") > 0
    assert sorted(drawn) == sorted({one.evaluate("one => one.src") for one in shown.all()})


@pytest.mark.parametrize("path", ["", "learn", "room"])
def test_a_visit_asks_no_other_host_and_sets_no_cookie(
    visit: Visit, with_rooms: str, at_two: list[str], path: str
) -> None:
    page = visit(go=False, alone=True)
    addresses: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.on("websocket", lambda line: addresses.append(line.url))
    page.on("console", lambda message: said.append(message.text))
    page.add_init_script(
        """addEventListener("securitypolicyviolation", (broken) =>
            console.error(`${broken.violatedDirective} ${broken.blockedURI}`))"""
    )
    page.goto(with_rooms + path)
    whole_visit(page, path, at_two)
    if not path:
        unfold_result(page)
        page.get_by_role("button", name="Empezar de nuevo").click()
        expect(page.locator(".result")).to_have_count(0)
    host = with_rooms.removeprefix("http")
    assert any(address.startswith("ws") for address in addresses)
    assert [one for one in addresses if not re.match(f"(http|ws){re.escape(host)}", one)] == []
    assert page.context.cookies() == []
    assert said == [], "the console stays empty"


def test_the_page_is_sent_with_headers_that_shut_others_out(served: str) -> None:
    with urlopen(served) as answer:
        headers = {name.lower(): value for name, value in answer.getheaders()}
    policy = dict(
        rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    host = served.removeprefix("http://").rstrip("/")
    assert policy["connect-src"] == f"'self' ws://{host} wss://{host}"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


def test_a_script_from_elsewhere_does_not_run(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.strange = true";
            document.body.append(script);
        }"""
    )
    assert page.evaluate("window.strange") is None


def test_static_files_may_be_cached_and_private_pages_not(visit: Visit, served: str) -> None:
    """And text travels compressed."""
    page = visit(go=False, alone=True)
    kept: dict[str, str] = {}
    page.on("response", lambda one: kept.update({one.url: one.header_value("cache-control") or ""}))
    with page.expect_response("**/page.js*") as script:
        page.goto(served)
    assert script.value.header_value("content-encoding") == "gzip"
    pick_age(page, 2)
    expect_level(page, "nothing-ticked")
    assert "no-store" in kept.pop(served)
    assert len(kept) >= 3
    for address, rule in kept.items():
        assert "max-age=31" in rule, address


# ---------------------------------------------------------------- JavaScript off


def test_without_javascript_every_behaviour_is_printed(visit: Visit, tables: Tables) -> None:
    page = visit(java_script_enabled=False)
    shown = page.locator("form :is(input, select, button)")
    assert shown.count() > 0
    assert [one for one in shown.all() if one.is_visible()] == []
    sentence = page.locator("noscript .promise")
    expect(sentence).to_be_visible()
    expect(sentence).to_contain_text("This page needs JavaScript")
    expect(sentence).to_contain_text("Esta página necesita JavaScript")
    for language in ("en", "es"):
        listed = page.locator(f"section[lang={language}] .paper li").all_inner_texts()
        expect(page.locator(f"section[lang={language}]")).to_be_visible()
        words = Words(tables, language)
        assert [line.splitlines()[0] for line in listed] == [
            words("whole.lost-skill"),
            *tables["behaviours"][f"text_{language}"],
        ]
        emergency, any_age, *titles = page.locator(f"section[lang={language}] h2").all_inner_texts()
        assert "911" in emergency
        assert any_age == words("paper.any-age")
        assert titles == list(tables["age_groups"][f"title_{language}"])
