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
from otkit.kit.conditions import ANSWERS
from otkit.scoring.batch import score_file, score_table
from otkit.scoring.batch.check_ins import lists

ROWS, QUICK_ROWS, PART = 1_000_000, 50_000, 10
ROUNDS = 3
SECONDS, GIB, GROWTH = 30, 2, 1.2
LIBRE_OFFICE = {"sep": ";", "quoting": csv.QUOTE_ALL}
AREAS_SEEN = ["", "", "", "", "", "", "", "feeding", "feeding play", "sleep;fine-motor"]
EARLY = 10  # one child in so many was born early
LOST = 100  # one in so many lost a skill
HOW = """Made-up children of all ages, one in ten born early, three in ten already seen by somebody,
each with about one in seven of the questions of that age answered; words as plain text, as a file
or a database gives them. Every measurement is a process of its own: seconds from the data being
there until the results are (imports and tables read before), and the most memory the process ever
held. From CSV to CSV counts reading and writing. One by one is `score()` in a loop, over fewer
children. “Of one core” are the seconds that a processor worked for it; the rest is waiting for
others."""
TABLE = "`score_table`, a DataFrame"
SHEET = "`otkit score`, from CSV to CSV"
TENTH = "a tenth of that file"
QUOTED = "`otkit score`, semicolons and every cell in quotation marks"
ALONE = "one by one"


def made_up(rows: int) -> pd.DataFrame:
    """Answers of `rows` children, the same ones every time."""
    by = load_tables().keep(lists)
    chance = np.random.default_rng(2026)

    def drawn(words: list[str], which: np.ndarray) -> pd.Series:
        return pd.Series(np.array(words, dtype=object)[which], dtype="str")

    months = chance.integers(0, len(by.corrected), rows)
    weeks = chance.integers(1, by.corrected.shape[1], rows)
    weeks[chance.integers(0, EARLY, rows) > 0] = 0
    columns: dict[str, object] = {
        "months": months,
        "weeks_early": weeks,
        "lost_skill": chance.integers(0, LOST, rows) == 0,
        "already_seen": drawn(AREAS_SEEN, chance.integers(0, len(AREAS_SEEN), rows)),
    }
    corrected = by.corrected[months, weeks]
    for behaviour_id, is_asked in zip(by.behaviour_ids, by.asked, strict=True):
        picked = chance.integers(0, 20, rows)
        picked[~is_asked[corrected] | (picked > len(ANSWERS))] = len(ANSWERS)
        columns[behaviour_id] = drawn([*ANSWERS, ""], picked)
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
    children = []
    for row in made_up(rows).to_dict("records"):
        age = Age(row.pop("months"), row.pop("weeks_early"))
        whole = {
            "lost-skill": row.pop("lost_skill"),
            "already-seen": row.pop("already_seen").replace(";", " ").split(),
        }
        children.append((age, row | whole))
    return lambda: [score(age, answers, tables) for age, answers in children]


KINDS = {"in-memory": in_memory, "from-file": from_file, "one-by-one": one_by_one}


def measure_here(kind: str, rows: int, folder: Path) -> None:
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
    runs = [json.loads(subprocess.check_output(command, text=True)) for _ in range(rounds)]
    seconds, used, gib = (Spread.of(list(values)) for values in zip(*runs, strict=True))
    return seconds, used, gib


def run(quick: bool) -> Report:
    """A million rows, three times each; fewer rows, once, when `quick`."""
    rows, rounds = (QUICK_ROWS, 1) if quick else (ROWS, ROUNDS)
    table, seconds, memory = [], {}, {}
    with tempfile.TemporaryDirectory() as name:
        plain, quoted = Path(name) / "plain", Path(name) / "quoted"
        for folder, layout in ((plain, {}), (quoted, LIBRE_OFFICE)):
            folder.mkdir()
            for size in (rows // PART, rows):
                made_up(size).to_csv(folder / f"{size}.csv", index=False, **layout)
        for what, kind, size, folder in (
            (TABLE, "in-memory", rows, plain),
            (SHEET, "from-file", rows, plain),
            (TENTH, "from-file", rows // PART, plain),
            (QUOTED, "from-file", rows, quoted),
            (ALONE, "one-by-one", rows // (PART * PART), plain),
        ):
            taken, used, gib = measured(kind, size, folder, rounds)
            seconds[what], memory[what] = taken.middle, gib.middle
            speed = f"{size / taken.middle:,.0f}"
            table.append(
                [what, f"{size:,}", *(t.words(1) for t in (taken, used)), speed, gib.words(2)]
            )
    head = ("what", "children", "seconds", "of one core", "children a second", "most memory, GiB")
    return Report(
        "Many check-ins at once",
        HOW,
        [Grid("Scored in bulk", head, table)],
        targets(rows, seconds, memory),
    )


def targets(rows: int, seconds: dict[str, float], memory: dict[str, float]) -> list[Target]:
    """What the middles of the rounds, by what was measured, have to reach."""
    whole = (TABLE, SHEET, QUOTED)
    most, growth = max(memory[what] for what in whole), memory[SHEET] / memory[TENTH]
    return [
        *(
            Target(
                f"{rows:,} rows, {what}",
                f"{SECONDS} s",
                f"{seconds[what]:.1f} s",
                seconds[what] <= SECONDS,
            )
            for what in whole
        ),
        Target("memory for them", f"{GIB} GiB", f"{most:.2f} GiB", most <= GIB),
        Target(
            "memory of a file, of one a tenth as long",
            f"{GROWTH}",
            f"{growth:.2f}",
            growth <= GROWTH,
        ),
    ]


if __name__ == "__main__":
    if len(sys.argv) == 4:
        measure_here(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(run("--quick" in sys.argv).markdown())
