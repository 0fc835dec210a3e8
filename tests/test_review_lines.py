"""What page and paper say of reviews, in each language."""

from pathlib import Path

import pytest

from otkit.kit.load import load_tables
from otkit.kit.reviews import readings
from otkit.kit.tables import Tables
from otkit.kit.version import version_of
from otkit.kit.wording import Words
from otkit.takeaway.review_lines import review_lines
from tests.own_tables import change, copied, review

TIP = ("tips", "infant-play-name-it", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


def lines(folder: Path, language: str = "en") -> list[str]:
    tables = load_tables(folder)
    return review_lines(tables, Words(tables, language))


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_says_that_nobody_has_reviewed_it_yet(language: str, tables: Tables) -> None:
    words = Words(tables, language)
    assert review_lines(tables, words)[0] == words("reviewed.nobody")


def test_it_says_who_read_how_much_and_when(folder: Path) -> None:
    review(folder, TIP, role_id="occupational-therapist", date="2026-11-20")
    total = sum(place[0::2] == TIP[0::2] for place in readings(load_tables(folder)))
    told = f"Read so far: the tips (1 of {total}). Last on November 20, 2026."
    assert lines(folder)[0] == f"Checked by: an occupational therapist. {told}"


def test_it_says_who_has_not_read_it(folder: Path) -> None:
    review(folder, TIP, role_id="occupational-therapist", date="2026-11-20")
    others = "a doctor for children, a health educator, and parents"
    assert lines(folder)[1] == f"Not yet checked by: {others}."


def test_a_review_in_one_language_is_none_in_the_other(folder: Path) -> None:
    review(folder, TIP, role_id="parent", date="2026-11-20")
    assert lines(folder, "es")[0].startswith("Nadie ha revisado")


def test_a_changed_row_is_told_as_not_reviewed(folder: Path) -> None:
    review(folder, TIP, role_id="parent", date="2026-11-20")
    change(folder, "tips.csv", "See what your baby looks at.", "Look where your baby looks.")
    assert lines(folder)[0].startswith("Nobody has checked")


def test_the_version_is_told_with_its_day(folder: Path) -> None:
    change(
        folder, "datapackage.json", '"created": "', '"created": "2026-11-20T00:00:00Z", "was": "'
    )
    change(folder, "datapackage.json", '"version": "', '"version": "x')
    name = version_of(load_tables(folder)).name
    assert lines(folder)[-1] == f"Version of these words: {name}, changed after November 20, 2026."


def test_a_version_without_a_day_is_told_alone(folder: Path) -> None:
    change(folder, "datapackage.json", '"created"', '"made"')
    name = version_of(load_tables(folder)).name
    assert lines(folder)[-1] == f"Version of these words: {name}."
