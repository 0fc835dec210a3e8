"""Notice early, and calmly, when a young child might need occupational therapy.

>>> import otkit
>>> tables = otkit.load_tables()
>>> otkit.score(otkit.Age(months=9), {}, tables).level
'nothing-ticked'
"""

import importlib
import typing

if typing.TYPE_CHECKING:
    from otkit.age import Age
    from otkit.errors import OtkitError
    from otkit.kit.load import check_tables, load_tables
    from otkit.kit.own_tables import save_tables
    from otkit.scoring.score import Result, behaviours_for, score

__version__ = "0.2.0"

__all__ = [
    "Age",
    "OtkitError",
    "Result",
    "__version__",
    "behaviours_for",
    "check_tables",
    "load_tables",
    "save_tables",
    "score",
]

_HOMES = {
    "Age": "age",
    "OtkitError": "errors",
    "Result": "scoring.score",
    "behaviours_for": "scoring.score",
    "check_tables": "kit.load",
    "load_tables": "kit.load",
    "save_tables": "kit.own_tables",
    "score": "scoring.score",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: pandas takes longer than most commands."""
    if name not in _HOMES:
        raise AttributeError(f"module 'otkit' has no attribute {name!r}")
    globals()[name] = found = getattr(importlib.import_module(f"otkit.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
