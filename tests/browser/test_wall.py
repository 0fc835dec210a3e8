"""The wall on a projector: every slide fits and can be read from afar; keys drive it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from otkit.kit.tables import Tables
from otkit.workshop.room.board import read_board
from otkit.workshop.room.questions import offered
from otkit.workshop.room.slides import slides
from otkit.workshop.room.stages import QuestionKey
from otkit.workshop.room.store import Rooms
from otkit.workshop.room.walls import Walls

from .axe import CONTRAST, faults
from .conftest import dashboard, free_port
from .line import Line
from .parent import PHONE, Visit, port_of

HD = {"width": 1280, "height": 720}
FULL_HD = {"width": 1920, "height": 1080}
LONGER = "es"  # the language whose sentences need more room
INVITE = "http://192.168.178.123:8866/"

FAULTS = """() => {
    const page = document.documentElement;
    const least = 28 * innerHeight / 720;
    const says = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
    const written = [...document.querySelectorAll(".otkit *")].filter((one) =>
        one.checkVisibility() && !one.closest(".out-of-sight") && [...one.childNodes].some(says));
    const small = written.filter((one) => parseFloat(getComputedStyle(one).fontSize) < least);
    const out = written.filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
    return [
        ...[...small, ...out].map((one) => one.outerHTML.slice(0, 90)),
        ...(page.scrollHeight > innerHeight ? ["too high"] : []),
    ];
}"""


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rooms") / "rooms.sqlite3"


@pytest.fixture(scope="module")
def address(where: Path) -> Iterator[str]:
    port = free_port()
    with dashboard(port, "--rooms", str(where)):
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def code(rooms: Rooms, tables: Tables) -> str:
    """A room in which twelve people have answered the quiz before, of all questions."""
    code = rooms.open(offered(tables))
    for number in range(12):
        rooms.join(code, f"phone-{number}")
        said = {key: some[number % 2] for key, some in offered(tables).items()}
        before = {key: choice for key, choice in said.items() if key.part == "before"}
        rooms.record(code, f"phone-{number}", 1, before)
    return code


@pytest.fixture
def wall(rooms: Rooms, code: str, address: str) -> str:
    walls = Walls(rooms.database)
    secret = walls.of(code).secret
    walls.invite(secret, INVITE)
    walls.begin(secret, 120)
    return f"{address}wall?wall={secret}"


def expect_slide(page: Page, slide: str) -> None:
    expect(page.locator(f'.slide[data-key="{slide}"]')).to_be_visible()


def test_every_slide_fits_is_large_and_follows_the_keys(
    visit: Visit, rooms: Rooms, tables: Tables, code: str, wall: str
) -> None:
    page = visit(f"{wall}&lang={LONGER}", screen=HD, color_scheme="light")
    expect_slide(page, "join")
    expect(page.locator("html")).to_have_attribute("lang", LONGER)
    wrong: dict[str, list[str]] = {}
    looked: set[str] = set()
    measured: set[str] = set()

    def look(stage: str, slide: str) -> None:
        """On both projectors the first slide of its kind, the others on the smaller one."""
        kind = slide.partition(":")[0]
        sizes = (HD,) if kind in measured else (FULL_HD, HD)
        measured.add(kind)
        for size in sizes:
            if size != page.viewport_size:
                page.set_viewport_size(size)
            if bad := page.evaluate(FAULTS):
                wrong[f"{stage} {slide} {size['height']}"] = bad

    for stage in ("before", "learn", "goodbye", "finished"):
        deck = slides(read_board(rooms, code), tables)
        for slide in deck[2:] if stage != "before" else deck:
            expect_slide(page, slide)
            look(stage, slide)
            if (kind := slide.partition(":")[0]) not in looked:
                looked.add(kind)
                assert faults(page) == []
            if slide.startswith("case:"):
                page.keyboard.press("ArrowRight")
                expect(page.get_by_text("0 de 12 respondieron")).to_be_visible()
                look(stage, f"vote on {slide}")
                key = QuestionKey("case", slide.removeprefix("case:"))
                for number in range(3):
                    rooms.record(code, f"phone-{number}", 1, {key: "already-helped"})
                expect(page.get_by_text("3 de 12 respondieron")).to_be_visible()
                page.keyboard.press("ArrowRight")
                expect(page.locator(".bars .already-helped .number")).to_have_text("3")
                look(stage, f"bars of {slide}")
            if slide == "next":
                page.locator(f'[data-action="next:{stage}"]').click()
                if stage == "goodbye":  # nobody has filled in the evaluation
                    look(stage, "once more")
                    page.locator(f'.slide [data-action="next-now:{stage}"]').click()
                expect(page.locator('.slide[data-key="next"]')).to_have_count(0)
                if stage == "learn":
                    rooms.move(code, "goodbye")
            else:
                page.keyboard.press("ArrowRight")
    assert wrong == {}
    assert len(looked) == 10


def test_each_kind_of_slide_can_be_read_in_the_dark(
    visit: Visit, rooms: Rooms, tables: Tables, code: str, wall: str
) -> None:
    page = visit(f"{wall}&lang=en", screen=HD, color_scheme="dark")
    walls = Walls(rooms.database)
    kinds = {one.partition(":")[0]: one for one in slides(read_board(rooms, code), tables)}
    assert len(kinds) == 4
    for slide in kinds.values():
        walls.show(walls.of(code).secret, slide)
        expect_slide(page, slide)
        assert page.evaluate(FAULTS) == []
        assert faults(page, only=CONTRAST) == []


def test_the_code_fills_half_the_wall_with_the_phones_url(visit: Visit, wall: str) -> None:
    page = visit(wall, screen=HD)
    expect(page.get_by_role("img", name=f"QR code for {INVITE}")).to_be_visible()
    box = page.locator(".join").bounding_box()
    assert box
    assert box["width"] * box["height"] > 0.5 * HD["width"] * HD["height"]
    assert page.locator(".qr svg").evaluate("(one) => one.getBoundingClientRect().height") > 500


def test_a_wall_asks_no_other_host_and_says_its_own_is_gone(
    visit: Visit, address: str, wall: str
) -> None:
    asked: list[str] = []
    with Line(port_of(address)) as line:
        page = visit(go=False, screen=HD)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(wall.replace(address, line.address))
        expect_slide(page, "join")
        line.cut()
        expect(page.locator("[data-link]")).to_contain_text("This page gets nothing new")
        assert page.evaluate(FAULTS) == []
        assert {urlsplit(url).netloc for url in asked} == {urlsplit(line.address).netloc}


def test_the_secret_leaves_the_address_and_a_reload_finds_it(visit: Visit, wall: str) -> None:
    page = visit(f"{wall}&lang={LONGER}", screen=HD)
    expect_slide(page, "join")
    page.keyboard.press("ArrowRight")
    expect_slide(page, "agenda")
    expect(page).to_have_url(f"{wall.partition('?')[0]}?lang={LONGER}")
    page.reload()
    expect_slide(page, "agenda")


def test_keys_go_to_the_next_part_and_ask_once_more(
    visit: Visit, rooms: Rooms, code: str, wall: str
) -> None:
    page = visit(wall, screen=HD)
    expect_slide(page, "join")
    page.keyboard.press("n")
    expect_slide(page, "next")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Press once more to start the next part.")).to_be_visible()
    assert page.evaluate(FAULTS) == []
    assert rooms.room(code).stage == "before"
    page.keyboard.press("PageDown")
    expect(page.locator('.slide[data-key="next"]')).to_have_count(0)
    assert rooms.room(code).stage == "learn"
    page.keyboard.press("End")
    expect_slide(page, "next")


def test_a_phone_can_drive_the_wall_too(visit: Visit, wall: str) -> None:
    page = visit(wall, screen=PHONE)
    expect_slide(page, "join")
    page.get_by_role("button", name="Next page").click()
    expect_slide(page, "agenda")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
