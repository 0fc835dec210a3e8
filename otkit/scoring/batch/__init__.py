"""Many check-ins at once: the same answers as ``score()``, row by row.

``score_table`` takes a DataFrame and gives one back, in one vectorised pass; ``score_file`` does
the same for a file of any length that a spreadsheet saved, a piece at a time.

``check_ins`` holds answers as arrays and ``counts`` decides on them; ``table`` makes them of a
DataFrame; ``sheet`` (lines), ``cells`` (words) and ``typed`` make them of what people typed, and
``reasons`` says why a line is refused.
"""

from otkit.scoring.batch.files import Outcome, score_file
from otkit.scoring.batch.table import result_columns, score_table

__all__ = ["Outcome", "result_columns", "score_file", "score_table"]
