"""The kit says everything in its own words: no sentence is taken from the article or the CDC."""

from pathlib import Path

import pandas as pd
import pytest

from tests.reading import cells, lessons, words_of

REFERENCE = Path(__file__).parents[2] / "shared" / "reference"


def runs_of_eight(text: str) -> set[tuple[str, ...]]:
    every = words_of(text)
    return {tuple(every[i : i + 8]) for i in range(len(every) - 7)}


@pytest.mark.parametrize("name", ["000_62fa80a6dd31fa1c.txt", "cdc_milestones_2022.csv"])
def test_no_eight_words_in_a_row_are_borrowed(name: str) -> None:
    path = REFERENCE / name
    if not path.is_file():
        pytest.skip(f"{name} is not here, so the kit's words were not compared with it")
    if path.suffix == ".csv":
        passages = [str(cell) for cell in pd.read_csv(path, dtype=str)["milestone"]]
    else:
        passages = [path.read_text(encoding="utf-8")]
    borrowed = set().union(*(runs_of_eight(passage) for passage in passages))
    assert borrowed, f"{name} holds no run of eight words"
    ours = (text for text in (*lessons(), *cells()) if text.language == "en")
    assert [text.place for text in ours if runs_of_eight(text.words) & borrowed] == []
