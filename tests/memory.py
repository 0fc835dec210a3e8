"""What stands in the memory of a process."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path

LARGEST_READ = 1 << 28  # bytes; larger parts are reserved and empty


def memory_of(pid: int) -> Iterator[bytes]:
    """All that a process can read in its own memory."""
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            start, end = (int(one, 16) for one in line.split()[0].split("-"))
            if line.split()[1].startswith("r") and end - start <= LARGEST_READ:
                with suppress(OSError, ValueError):
                    memory.seek(start)
                    yield memory.read(end - start)


def beginning(words: Iterable[str]) -> str:
    """What all of these begin with; to look for it alone is quicker than for each."""
    first, last = min(words), max(words)
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in alike)


def holds(pid: int, words: Iterable[str]) -> set[str]:
    """Those of `words` that stand in a process's memory, as ASCII or as wider text."""
    left = set(words)
    found: set[str] = set()
    alike = beginning(left)
    for part in memory_of(pid):
        for code in ("ascii", "utf-16-le", "utf-32-le"):
            if alike.encode(code) in part:
                found |= {word for word in left - found if word.encode(code) in part}
    return found
