"""Notice early, and calmly, when a young child might need occupational therapy.

>>> import otkit
>>> tables = otkit.load_tables()
>>> otkit.score(otkit.Age(months=9), {}, tables).level
'nothing-ticked'
"""

from otkit.age import Age
from otkit.errors import OtkitError
from otkit.scoring import Result, behaviours_for, score
from otkit.tables import check_tables, load_tables

__version__ = "0.1.0"

__all__ = [
    "Age",
    "OtkitError",
    "Result",
    "__version__",
    "behaviours_for",
    "check_tables",
    "load_tables",
    "score",
]
