"""Every notebook: two lines of code a cell, nothing of its own, a title, no output."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from otkit import load_tables
from tests.kit import TABLES

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").rglob("*.ipynb"))
WORKSHOP = [path for path in NOTEBOOKS if path.parent.name == "workshop"]
MOST_LINES = 2


def read(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def code_of(path: Path) -> list[str]:
    return ["".join(c["source"]) for c in read(path)["cells"] if c["cell_type"] == "code"]


def pages_of(path: Path) -> list[str]:
    """The code of the cells that show a page; others are there to be read and changed."""
    shown_as_code = ["".join(cell["source"]) for cell in tagged(path, "pandas")]
    return [code for code in code_of(path) if code not in shown_as_code]


def tagged(path: Path, tag: str) -> list[dict[str, Any]]:
    return [cell for cell in read(path)["cells"] if tag in cell["metadata"].get("tags", [])]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(params=WORKSHOP, ids=lambda path: path.stem)
def workshop_path(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_a_cell_has_at_most_two_lines_of_code(path: Path) -> None:
    for code in code_of(path):
        lines = [line for line in code.splitlines() if line.strip() and not line.startswith("#")]
        assert len(lines) <= MOST_LINES


def test_a_line_of_code_is_read_without_scrolling(path: Path) -> None:
    """On a screen 1280 pixels wide, beside the list of files."""
    assert [line for cell in code_of(path) for line in cell.splitlines() if len(line) > 90] == []


def test_a_notebook_defines_nothing(path: Path) -> None:
    defines = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    for code in code_of(path):
        assert not [node for node in ast.walk(ast.parse(code)) if isinstance(node, defines)]


def test_a_notebook_has_a_title(path: Path) -> None:
    assert read(path)["metadata"]["title"].endswith(" · otkit")


def test_a_notebook_is_saved_without_outputs(path: Path) -> None:
    for cell in read(path)["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_the_workshop_has_a_notebook_for_each_row_of_its_table() -> None:
    rows = TABLES.rows("workshop_notebooks")
    names = [f"{row['order']}_{row['notebook_id'].replace('-', '_')}" for row in rows]
    assert names == [path.stem for path in WORKSHOP]


def test_a_workshop_notebook_opens_and_closes_with_its_lines(
    workshop_path: Path,
) -> None:
    own = workshop_path.stem[2:].replace("_", "-")
    code = pages_of(workshop_path)
    assert code[0].endswith(f'workshop("{own}").start()')
    assert code[-1].endswith(f'workshop("{own}").end()')
    assert all(f'workshop("{own}")' in one for one in code)


def test_the_facilitators_side_is_one_cell_with_its_tag(workshop_path: Path) -> None:
    (cell,) = tagged(workshop_path, "facilitator")
    assert "".join(cell["source"]).endswith(".notes()")


def test_a_new_facilitator_sees_no_code_but_of_pandas(workshop_path: Path) -> None:
    cells = [cell for cell in read(workshop_path)["cells"] if cell["cell_type"] == "code"]
    hidden = [cell["metadata"].get("jupyter", {}).get("source_hidden", False) for cell in cells]
    assert hidden == [cell not in tagged(workshop_path, "pandas") for cell in cells]


def test_the_last_notebook_changes_scores_and_saves_a_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own: dict[str, Any] = {}
    table, *cells = ["".join(cell["source"]) for cell in tagged(WORKSHOP[-1], "pandas")]
    exec(table.splitlines()[0], own)
    assert isinstance(eval(table.splitlines()[1], own), pd.DataFrame)
    for cell in cells:
        exec(cell, own)
    changed = own["behaviours"].set_index("behaviour_id").loc["hand-to-hand", "from_months"]
    assert changed == 7
    assert capsys.readouterr().out == "watch\n"
    assert all(line.startswith("#") for line in cells[-1].splitlines()), "only on request"
    folder = tmp_path / "own"
    exec(cells[-1].splitlines()[-1].removeprefix("# ").replace("~/otkit-tables", str(folder)), own)
    (row,) = (
        one
        for one in load_tables(folder).rows("behaviours")
        if one["from_months"] == 7 and one["behaviour_id"] == "hand-to-hand"
    )
    assert row["text_es"]


def test_titles_are_those_of_the_table_in_both_languages(workshop_path: Path) -> None:
    order = int(workshop_path.stem[0])
    row = next(r for r in TABLES.rows("workshop_notebooks") if r["order"] == order)
    heading = "".join(read(workshop_path)["cells"][0]["source"]).splitlines()[0]
    assert heading == f"# {order}. {row['title_en']} · {row['title_es']}"


@pytest.mark.parametrize(
    ("notebook", "calls"),
    [
        ("0_before_you_start", {"before_start", "print_pack", "agenda"}),
        ("1_what_is_ot", {"lesson", "activity"}),
        ("2_signs_by_age", {"check_in", "cases", "explore"}),
        ("3_the_visit", {"lesson", "call"}),
        ("4_the_room", {"board", "quiz"}),
        ("5_adapt_the_kit", {"adapt", "own_folder", "table", "own_check_in", "own_lessons"}),
    ],
)
def test_a_notebook_of_the_workshop_shows_what_it_is_for(notebook: str, calls: set[str]) -> None:
    (path,) = (one for one in WORKSHOP if one.stem == notebook)
    made = {re.search(r"\)\.(\w+)\(", code)[1] for code in pages_of(path)}  # type: ignore[index]
    assert made == calls | {"start", "notes", "end"}
