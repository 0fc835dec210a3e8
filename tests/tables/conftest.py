"""A small made-up kit for every test that breaks tables."""

from pathlib import Path

import pytest
from made_up_kit import MadeUpKit


@pytest.fixture
def kit(tmp_path: Path) -> MadeUpKit:
    return MadeUpKit(tmp_path / "data")
