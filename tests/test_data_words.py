"""How the tables read: plain, neutral, in both languages, in the kit's own words."""

import re
import warnings
from pathlib import Path

import pandas as pd
import pytest
import textstat

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
REFERENCE = ROOT.parent / "shared" / "reference"
PRONOUNS = re.compile(r"\b(he|she|him|her|his|hers|él|ella)\b", re.IGNORECASE)
DIAGNOSES = re.compile(
    r"\b(autis\w*|adhd|tdah|d[iy]spraxia|disorder\w*|trastorno\w*|syndrome|síndrome"
    r"|cerebral palsy|parálisis)\b",
    re.IGNORECASE,
)


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)


def texts(language: str) -> list[tuple[str, str]]:
    """Every text cell of every table in one language, with the place it stands."""
    return [
        (f"{path.name}:{line}:{column}", text)
        for path in sorted(DATA.glob("*.csv"))
        for column, cells in table(path.stem).items()
        if str(column).endswith(f"_{language}")
        for line, text in enumerate(cells, start=2)
    ]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower().replace("’", "'").replace("'", ""))


def runs_of_eight(text: str) -> set[tuple[str, ...]]:
    every = words(text)
    return {tuple(every[i : i + 8]) for i in range(len(every) - 7)}


BEHAVIOURS = table("behaviours")
SIGNS = table("signs")


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_text_is_empty(language: str) -> None:
    assert [place for place, text in texts(language) if not text.strip()] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_child_is_neither_he_nor_she(language: str) -> None:
    assert [(p, t) for p, t in texts(language) if PRONOUNS.search(t)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_condition_is_named(language: str) -> None:
    assert [(p, t) for p, t in texts(language) if DIAGNOSES.search(t)] == []


def readable(sign: str, language: str) -> str:
    rows = BEHAVIOURS.query("sign_id == @sign")
    own = SIGNS.query("sign_id == @sign")[f"text_{language}"].item()
    pairs = zip(rows[f"text_{language}"], rows[f"example_{language}"], strict=True)
    return " ".join([own, *(f"{text}. {example}" for text, example in pairs)])


@pytest.mark.parametrize("sign", SIGNS["sign_id"])
def test_english_reads_at_grade_6_or_lower(sign: str) -> None:
    textstat.set_lang("en")
    assert textstat.flesch_kincaid_grade(readable(sign, "en")) <= 6


@pytest.mark.parametrize("sign", SIGNS["sign_id"])
def test_spanish_reads_at_70_or_higher(sign: str) -> None:
    textstat.set_lang("es")
    try:
        assert textstat.fernandez_huerta(readable(sign, "es")) >= 70
    finally:
        textstat.set_lang("en")


@pytest.mark.parametrize("name", ["000_62fa80a6dd31fa1c.txt", "cdc_milestones_2022.csv"])
def test_no_eight_words_in_a_row_are_borrowed(name: str) -> None:
    path = REFERENCE / name
    if not path.is_file():
        warnings.warn(f"could not compare the kit's words: {path} is not here", stacklevel=1)
        return
    if path.suffix == ".csv":
        passages = list(pd.read_csv(path, dtype=str)["milestone"])
    else:
        passages = [path.read_text(encoding="utf-8")]
    borrowed = set().union(*(runs_of_eight(passage) for passage in passages))
    assert borrowed, f"{path} holds no run of eight words"
    assert [(p, t) for p, t in texts("en") if runs_of_eight(t) & borrowed] == []
