"""The pseudo-language: what stays, what turns, and how much longer it is."""

import pytest

from otkit.kit.lessons import check_kit
from otkit.kit.load import load_tables
from otkit.kit.tables import Tables
from otkit.kit.translation.columns import add_language
from otkit.kit.translation.pseudo import CLOSE, NAME, OPEN, free_code, pseudo
from tests.own_tables import copied


@pytest.mark.parametrize("kept", ["{number}", "https://cdc.gov/a1", "1-800-232-4636", "a@b.org"])
def test_what_is_no_word_stays(kept: str) -> None:
    assert kept in pseudo(f"See {kept} now")


def test_it_is_half_as_long_again_and_has_no_letter_of_english(tables: Tables) -> None:
    texts = [row["text_en"] for row in tables.rows("behaviours")]
    changed = [pseudo(text) for text in texts]
    before, after = (sum(map(len, all_of)) for all_of in (texts, changed))
    assert 1.3 < after / before < 1.6
    assert all(one.startswith(OPEN) and one.endswith(CLOSE) for one in changed)
    assert not any(sign.isascii() and sign.isalpha() for one in changed for sign in one)


def test_tables_with_it_pass_the_check(tmp_path) -> None:
    folder = copied(tmp_path)
    add_language(folder, free_code(["en", "es"]), NAME, pseudo)
    assert check_kit(folder) == []
    assert load_tables(folder).rows("languages")[-1]["language"] == "he"
