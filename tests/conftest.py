"""What many tests share: the kit's own tables, read once, and hypothesis without a clock."""

from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

from otkit import load_tables
from otkit.kit.tables import Tables

settings.register_profile("otkit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("otkit")


STARTERS = {"dask", "psutil", "subprocess", "tests.postgres", "tests.serving"}
"""What a file of tests imports when it starts a program: `make quick` leaves its tests out."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start something."""
    for item in items:
        names = vars(getattr(item, "module", None) or object).values()
        homes = {getattr(one, "__module__", "") for one in names}
        homes |= {one.__name__ for one in names if isinstance(one, ModuleType)}
        if homes & STARTERS or item.name.endswith("[postgresql]"):
            item.add_marker("starts")


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load_tables()
