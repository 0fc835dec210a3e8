"""Plurals, lists, dates and numbers, one row a case, in five languages."""

from datetime import date

import pytest

from otkit.kit.languages import (
    PLURAL_FORMS,
    date_in_words,
    direction,
    duration,
    is_known,
    list_in_words,
    needed_forms,
    number,
    plural_form,
    plural_forms,
)


@pytest.mark.parametrize(
    ("language", "needed"),
    [
        ("en", {"one", "other"}),
        ("es", {"one", "other"}),
        ("fr", {"one", "other"}),
        ("pl", {"one", "few", "many"}),
        ("ar", {"zero", "one", "two", "few", "many", "other"}),
        ("vi", {"other"}),
    ],
)
def test_the_plural_forms_that_a_language_needs(language: str, needed: set[str]) -> None:
    assert needed_forms(language) == needed
    assert needed <= plural_forms(language) <= set(PLURAL_FORMS)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {0: "other", 1: "one", 2: "other", 21: "other"}),
        ("fr", {0: "one", 1: "one", 2: "other", 1000000: "many"}),
        ("pl", {0: "many", 1: "one", 2: "few", 5: "many", 12: "many", 22: "few"}),
        ("ar", {0: "zero", 1: "one", 2: "two", 3: "few", 11: "many", 100: "other"}),
    ],
)
def test_the_form_of_a_number(language: str, forms: dict[int, str]) -> None:
    assert {n: plural_form(n, language) for n in forms} == forms


@pytest.mark.parametrize(
    ("items", "english", "spanish"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a y b"),
        (["a", "b", "c"], "a, b, and c", "a, b y c"),
        (["a", "b", "c", "d"], "a, b, c, and d", "a, b, c y d"),
        (["a", "isla"], "a and isla", "a e isla"),
        (["a", "Inés"], "a and Inés", "a e Inés"),
        (["a", "índice"], "a and índice", "a e índice"),
        (["padre", "hija"], "padre and hija", "padre e hija"),
        (["a", "b", "hijo"], "a, b, and hijo", "a, b e hijo"),
        (["a", "hielo"], "a and hielo", "a y hielo"),
        (["a", "iónico"], "a and iónico", "a y iónico"),
        (["a", "yoga"], "a and yoga", "a y yoga"),
        (["isla", "a"], "isla and a", "isla y a"),
        (["isla"], "isla", "isla"),
        (["{a}", "<b>"], "{a} and <b>", "{a} y <b>"),
        (["a", "i y i"], "a and i y i", "a e i y i"),
    ],
)
def test_lists(items: list[str], english: str, spanish: str) -> None:
    assert list_in_words(items, "en") == english
    assert list_in_words(items, "es") == spanish


@pytest.mark.parametrize(
    ("language", "three"), [("fr", "a, b et c"), ("pl", "a, b i c"), ("ar", "a وb وc")]
)
def test_lists_of_a_new_language(language: str, three: str) -> None:
    assert list_in_words(["a", "b", "c"], language) == three


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "January 31, 2026"),
        ("es", "31 de enero de 2026"),
        ("fr", "31 janvier 2026"),
        ("pl", "31 stycznia 2026"),
        ("ar", "31 يناير 2026"),
    ],
)
def test_dates(language: str, said: str) -> None:
    assert date_in_words(date(2026, 1, 31), language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "12,345.5"), ("es", "12.345,5"), ("fr", "12\u202f345,5"), ("pl", "12\xa0345,5")],
)
def test_numbers(language: str, said: str) -> None:
    assert number(12345.5, language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["0 months", "1 month", "2 months", "5 months"]),
        ("es", ["0 meses", "1 mes", "2 meses", "5 meses"]),
        ("fr", ["0\xa0mois", "1\xa0mois", "2\xa0mois", "5\xa0mois"]),
        ("pl", ["0 miesięcy", "1 miesiąc", "2 miesiące", "5 miesięcy"]),
        ("ar", ["0 شهر", "شهر", "شهران", "5 أشهر"]),
    ],
)
def test_months(language: str, said: list[str]) -> None:
    assert [duration(n, "month", language) for n in (0, 1, 2, 5)] == said


def test_years_and_minutes() -> None:
    assert (duration(3, "year", "en"), duration(9, "minute", "es")) == ("3 years", "9 minutos")


def test_arabic_is_written_from_right_to_left() -> None:
    assert [direction(language) for language in ("en", "es", "ar")] == ["ltr", "ltr", "rtl"]


def test_a_language_that_nobody_speaks_is_not_known() -> None:
    assert is_known("fr")
    assert not is_known("xx")
