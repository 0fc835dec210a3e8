"""Many check-ins at once: the same answers as ``score()``, row by row.

``score_table`` takes a DataFrame and gives one back, in one vectorised pass; ``score_file`` does
the same for a file of any length that a spreadsheet saved, a piece at a time. ``check_ins``
holds answers as arrays, ``counts`` what a result is worked out from, ``cells`` and ``sheet``
read what people type and save.
"""



from otkit.batch.table import result_columns, score_table

__all__ = []
