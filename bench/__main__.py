"""`python -m bench [table ...]`: run the tables, print them, write them into bench/RESULTS.md."""

from __future__ import annotations

import argparse
import importlib
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench import report
from bench.browser import browser_path
from bench.peers.registry import missing_packages

# Name -> module; a module has `run(quick: bool) -> Report`. Add a line to add a table.
TABLES = {
    "one-visitor": "bench.one_visitor",
    "first-paint": "bench.paint",
    "slow-phone": "bench.slow_phone",
    "lighthouse": "bench.lighthouse",
    "start": "bench.start",
    "burst": "bench.burst",
    "two-hundred": "bench.two_hundred",
    "minute": "bench.minute",
    "visits": "bench.visits",
    "profile": "bench.spent",
    "drawing": "bench.drawing",
    "batch": "bench.batch",
    "room": "bench.room",
    "take-home": "bench.take_home",
    "recovery": "bench.recovery",
    "killed": "bench.killed",
    "hub": "bench.hub",
    "hour": "bench.hour",
    "floods": "bench.floods",
    "soak": "bench.soak",
}
ON_REQUEST = {"hour", "soak"}  # long, and they compare nothing: only when they are named
RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> int:
    """Run what was asked for; exit 1 when a table could not be run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="table", help=f"of {', '.join(TABLES)}")
    parser.add_argument(
        "--quick", action="store_true", help="a small run; RESULTS.md stays as it is"
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.tables) - set(TABLES):
        parser.error(f"no table called {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    if missing := missing_packages():
        print(f"{', '.join(missing)} missing: pip install -e '.[bench]'", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that every server is ended too
    command = [browser_path(), "--version"]
    browser = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    failed = False
    for name in arguments.tables or [name for name in TABLES if name not in ON_REQUEST]:
        start = time.monotonic()
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            result = importlib.import_module(TABLES[name]).run(arguments.quick)
        except Exception as error:
            print(f"{name} could not be run: {error!r}", file=sys.stderr, flush=True)
            failed = True
            continue
        print(result.markdown(), "\n", flush=True)
        if not arguments.quick:
            report.write(RESULTS, name, result, browser, time.monotonic() - start)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
