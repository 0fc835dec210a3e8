"""A language that is not wholly translated: counted by the check, and shown to nobody else."""

from pathlib import Path

import pytest

from otkit.errors import TableError
from otkit.kit.lessons import check_kit, load_kit
from otkit.kit.load import load_tables
from otkit.kit.tables.drafts import MARK, draft_languages, drafts, marked
from otkit.kit.translation.columns import add_language
from otkit.kit.wording import Words
from otkit.widgets import CheckIn, Learn
from tests.kit import TABLES
from tests.own_tables import change, copied


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = copied(tmp_path_factory.mktemp("drafts"))
    add_language(made, "pl", "Polski", marked)
    return made


def test_the_kits_own_languages_are_whole() -> None:
    folder = TABLES.folder
    assert drafts(folder) == []


def test_the_check_counts_what_is_left_in_each_table(folder: Path) -> None:
    problems = [str(problem) for problem in check_kit(folder)]
    tips = len(TABLES.rows("tips"))
    assert (
        f"tips.csv:1:text_pl  {tips} of {tips} are left to translate; they begin with {MARK}"
        in problems
    )
    assert len([one for one in problems if one.startswith("lessons:1:pl ")]) == 1
    assert all("left to translate" in problem for problem in problems)


def test_a_parent_does_not_see_a_draft(folder: Path) -> None:
    for tables in (load_tables(folder), load_kit(folder)):
        assert [row["language"] for row in tables.rows("languages")] == ["en", "es"]
        pages = CheckIn(tables, months=27).html() + Learn(tables).html()
        assert MARK not in pages
        assert "Polski" not in pages


def test_its_translator_sees_it(folder: Path) -> None:
    tables = load_kit(folder, with_drafts=True)
    assert MARK in Words(tables, "pl")("age.future")
    assert MARK in CheckIn(tables, months=27, language="pl").html()


def test_one_marked_lesson_makes_a_draft(tmp_path: Path) -> None:
    made = copied(tmp_path)
    change(made, "lessons/01-what-is-ot.es.md", "title: ", f"title: {MARK} ")
    assert draft_languages(made) == {"es"}
    assert [row["language"] for row in load_kit(made).rows("languages")] == ["en"]


def test_a_real_fault_is_still_one(tmp_path: Path) -> None:
    made = copied(tmp_path)
    add_language(made, "pl", "Polski", marked)
    change(made, "tips.csv", ",fine-motor,", ",no-such-area,")
    with pytest.raises(TableError, match="no-such-area"):
        load_kit(made)
