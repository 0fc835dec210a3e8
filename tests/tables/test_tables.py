"""A folder of tables: loaded with the right types, or refused with every problem."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_kit import MadeUpKit

from otkit.errors import TableError
from otkit.kit.load import check_tables, load_tables
from otkit.kit.tables import Tables


def test_a_sound_kit_has_no_problems(kit: MadeUpKit) -> None:
    assert kit.problems() == []


def test_the_kits_own_tables_have_no_problems() -> None:
    assert check_tables() == []


def test_tables_come_in_the_order_of_the_descriptor(kit: MadeUpKit) -> None:
    assert list(load_tables(kit.folder))[:3] == ["languages", "age_groups", "areas"]


def test_a_folder_may_be_given_as_text(kit: MadeUpKit) -> None:
    assert len(load_tables(str(kit.folder))["languages"]) == 2


def test_text_is_text_and_an_empty_cell_is_empty_text(kit: MadeUpKit) -> None:
    url = load_tables(kit.folder)["sources"]["url"]
    assert pd.api.types.is_string_dtype(url)
    assert list(url) == [""]


def test_text_that_looks_like_a_number_or_nothing_stays_text(kit: MadeUpKit) -> None:
    kit.put("messages", 2, "text_en", "NA {name}")
    kit.put("messages", 3, "text_en", "007")
    assert list(load_tables(kit.folder)["messages"]["text_en"])[:2] == ["NA {name}", "007"]


def test_whole_numbers_are_whole(kit: MadeUpKit) -> None:
    assert load_tables(kit.folder)["behaviours"]["from_months"].dtype == "int64"


def test_a_number_that_may_be_empty_is_a_whole_number_or_missing(kit: MadeUpKit) -> None:
    kit.put("sources", 2, "year", "")
    year = load_tables(kit.folder)["sources"]["year"]
    assert year.dtype == "Int64"
    assert year.isna().all()


def test_yes_and_no_are_bool() -> None:
    right = load_tables()["quiz_options"]["right"]
    assert right.dtype == "bool"
    assert 0 < right.sum() < len(right)


def test_a_table_without_rows_still_has_its_types(kit: MadeUpKit) -> None:
    contacts = load_tables(kit.folder)["contacts"]
    assert len(contacts) == 0
    assert contacts["from_months"].dtype == "int64"


def test_no_cell_of_the_kit_is_missing_where_text_is_asked(tables: Tables) -> None:
    for name, frame in tables.items():
        assert not frame.select_dtypes(include=["object", "string"]).isna().any().any(), name


def test_rows_are_plain_python_values(kit: MadeUpKit) -> None:
    kit.put("sources", 2, "year", "")
    tables = load_tables(kit.folder)
    assert tables.rows("sources")[0]["year"] is None
    kinds = {type(value) for row in tables.rows("behaviours") for value in row.values()}
    assert kinds == {str, int, type(None)}  # alone_to_months may be empty
    assert {type(row["right"]) for row in load_tables().rows("quiz_options")} == {bool}


def test_rows_are_made_once(tables: Tables) -> None:
    assert tables.rows("areas") is tables.rows("areas")


def test_what_is_worked_out_from_tables_is_worked_out_once(kit: MadeUpKit) -> None:
    tables, calls = load_tables(kit.folder), []

    def count(given: Tables) -> int:
        calls.append(given)
        return len(given["signs"])

    assert tables.keep(count) == tables.keep(count) == 6
    assert len(calls) == 1


def test_broken_tables_are_refused_with_every_problem(kit: MadeUpKit) -> None:
    kit.put("signs", 3, "area_id", "nowhere")
    kit.put("behaviours", 4, "from_months", "-1")
    with pytest.raises(TableError) as caught:
        load_tables(kit.folder)
    assert [problem.file for problem in caught.value.problems] == ["behaviours.csv", "signs.csv"]
    assert str(caught.value) == "\n".join(kit.problems())


def test_problems_are_sorted_by_file_then_by_line(kit: MadeUpKit) -> None:
    for line in (12, 2, 9):
        kit.put("behaviours", line, "kind", "")
    kit.put("areas", 2, "order", "first")
    found = [(problem.file, problem.line) for problem in check_tables(kit.folder)]
    places = [("behaviours.csv", 2), ("behaviours.csv", 9), ("behaviours.csv", 12)]
    assert found == [("areas.csv", 2), *places]


def test_a_problem_reads_file_line_column_and_what_is_wrong(kit: MadeUpKit) -> None:
    kit.put("behaviours", 12, "from_months", "-1")
    assert kit.problems() == ["behaviours.csv:12:from_months  -1 is below the minimum 0"]


def test_html_in_a_cell_is_text(kit: MadeUpKit) -> None:
    kit.put("messages", 3, "text_en", "<b>Bye</b> & <script>alert('x')</script>")
    texts = load_tables(kit.folder)["messages"]["text_en"]
    assert texts[1] == "<b>Bye</b> & <script>alert('x')</script>"


def test_a_file_that_is_not_described_does_no_harm(kit: MadeUpKit) -> None:
    shutil.copy(kit.path("signs"), kit.folder / "signs (copy).csv")
    assert kit.problems() == []


def test_a_folder_that_does_not_exist_says_so(tmp_path: Path) -> None:
    (problem,) = check_tables(tmp_path / "nowhere")
    assert problem.file == "datapackage.json"
    assert problem.message.endswith("nowhere is no folder of tables")


def test_every_file_that_is_not_there_is_named(kit: MadeUpKit) -> None:
    kit.path("rules").unlink()
    kit.path("tips").unlink()
    missing = "is missing; put the file back, or copy it from the kit"
    assert kit.problems() == [f"rules.csv:1  {missing}", f"tips.csv:1  {missing}"]


def test_a_third_language_needs_only_columns_and_a_row(kit: MadeUpKit) -> None:
    _add_french(kit)
    assert kit.problems() == []
    messages = load_tables(kit.folder)["messages"]
    assert list(messages.columns) == ["message_id", "text_en", "text_es", "text_fr"]
    assert messages["text_fr"][0] == "Hello {name}"


def test_a_third_language_lacks_columns_in_every_table(kit: MadeUpKit) -> None:
    kit.write("languages", [*kit.read("languages"), ["fr", "Français"]])
    problems = kit.problems()
    assert "signs.csv:1:text_fr  the column is missing: languages.csv has “fr”; add it" in problems
    assert {line.split(":")[0] for line in problems} >= {"areas.csv", "messages.csv", "rules.csv"}


def test_columns_of_a_language_that_has_no_row_are_unknown(kit: MadeUpKit) -> None:
    _add_french(kit)
    kit.remove("languages", 4)
    assert "messages.csv:1:text_fr  no such column in this table" in kit.problems()


def test_a_missing_translation_is_told_in_any_language(kit: MadeUpKit) -> None:
    _add_french(kit)
    kit.put("signs", 4, "text_es", "")
    kit.put("signs", 5, "text_fr", " ")
    assert kit.problems() == [
        "signs.csv:4:text_es  has no text",
        "signs.csv:5:text_fr  has no text",
    ]


def test_a_language_is_dropped_by_its_row_alone(kit: MadeUpKit) -> None:
    kit.remove("languages", 3)
    assert kit.problems() == []
    assert "text_es" not in load_tables(kit.folder)["signs"]


def test_loading_tables_imports_nothing_heavier_than_pandas() -> None:
    code = (
        "import sys, otkit; otkit.load_tables();"
        "print([m for m in ('ipywidgets', 'IPython', 'voila', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _add_french(kit: MadeUpKit) -> None:
    """A spreadsheet's way: copy each English column, rename the copy."""
    for path in kit.folder.glob("*.csv"):
        rows = kit.read(path.stem)
        for column in [name for name in rows[0] if name.endswith("_en")]:
            at = rows[0].index(column)
            rows = [[*row, row[at]] for row in rows]
            rows[0][-1] = column.removesuffix("en") + "fr"
        kit.write(path.stem, rows)
    kit.write("languages", [*kit.read("languages"), ["fr", "Français"]])


