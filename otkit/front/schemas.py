"""Jupyter's schema library, without a grammar that would be compiled at each start."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

IRI_GRAMMAR = "rfc3987_syntax"


def leave_out_iris() -> None:
    """Have `jsonschema` do without its optional check of IRIs, for which Jupyter has no use.

    Called before Jupyter is imported, it saves a second of each start.
    """
    sys.modules.setdefault(IRI_GRAMMAR, cast(ModuleType, None))
