"""What many tests share: the kit's own tables, read once, and hypothesis without a clock."""

import pytest
from hypothesis import HealthCheck, settings

from otkit import load_tables
from otkit.tables import Tables

settings.register_profile("otkit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("otkit")


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load_tables()
