"""Several servers behind HAProxy: thirty parents, a server that dies, a restart, a real browser."""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect, sync_playwright
from tornado.httpclient import HTTPClientError

from otkit import Age, behaviours_for, score
from otkit.kit.tables import Tables
from otkit.server.kernels.tokens import token_for
from tests.browser.conftest import launch
from tests.browser.parent import PHONE, box, expect_level, pick_age, say, tick, ticked
from tests.browser.test_recovery import IDS, asked_but_pictures
from tests.deploy.behind import Replicas, replicas
from tests.deploy.visitor import PATIENCE, Visitor

PARENTS = 30
PLACES = 8  # at two servers
STEPS = 6  # things that each parent ticks


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    folder = tmp_path_factory.mktemp("three")
    with replicas(folder, 3, "--drain", "1", "--", "--kernels", "1") as running:
        yield running


@pytest.fixture(scope="module")
def over_https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Two servers with two places each, over HTTPS."""
    folder = tmp_path_factory.mktemp("https")
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    subprocess.run(
        [*make.split(), "-keyout", "key.pem", "-out", "chain.pem"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    certificate = folder / "both.pem"
    certificate.write_text((folder / "chain.pem").read_text() + (folder / "key.pem").read_text())
    options = ("--kernels", "1", "--max-visitors", str(PLACES // 2))
    with replicas(folder, 2, "--certificate", str(certificate), "--", *options) as running:
        yield running


class Parent(Visitor):
    """A visitor with a child and a list of things to tick, another one for each `seed`."""

    def __init__(self, base: str, tables: Tables, seed: int) -> None:
        super().__init__(base)
        chance = random.Random(seed)
        self.tables = tables
        self.age = Age(chance.randrange(72))
        ids = list(behaviours_for(self.age, tables)["behaviour_id"])
        self.to_tick = chance.sample(ids, STEPS)
        self.how = {one: chance.choice(["often", "sometimes", "not-sure"]) for one in ids}
        self.ticked: list[str] = []

    async def tick_one_more(self) -> None:
        self.ticked.append(self.to_tick[len(self.ticked)])
        await self.see_my_result()

    async def see_my_result(self) -> None:
        """Say everything once more; the page shows the level that these answers have."""
        years, months = divmod(self.age.months, 12)
        fields = {"years": [str(years)], "months": [str(months)]}
        for one in self.ticked:
            fields |= {f"see:{one}": ["on"], f"how:{one}": [self.how[one]]}
        shown = await self.say(fields)
        level = score(self.age, {one: self.how[one] for one in self.ticked}, self.tables).level
        assert re.search(r'class="card result ([\w-]+)"', shown["region_result"])[1] == level


async def all_tick(parents: list[Parent], how_many: int) -> None:
    async def work(parent: Parent, wait: float) -> None:
        await asyncio.sleep(wait)
        for _ in range(how_many):
            await parent.tick_one_more()
            await asyncio.sleep(0.3)

    await asyncio.gather(*(work(one, number / 20) for number, one in enumerate(parents)))


async def all_leave(parents: list[Visitor]) -> None:
    await asyncio.gather(*(one.leave() for one in parents))


def test_thirty_parents_get_results_though_a_server_is_killed(
    three: Replicas, tables: Tables
) -> None:
    async def story() -> list[Parent]:
        parents = [Parent(three.url, tables, seed) for seed in range(PARENTS)]
        await all_tick(parents, STEPS // 2)
        three.servers()[0].kill()
        await all_tick(parents, STEPS - STEPS // 2)
        assert all(one.ticked == one.to_tick for one in parents)
        await all_leave(parents)
        return parents

    parents = asyncio.run(story())
    assert sum(one.moves == 1 for one in parents) >= 15, "two thirds were elsewhere"
    three.wait_for("it is started again")


def test_a_rolling_restart_loses_no_tick_of_thirty_parents(three: Replicas, tables: Tables) -> None:
    async def story() -> list[Parent]:
        parents = [Parent(three.url, tables, 100 + seed) for seed in range(PARENTS)]
        await all_tick(parents, STEPS)
        three.restart_in_turn()
        until = asyncio.get_running_loop().time() + PATIENCE
        while "all were restarted" not in three.log.read_text():
            assert asyncio.get_running_loop().time() < until
            await asyncio.gather(*(one.see_my_result() for one in parents))
            await asyncio.sleep(1)
        await asyncio.gather(*(one.see_my_result() for one in parents))
        await all_leave(parents)
        return parents

    before = {one.pid for one in three.servers()}
    parents = asyncio.run(story())
    after = {one.pid for one in three.servers()}
    assert len(after) == 3
    assert not before & after
    assert all(one.moves <= 4 for one in parents)


def test_no_cookie_is_needed_and_none_is_set(three: Replicas) -> None:
    async def story() -> Visitor:
        visitor = Visitor(three.url)
        await visitor.say({"years": ["2"]})
        await visitor.leave()
        return visitor

    assert asyncio.run(story()).set_cookies == []


def test_any_server_takes_a_page_and_its_ids_stay(three: Replicas) -> None:
    """Each connection goes to the server with the fewest, so one after another has the page."""

    async def story() -> None:
        visitor = Visitor(three.url)
        assert await visitor.move_in()
        model = visitor.model
        for turn in range(6):
            ticked = {"lost-skill": ["on"]} if turn % 2 else {}
            shown = await visitor.say({"years": ["2"], "months": ["3"], **ticked})
            assert ("act-now" in shown["region_result"]) == bool(ticked)
            assert visitor.line
            visitor.line.close()
            visitor.line = None
        assert (visitor.moves, visitor.model) == (1, model)
        assert visitor.handed_over >= 1
        await visitor.leave()

    asyncio.run(story())


def test_a_token_of_another_site_opens_nothing(three: Replicas) -> None:
    async def story() -> None:
        visitor = Visitor(three.url)
        assert await visitor.move_in()
        token = token_for(visitor.host["kernelId"], "check_in", b"x" * 64)
        for _ in range(3):
            with pytest.raises(HTTPClientError, match="403"):
                await visitor.connect(token=token)
        await visitor.leave()

    asyncio.run(story())


def test_nothing_is_written_about_visitors(three: Replicas) -> None:
    said = three.log.read_text().replace(f"servers at {three.url.rstrip('/')}", "")
    assert "GET" not in said
    assert "/channels" not in said
    assert "127.0.0.1" not in said


def test_when_all_are_full_a_visitor_learns_when_to_come_again(
    over_https: Replicas,
) -> None:
    async def story() -> None:
        visitors = [Visitor(over_https.url, validate_cert=False) for _ in range(PLACES)]
        answers = [await one.fetch(over_https.url) for one in visitors]
        assert [answer.code for answer in answers] == [200] * PLACES, "none was full alone"
        more = Visitor(over_https.url, validate_cert=False)
        answer = await more.fetch(over_https.url)
        assert answer.code == 503
        assert answer.headers["Retry-After"]
        for one, given in zip(visitors, answers, strict=True):
            assert one.take(given.body.decode())
            for _ in range(4):  # whichever of two servers hears it, one of these is the right one
                await one.leave()

    asyncio.run(story())


def test_over_https_the_browser_is_told_to_stay(over_https: Replicas) -> None:
    async def story() -> None:
        visitor = Visitor(over_https.url, validate_cert=False)
        style = await visitor.fetch(f"{over_https.url}voila/templates/otkit/static/style.css")
        assert style.headers["Strict-Transport-Security"].startswith("max-age=")

    asyncio.run(story())


def test_in_a_browser_ticks_outlive_the_server_of_the_page(
    over_https: Replicas, tables: Tables
) -> None:
    ids = list(behaviours_for(Age(27), tables).query("urgent == 'no'")["behaviour_id"])
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(viewport=PHONE, locale="en-US", ignore_https_errors=True)
        page = context.new_page()
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(over_https.url)
        pick_age(page, 2, 3)
        tick(page, ids[0])
        say(page, ids[0], "sometimes")
        expect_level(page, "watch")
        expect(page.locator("form")).not_to_contain_text("connection was lost")

        before = page.evaluate(IDS)
        asked = asked_but_pictures(page)
        for server in over_https.servers():  # first the one, then the other
            server.kill()
            tick(page, ids[1])
            expect_level(page, "talk")
            box(page, ids[1]).uncheck()
            expect_level(page, "watch")
            over_https.wait_for("it is started again")
        tick(page, ids[1])
        expect_level(page, "talk")
        assert ticked(page) == sorted(ids[:2])
        assert page.evaluate(IDS) == before
        assert set(asked) <= {"HEAD"}, "no page was asked for"
        assert context.cookies() == []
        assert not failures
        page.goto("about:blank")
        browser.close()
