"""Dates in words."""

from datetime import date

from otkit.kit.wording import Words


def in_words(day: date, words: Words) -> str:
    """A date as written in a letter in the language of ``words``.

    >>> from otkit.kit.load import load_tables
    >>> in_words(date(2026, 1, 31), Words(load_tables(), "es"))
    '31 de enero de 2026'
    """
    month = words(f"date.month.{day.month}")
    return words("date.day", day=day.day, month=month, year=day.year)
