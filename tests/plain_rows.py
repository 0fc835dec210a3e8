"""Behaviours that nothing sets apart, for tests of what an answer alone decides."""

from collections.abc import Mapping
from typing import Any


def is_plain(row: Mapping[str, Any]) -> bool:
    """Whether a behaviour is neither urgent nor usual alone at some age."""
    return row["urgent"] == "no" and row["alone_to_months"] is None