def _named_in_the_descriptor(kit: MadeUpKit) -> set[str]:
    """The files of the tables as a damaged descriptor names them: there may be no such file."""
    try:
        package = json.loads((kit.folder / "datapackage.json").read_text(encoding="utf-8-sig"))
        return {Path(str(resource["path"])).name for resource in package["resources"]}
    except (ValueError, KeyError, TypeError):
        return set()


@given(data=st.data())
@settings(max_examples=30)
def test_broken_files_have_every_problem_told_and_none_raises(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Bytes put in place of others, anywhere, in tables and in the descriptor."""
    kit = MadeUpKit(tmp_path_factory.mktemp("kit") / "data")
    path = data.draw(st.sampled_from(sorted(kit.folder.iterdir())))
    before = path.read_bytes()
    start = data.draw(st.integers(0, len(before)))
    end = data.draw(st.integers(start, min(start + 40, len(before))))
    signs = st.sampled_from([b'"', b",", b"\n", b"-1", b"{", b"]"])
    within = st.one_of(st.binary(max_size=8), signs)
    path.write_bytes(before[:start] + data.draw(within) + before[end:])
    problems = check_tables(kit.folder)
    if problems:
        files = {one.name for one in kit.folder.iterdir()} | _named_in_the_descriptor(kit)
        assert all(problem.file in files and problem.line > 0 for problem in problems)
        with pytest.raises(TableError):
            load_tables(kit.folder)
    else:
        assert len(load_tables(kit.folder)["areas"]) == 2
    shutil.rmtree(kit.folder)


def test_a_table_outside_the_folder_is_told(kit: MadeUpKit) -> None:
    path = kit.folder / "datapackage.json"
    text = path.read_text(encoding="utf-8").replace('"areas.csv"', '"../areas.csv"')
    path.write_text(text, encoding="utf-8")
    (problem,) = kit.problems()
    assert problem.startswith("datapackage.json:1  areas: the path ../areas.csv leaves the folder")


def test_brackets_without_end_in_the_descriptor_are_told(kit: MadeUpKit) -> None:
    (kit.folder / "datapackage.json").write_text("[" * 100_000, encoding="utf-8")
    (problem,) = kit.problems()
    assert problem.startswith("datapackage.json:1  has brackets inside brackets without end")


def test_a_file_in_place_of_a_folder_is_told(kit: MadeUpKit) -> None:
    (problem,) = check_tables(kit.path("areas"))
    assert "is no folder of tables" in str(problem)


def test_a_workbook_in_place_of_a_table_is_read(kit: MadeUpKit) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in kit.read("areas"):
        book.active.append(row)
    kit.path("areas").unlink()
    book.save(kit.folder / "areas.xlsx")
    assert kit.problems() == []


def test_a_workbook_beside_its_table_is_told(kit: MadeUpKit) -> None:
    (kit.folder / "areas.ods").write_bytes(b"")
    assert kit.problems() == ["areas.ods:1  stands beside areas.csv; keep the newer one of the two"]
