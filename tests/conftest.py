"""What many tests share: the kit's own tables, read once, and hypothesis without a clock."""

import gc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

from otkit.kit.tables import Tables
from otkit.workshop.room.store import Rooms
from tests.kit import TABLES

settings.register_profile("otkit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("otkit")


STARTERS = {"dask", "psutil", "subprocess", "tests.postgres", "tests.serving"}
"""What a file of tests imports when it starts a program: `make quick` leaves its tests out."""


LONGEST = ("test_room.py", "test_workshop_lab.py", "test_replicas.py", "test_jupyterhub.py")
FOLDERS = ("browser", "deploy", "kernels", "room")
"""Files, and folders of them, whose tests last longest."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start something, and let what lasts long begin before the rest.

    So processes that share the tests end together; and the browser's tests come one after the
    other, with one browser and one server for each process.
    """
    for item in items:
        names = vars(getattr(item, "module", None) or object).values()
        homes = {getattr(one, "__module__", "") for one in names}
        homes |= {one.__name__ for one in names if isinstance(one, ModuleType)}
        kernel = item.path.suffix == ".ipynb"
        if kernel or homes & STARTERS or item.name.endswith("[postgresql]"):
            item.add_marker("starts")
    starts = Counter(item.path for item in items if item.get_closest_marker("starts"))

    def turn(item: pytest.Item) -> tuple[int, int, int]:
        file, folder = item.path.name, item.path.parent.name
        at = FOLDERS.index(folder) if folder in FOLDERS else len(FOLDERS)
        of = LONGEST.index(file) if file in LONGEST and folder in FOLDERS else len(LONGEST)
        return at, of, -starts[item.path]

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """Tell the collector of garbage that what was read and imported stays."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def tables() -> Tables:
    return TABLES


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """Where a test's rooms are kept."""
    return tmp_path / "rooms.sqlite3"


@pytest.fixture
def rooms(where: Path) -> Iterator[Rooms]:
    rooms = Rooms(where)
    yield rooms
    rooms.database.close()
