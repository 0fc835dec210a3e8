"""The page in Firefox, which parents have too: a visit, an outage, a network without websockets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .firefox import Firefox
from .line import Line

SAYS = "document.querySelector('[data-link]').textContent"
COUNT = """(() => {
    window.tries = 0;
    window.since = performance.now();
    const ask = window.fetch, Socket = window.WebSocket;
    window.fetch = (...all) => (tries++, ask(...all));
    window.WebSocket = new Proxy(Socket, { construct: (of, all) => (tries++, new of(...all)) });
})()"""
SHORTEST = 1000  # ms between two tries; the first may come at once


@pytest.fixture(scope="module")
def started() -> Iterator[Firefox]:
    with Firefox() as firefox:
        yield firefox


@pytest.fixture
def firefox(started: Firefox) -> Firefox:
    """A Firefox that knows nothing of the tests before."""
    started.begin()
    return started


def mark_one(firefox: Firefox, address: str, behaviour: str) -> None:
    firefox.go(address)
    firefox.select("years", "2")
    firefox.select("months", "3")
    firefox.click("[name=open-all]")
    firefox.until("[...document.querySelectorAll('details.area')].every((one) => one.open)")
    firefox.click(f'.seen-item[data-key="{behaviour}"] > label')
    firefox.until(f"document.querySelector('[name=\"see:{behaviour}\"]:checked')")
    firefox.click(f'.seen-item[data-key="{behaviour}"] .how label:has([value=sometimes])')
    firefox.until("document.querySelector('.result.watch')")


def test_a_parent_marks_something_reads_and_learns(
    firefox: Firefox, served: str, at_two: list[str]
) -> None:
    mark_one(firefox, served, at_two[0])
    firefox.click("label:has([name=language][value=es])")
    firefox.until("document.documentElement.lang === 'es'")
    firefox.click(".ways a[href^=learn]")
    firefox.until("location.pathname === '/learn' && document.querySelector('article h2')")
    assert firefox.run("document.documentElement.lang") == "es"
    firefox.click(".ways a")
    firefox.until("location.pathname === '/' && document.querySelector('.result.watch')")
    assert firefox.run(f"document.querySelector('[name=\"see:{at_two[0]}\"]').checked")


def test_an_outage_has_one_timer_and_its_ticks_count(
    firefox: Firefox, line: Line, at_two: list[str]
) -> None:
    """Changes made meanwhile add no tries: each loop of its own once asked for kernels."""
    mark_one(firefox, line.address, at_two[0])
    firefox.run(COUNT)
    line.cut()
    firefox.until(f"{SAYS}.includes('lost')")
    for weeks in range(4, 13):
        firefox.select("weeks", str(weeks))
    firefox.until("performance.now() - since > 12000")
    tries, passed = firefox.run("[tries, performance.now() - since]")
    assert 2 <= tries <= 2 + passed / SHORTEST
    line.mend()
    firefox.until(f"{SAYS}.includes('back')")
    firefox.until("document.querySelector('[name=weeks]').value === '12'")


def test_without_websockets_a_page_says_so_and_lessons_work(firefox: Firefox, line: Line) -> None:
    line.close_websockets()
    firefox.go(line.address)
    firefox.until(f"{SAYS}.includes('This network')")
    firefox.click("[data-instead] a")
    firefox.until("location.pathname === '/learn' && document.querySelector('.contents li a')")
    firefox.until(f"{SAYS}.includes('This network')")
    firefox.click('.contents [data-go="lesson:first-visit"]')
    firefox.until("document.querySelector('article')?.dataset.key === 'first-visit'")


def test_nothing_is_wider_than_the_window(firefox: Firefox, served: str) -> None:
    for path in ("?months=27", "learn?lesson=first-visit"):
        firefox.go(served + path)
        firefox.until("document.querySelector('.seen-item, article')")
        for width in (280, 390, 768, 1920):
            firefox.resize(width, 800)
            assert firefox.run("document.documentElement.scrollWidth - innerWidth") <= 0, width
