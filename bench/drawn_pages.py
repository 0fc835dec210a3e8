"""One round of `drawing.py`, in a fresh process: prints what its pages cost as JSON.

`python -m bench.drawn_pages 10` makes ten pages where there are else a hundred.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from itertools import pairwise
from statistics import median
from typing import Any

from bench.story import two_years_old
from otkit.widgets import CheckIn

PAGES = int(sys.argv[1]) if sys.argv[1:] else 100  # timed, and then open at the same time
NOT_COUNTED = PAGES // 5  # at first
KILOBYTE = 1000


def messages() -> list[dict[str, list[str]]]:
    """The fields of the two messages of a visit: an age, then a tick."""
    story = two_years_old()
    age = {"language": ["en"], "age-by": ["months"], "years": [story.years], "weeks": ["0"]}
    return [age, {**age, f"see:{story.key}": ["on"]}]


def say(page: CheckIn, fields: dict[str, list[str]]) -> None:
    page.handle({"action": "change", "fields": fields, "seen": "1"})


def milliseconds(age: dict[str, list[str]], tick: dict[str, list[str]]) -> dict[str, float]:
    """The median processor time of each step of a page."""
    spent: dict[str, list[float]] = {"make": [], "html": [], "age": [], "tick": []}
    for number in range(NOT_COUNTED + PAGES):
        times = [time.process_time()]
        page = CheckIn()
        for step in (page.html, lambda: say(page, age), lambda: say(page, tick)):  # noqa: B023
            times.append(time.process_time())
            step()
        times.append(time.process_time())
        page.close()
        if number >= NOT_COUNTED:
            for name, (start, end) in zip(spent, pairwise(times), strict=True):
                spent[name].append(1000 * (end - start))
    return {name: median(values) for name, values in spent.items()}


def kilobytes(age: dict[str, list[str]], tick: dict[str, list[str]]) -> dict[str, float]:
    """What Python allocates for each of many pages that are open at the same time."""
    start = allocated()
    pages = [CheckIn() for _ in range(PAGES)]
    kilobytes_by_step = {"make": (allocated() - start) / PAGES}
    for step, fields in (("age", age), ("tick", tick)):
        for page in pages:
            say(page, fields)
        kilobytes_by_step[step] = (allocated() - start) / PAGES
    for page in pages:
        page.close()
    return kilobytes_by_step


def allocated() -> float:
    gc.collect()
    return tracemalloc.get_traced_memory()[0] / KILOBYTE


def memory(*fields: dict[str, list[str]]) -> dict[str, Any]:
    """Kilobytes a page, and how many objects are there after as many pages again are closed."""
    tracemalloc.start()
    counts = []
    by_step: dict[str, float] = {}
    for _ in range(2):
        by_step.update(kilobytes(*fields))
        gc.collect()
        counts.append(len(gc.get_objects()))
    return {"kB": by_step, "left": counts[1] - counts[0]}


def main() -> None:
    fields = messages()
    print(json.dumps({"fields": fields, "ms": milliseconds(*fields), **memory(*fields)}))


if __name__ == "__main__":
    main()
