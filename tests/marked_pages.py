"""A process that makes every page, with a word of its own in all it is told, then closes them.

The word comes in two halves, so that this process holds it whole only where a page does.
"""

import gc
import json
import sys
from pathlib import Path

from otkit.kit.load import load_tables
from otkit.widgets.page import Page
from tests.every_page import ACTIONS, PAGES, names, say


def mark(page: Page, kind: str, halves: list[str], number: int) -> None:
    word = f"{halves[0]}{halves[1]}{number}-"
    for action in ACTIONS.get(kind, ("change",)):
        fields = {name: [f"{word}{name}"] for name in names(page, kind)}
        fields |= {
            "room": fields.get("room", []),
            "years": ["2"],
            "months": ["0"],
            "see:kicks-ball": ["on"],
        }
        say(page, fields, action, word)


def main() -> None:
    halves, tables, folder = json.loads(sys.stdin.readline()), load_tables(), Path(sys.argv[1])
    pages = [PAGES[kind](tables, folder / kind) for kind in PAGES]
    for number, (kind, page) in enumerate(zip(PAGES, pages, strict=True)):
        mark(page, kind, halves, number)
    print(json.dumps(list(PAGES)), flush=True)
    sys.stdin.readline()
    del page
    while pages:
        pages.pop().close()
    gc.collect()
    print("closed", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()
