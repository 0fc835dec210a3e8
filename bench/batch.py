"""Many check-ins at once: seconds and memory for a table, and for a file as a spreadsheet saves it.

`python -m bench.batch` prints the table alone; it needs nothing but otkit.
"""

from __future__ import annotations

import csv
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from bench.numbers import Spread
from bench.report import Grid, Report, Target
from otkit import Age, load_tables, score
from otkit.answers import ANSWERS
from otkit.batch import score_file, score_table
from otkit.batch.check_ins import lists

ROWS, QUICK_ROWS, PART = 1_000_000, 50_000, 10
ROUNDS = 3
SECONDS, GIB = 30, 2
LIBRE_OFFICE = {"sep": ";", "quoting": csv.QUOTE_ALL}
HOW = """Made-up children of all ages, each with about one in seven of the questions of that age
answered. Every measurement is a process of its own: seconds from the data being there until the
results are (imports and tables read before), and the most memory the process ever held. From
CSV to CSV counts reading and writing. One by one is `score()` in a loop, over fewer children.
“Of one core” are the seconds that a processor worked for it; the rest is waiting for others."""


def made_up(rows: int) -> pd.DataFrame:
    """Answers of `rows` children, the same ones every time."""
    by = load_tables().keep(lists)
    chance = np.random.default_rng(2026)
    months = chance.integers(0, len(by.corrected), rows)
    columns: dict[str, object] = {"months": months, "weeks_early": 0, "lost_skill": False}
    for behaviour_id, asked in zip(by.behaviour_ids, by.asked, strict=True):
        drawn = chance.integers(0, 20, rows)
        codes = np.where(asked[months] & (drawn < len(ANSWERS)), drawn, -1)
        columns[behaviour_id] = pd.Categorical.from_codes(codes, list(ANSWERS))
    return pd.DataFrame(columns)


def in_memory(rows: int, _: Path) -> Callable[[], object]:
    frame, tables = made_up(rows), load_tables()
    score_table(frame.head(1), tables)
    return lambda: score_table(frame, tables)


def from_file(rows: int, folder: Path) -> Callable[[], object]:
    tables = load_tables()
    names = [folder / name for name in (f"{rows}.csv", "results.csv", "rejected.csv")]
    return lambda: score_file(*names, tables)


def one_by_one(rows: int, _: Path) -> Callable[[], object]:
    tables = load_tables()
    frame = made_up(rows).astype(object)
    answers = frame.drop(columns=["months", "weeks_early", "lost_skill"])
    cells = answers.where(answers.notna(), None).to_dict("records")
    pairs = list(zip(frame["months"], cells, strict=True))
    return lambda: [score(Age(months), given, tables) for months, given in pairs]


KINDS = {"in-memory": in_memory, "from-file": from_file, "one-by-one": one_by_one}


def one(kind: str, rows: int, folder: Path) -> None:
    """Measure in this process, and print what was measured."""
    work = KINDS[kind](rows, folder)
    begun, used = time.perf_counter(), time.process_time()
    work()
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    print(json.dumps([seconds, used, peak_memory() / 2**30]))


def peak_memory() -> int:
    """The most bytes this process held; Linux counts its parent's into `getrusage`."""
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measured(kind: str, rows: int, folder: Path, rounds: int) -> tuple[Spread, Spread, Spread]:
    """Seconds, seconds of processor and GiB, each of `rounds` processes."""
    command = [sys.executable, "-m", "bench.batch", kind, str(rows), str(folder)]
    found = [json.loads(subprocess.check_output(command, text=True)) for _ in range(rounds)]
    seconds, used, gib = (Spread.of(list(values)) for values in zip(*found, strict=True))
    return seconds, used, gib


def run(quick: bool) -> Report:
    """A million rows, three times each; fewer rows, once, when `quick`."""
    rows, rounds = (QUICK_ROWS, 1) if quick else (ROWS, ROUNDS)
    table, sums = [], {}
    with tempfile.TemporaryDirectory() as name:
        plain, quoted = Path(name) / "plain", Path(name) / "quoted"
        for folder, layout in ((plain, {}), (quoted, LIBRE_OFFICE)):
            folder.mkdir()
            for size in (rows // PART, rows):
                made_up(size).to_csv(folder / f"{size}.csv", index=False, **layout)
        for what, kind, size, folder in (
            ("`score_table`, a DataFrame", "in-memory", rows, plain),
            ("`otkit score`, from CSV to CSV", "from-file", rows, plain),
            ("the same, a tenth as long", "from-file", rows // PART, plain),
            ("the same, semicolons and every cell in quotation marks", "from-file", rows, quoted),
            ("one by one", "one-by-one", rows // (PART * PART), plain),
        ):
            seconds, used, gib = measured(kind, size, folder, rounds)
            sums[what] = (seconds.middle, gib.middle)
            speed = f"{size / seconds.middle:,.0f}"
            table.append(
                [what, f"{size:,}", *(t.words(1) for t in (seconds, used)), speed, gib.words(2)]
            )
    most = [sums[what] for what in list(sums)[:2]]
    slowest, largest = max(pair[0] for pair in most), max(pair[1] for pair in most)
    head = ("what", "children", "seconds", "of one core", "children a second", "most memory, GiB")
    return Report(
        "Many check-ins at once",
        HOW,
        [Grid("Scored in bulk", head, table)],
        [
            Target(f"{rows:,} rows", f"{SECONDS} s", f"{slowest:.1f} s", slowest <= SECONDS),
            Target("memory for them", f"{GIB} GiB", f"{largest:.2f} GiB", largest <= GIB),
        ],
    )


if __name__ == "__main__":
    if len(sys.argv) == 4:
        one(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(run("--quick" in sys.argv).markdown())
