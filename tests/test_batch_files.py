"""A sheet as people type it and spreadsheets save it: scored line by line, nothing lost."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkit.age import Age
from otkit.errors import OtkitError
from otkit.kit.tables import Tables
from otkit.kit.tables.source import Source
from otkit.kit.wording import Words
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL
from otkit.scoring.batch import Outcome, score_file
from otkit.scoring.batch.sheet import read_pieces
from otkit.scoring.score import score
from otkit.takeaway.blank_sheet import blank_sheet
from tests.kit import TABLES
from tests.test_batch import CheckIn, as_scored
from tests.test_scoring_properties import check_ins

SHEETS = Path(__file__).parent / "sheets"
LIBRE_OFFICE = (
    b"\xef\xbb\xbf"
    b'"months";"weeks_early";"lost_skill";"already_seen";"reaches";"hand-to-hand"\r\n'
    b'9,0;0,0;;;"x";"a veces"\r\n'
    b'9,0;;;"feeding;sleep";"s\xc3\xad";""\r\n'
    b'30,0;;"no";;"";""\r\n'
    b'31,5;;;;"";""\r\n'
    b";;;;;\r\n"
)
"""The bytes of a sheet as LibreOffice Calc saves it (Save As, Text CSV, Edit filter settings):
character set Unicode (UTF-8), here with a byte-order mark; field delimiter “;”, string delimiter
“"”; “Save cell content as shown” and “Quote all text cells” on; a Spanish locale, hence decimal
commas in the number columns, which show one decimal; Windows, hence its line ends; and a last row
that was emptied."""


class Scored:
    """Scores bytes as a file, and reads what came of it."""

    def __init__(self, folder: Path, tables: Tables) -> None:
        self.folder, self.tables = folder, tables
        self.source = folder / "sheet.csv"
        self.out, self.rejected = folder / "results.csv", folder / "rejected.csv"

    def __call__(self, data: bytes | str, language: str = "en") -> Outcome:
        self.source.write_bytes(data if isinstance(data, bytes) else data.encode())
        return score_file(self.source, self.out, self.rejected, self.tables, language)

    @property
    def levels(self) -> list[str]:
        return [row["level"] for row in self.rows(self.out)]

    @property
    def reasons(self) -> dict[int, str]:
        return {int(row["line"]): row["reason"] for row in self.rows(self.rejected)}

    def rows(self, path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
        separator = max(",;\t", key=text.partition("\n")[0].count)
        return list(csv.DictReader(text.splitlines(), delimiter=separator))


@pytest.fixture
def scored(tmp_path: Path, tables: Tables) -> Scored:
    return Scored(tmp_path, tables)


def read_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    def small(source: Source, is_heading: Callable[[tuple[str, ...]], bool]) -> object:
        return read_pieces(source, is_heading, 64)

    monkeypatch.setattr("otkit.scoring.batch.files.read_pieces", small)


def test_a_sheet_saved_by_libre_office_goes_through(scored: Scored) -> None:
    assert scored(LIBRE_OFFICE) == Outcome(scored=3, rejected=1)
    assert scored.levels == ["talk", "talk", "nothing-ticked"]
    assert list(scored.reasons) == [5]


def test_a_sheet_that_libre_office_did_save_goes_through(scored: Scored) -> None:
    """`spanish.fods` as LibreOffice 7.4 saved it, with cells as shown, each text quoted:

    soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):59,34,76,1,,1034,true,true' \\
        spanish.fods
    """
    saved = (SHEETS / "spanish.csv").read_bytes()
    assert b'\n9,0;3,0;;"s\xc3\xad";"a veces"\n' in saved
    assert scored(saved, language="es") == Outcome(scored=2, rejected=2)
    assert scored.levels == ["talk", "watch"]
    seen = scored.rows(scored.out)[1]
    assert (seen["feeding_already_seen"], seen["sleep_already_seen"]) == ("yes", "yes")
    assert [row["línea"] for row in scored.rows(scored.rejected)] == ["4", "5"]


def test_results_are_laid_out_as_the_sheet_came(scored: Scored) -> None:
    scored(LIBRE_OFFICE)
    assert scored.out.read_bytes().startswith(b"\xef\xbb\xbfline;months;")


def test_a_line_is_scored_as_score_does(scored: Scored, tables: Tables) -> None:
    scored("months,weeks_early,already_seen,reaches,weak-suck\n4,6,feeding play,,sometimes\n")
    result = score(
        Age(4, 6), {"weak-suck": "sometimes", "already-seen": ["feeding", "play"]}, tables
    )
    (row,) = scored.rows(scored.out)
    assert (row["level"], row["rules"]) == (result.level, " ".join(result.rules))
    assert (row["corrected_months"], row["feeding_sometimes"]) == ("2", "1")
    assert (row["feeding_already_seen"], row["sleep_already_seen"]) == ("yes", "no")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_separator_and_line_end_is_read(scored: Scored, separator: str, end: str) -> None:
    lines = ["months,reaches", "9,often", "9,", "90,"]
    scored("".join(line.replace(",", separator) + end for line in lines))
    assert scored.levels == ["talk", "nothing-ticked"]
    assert list(scored.reasons) == [4]


def test_the_last_line_needs_no_end(scored: Scored) -> None:
    assert scored("months,reaches\n9,often").scored == 1


def test_windows_letters_are_read(scored: Scored) -> None:
    assert scored("months,reaches\n9,sí\n".encode("cp1252")).scored == 1


TYPED = {
    "talk": ["often", " Often ", "x", "X", "1", "1,0", "yes", "TRUE", "sí", "SI", "a menudo", "✓"],
    "watch": ["sometimes", "a veces", "A  veces", "A\u00a0veces"],
    "not-sure": ["not-sure", "not sure", "?", "no sé", "no se\u0301"],
    "nothing-ticked": ["", " ", "0", "0,0", "FALSO", "-"],
}
NAMED, WORDED = "sits-alone", "sits-alone: Does not sit without support"


@pytest.mark.parametrize(
    ("cell", "level"), [(cell, level) for level, cells in TYPED.items() for cell in cells]
)
def test_an_answer_may_be_typed_in_many_ways(scored: Scored, cell: str, level: str) -> None:
    scored(f'\ufeffmonths;reaches\n9;"{cell}"\n')
    assert scored.levels == [level]


@pytest.mark.parametrize(
    ("column", "cell"),
    [(NAMED, cell) for cell in ("never", "Nunca ", "no", "N")]
    + [(WORDED, cell) for cell in ("never", "nunca")],
)
def test_a_word_that_may_deny_the_skill_is_refused(scored: Scored, column: str, cell: str) -> None:
    assert scored(f"months;{column}\n9;{cell}\n") == Outcome(scored=0, rejected=1)
    assert scored.reasons == {
        2: f"It is not clear what “{cell.strip()}” means in sits-alone. If this is so, write "
        "not at all yet: “Does not sit without support”. If not, leave it empty."
    }


def test_what_the_refusal_says_to_write_is_read(scored: Scored, tables: Tables) -> None:
    for language in ("en", "es"):
        scored(f"months,{NAMED}\n9,{Words(tables, language)('how.not-yet').lower()}\n")
        assert scored.levels == ["talk"]


@pytest.mark.parametrize("cell", ["no", "n", "NO"])
def test_no_means_not_marked_below_the_words_of_the_row(scored: Scored, cell: str) -> None:
    scored(f"months,{WORDED},weak-suck\n9,{cell},\n4,,{cell}\n")
    assert scored.levels == ["nothing-ticked"] * 2


@pytest.mark.parametrize("cell", ["never", "nunca", "no"])
def test_what_is_seen_may_be_denied(scored: Scored, cell: str) -> None:
    scored(f"months,weak-suck\n4,{cell}\n")
    assert scored.levels == ["nothing-ticked"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_empty_sheet_has_the_words_of_each_row(
    scored: Scored, tables: Tables, language: str
) -> None:
    header = blank_sheet(tables, language)[1].decode("utf-8-sig").rstrip()
    columns = next(csv.reader([header]))
    row = next(row for row in tables.rows("behaviours") if row["behaviour_id"] == NAMED)
    place = columns.index(f"{NAMED}: {Words(tables, language).text(row, 'text')}")
    cells = ["9", *[""] * (len(columns) - 1)]
    cells[place] = "x"
    scored(f"{header}\n{','.join(cells)}\n")
    assert scored.levels == ["talk"]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("answer", "level"), [("often", "talk"), ("sometimes", "watch")])
def test_an_answer_may_be_the_words_on_the_page(
    scored: Scored, tables: Tables, language: str, answer: str, level: str
) -> None:
    scored(f"months;reaches\n9;{Words(tables, language)(f'how.{answer}')}\n")
    assert scored.levels == [level]


@pytest.mark.parametrize(
    "header", ["months,weeks_early", "Meses,Semanas antes", "MONTHS, weeks-early "]
)
def test_columns_may_be_named_in_either_language(scored: Scored, header: str) -> None:
    scored(f"{header}\n9,4\n")
    assert scored.rows(scored.out)[0]["weeks_early"] == "4"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "9;;maybe",
            "Write often, sometimes or not sure, or leave reaches empty. Here it is “maybe”.",
        ),
        (";;x", "The age must be in whole months, from 0 to 71. Here it is “”."),
        ("72;;", "The age must be in whole months, from 0 to 71. Here it is “72”."),
        ("1.5;;", "The age must be in whole months, from 0 to 71. Here it is “1.5”."),
        ("30;;x", "We do not ask reaches at 30 months."),
        ("9;maybe;", "Write yes, no or not sure, or leave lost_skill empty. Here it is “maybe”."),
        ("9;;x;x", "This line has 4 cells, and the first line has 3."),
        ("9;", "This line has 2 cells, and the first line has 3."),
        ('9;;"x', 'A quotation mark (") is out of place.'),
        ('9;;"x"y', 'A quotation mark (") is out of place.'),
    ],
)
def test_a_line_that_cannot_be_used_says_why(scored: Scored, line: str, reason: str) -> None:
    outcome = scored(f"months;lost_skill;reaches\n{line}\n9;;x\n")
    assert outcome == Outcome(scored=1, rejected=1)
    assert scored.reasons == {2: reason}


def test_a_refused_line_has_all_reasons_in_its_language(scored: Scored) -> None:
    scored("meses,already_seen,reaches\n72,feet,quizás\n", language="es")
    (row,) = scored.rows(scored.rejected)
    assert row["motivo"].count("Aquí dice") == 2
    assert "“feet”" in row["motivo"]


def test_a_mended_file_of_refused_lines_can_be_scored(scored: Scored) -> None:
    scored("months,reaches\n9,maybe\n")
    mended = scored.rejected.read_text(encoding="utf-8").replace(",maybe\n", ",sometimes\n")
    assert scored(mended) == Outcome(scored=1, rejected=0)
    assert scored.levels == ["watch"]


def test_refused_lines_keep_their_cells_and_lose_old_reasons(scored: Scored) -> None:
    scored("line,reason,months,reaches\n2,old,90,x\n")
    (row,) = scored.rows(scored.rejected)
    assert list(row) == ["line", "reason", "months", "reaches"]
    assert (row["months"], row["reaches"]) == ("90", "x")


def test_cells_past_the_last_column_may_be_empty(scored: Scored) -> None:
    assert scored("months;reaches;;\n9;x;;\n9;x\n9;x;;;\n").scored == 3


def test_an_open_quotation_mark_spoils_one_line_only(scored: Scored) -> None:
    assert scored('months,reaches\n9,"x\n9,x\n9,"x\n9,x\n') == Outcome(scored=2, rejected=2)


def test_lines_keep_their_numbers_across_pieces(
    scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_small_pieces(monkeypatch)
    lines = [f"{number % 80}\r\n" for number in range(1000)]
    scored("months\r\n\r\n" + "".join(lines))
    assert list(scored.reasons) == [3 + n for n in range(1000) if n % 80 > 71]
    assert [int(row["line"]) for row in scored.rows(scored.out)] == [
        3 + n for n in range(1000) if n % 80 <= 71
    ]


def test_a_file_is_scored_as_its_table(scored: Scored, tables: Tables) -> None:
    months = [*range(72)] * 3
    scored("months,lost_skill\n" + "".join(f"{m},{'x' if m % 5 == 0 else ''}\n" for m in months))
    assert scored.levels == ["act-now" if m % 5 == 0 else "nothing-ticked" for m in months]


@pytest.fixture(scope="module")
def scored_again(tmp_path_factory: pytest.TempPathFactory) -> Scored:
    """One folder for many examples: each writes over the files of the one before."""
    return Scored(tmp_path_factory.mktemp("sheets"), TABLES)


TYPED_AS = {True: "x", "not-sure": "not sure", None: ""}


def typed(many: list[CheckIn], layout: Mapping[str, Any]) -> str:
    """Check-ins as a sheet: a column for each behaviour that anyone answered."""
    asked = sorted({name for _, answers in many for name in answers} - {LOST_SKILL, ALREADY_SEEN})
    sheet = io.StringIO()
    writer = csv.writer(sheet, **layout)
    writer.writerow(["months", "weeks_early", "lost_skill", "already_seen", *asked])
    for age, answers in many:
        lost, seen = answers[LOST_SKILL], answers[ALREADY_SEEN]
        cells = [answers.get(name) for name in asked]
        told = [TYPED_AS.get(cell, cell) for cell in cells]
        writer.writerow([age.months, age.weeks_early, "x" if lost else "", ", ".join(seen), *told])
    return sheet.getvalue()


@settings(max_examples=30)
@given(
    st.lists(check_ins(), min_size=1, max_size=5),
    st.fixed_dictionaries(
        {
            "delimiter": st.sampled_from(",;\t"),
            "lineterminator": st.sampled_from(["\n", "\r\n"]),
            "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        }
    ),
)
def test_a_sheet_is_scored_as_each_line_alone(
    scored_again: Scored, many: list[CheckIn], layout: Mapping[str, Any]
) -> None:
    assert scored_again(typed(many, layout)) == Outcome(scored=len(many), rejected=0)
    shown = {True: "yes", False: "no"}
    alone = [as_scored(*one, scored_again.tables) for one in many]
    assert scored_again.rows(scored_again.out) == [
        {"line": str(line), "ticks_as_often": str(plain_ticks(one[1], scored_again.tables))}
        | {name: shown[v] if isinstance(v, bool) else str(v) for name, v in row.items()}
        for line, (one, row) in enumerate(zip(many, alone, strict=True), start=2)
    ]


def plain_ticks(answers: Mapping[str, object], tables: Tables) -> int:
    """How many behaviours that are asked with a frequency are ticked without one."""
    often = {r["behaviour_id"] for r in tables.rows("behaviours") if r["asked"] == "how-often"}
    return sum(answer is True for name, answer in answers.items() if name in often)


@pytest.mark.parametrize(
    ("word", "ticks"), [("x", "1"), ("yes", "1"), ("1", "1"), ("often", "0"), ("sometimes", "0")]
)
def test_the_result_tells_a_plain_tick_from_often(scored: Scored, word: str, ticks: str) -> None:
    assert scored(f"months,reaches,few-wet-diapers\n9,{word},\n9,,x\n".encode()).scored == 2
    row, once = scored.rows(scored.out)
    assert (row["ticks_as_often"], once["ticks_as_often"]) == (ticks, "0")


def test_how_far_a_file_is_read_rises_to_its_size(
    scored: Scored, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_small_pieces(monkeypatch)
    scored.source.write_text("months\n" + "9\n" * 500)
    told: list[int] = []
    score_file(scored.source, scored.out, scored.rejected, tables, progress=told.append)
    assert len(set(told)) > 10
    assert told == sorted(told)
    assert told[-1] == scored.source.stat().st_size


def unusable() -> Iterator[tuple[bytes, str]]:
    yield b"", "sheet.empty"
    yield b"\n\n", "sheet.empty"
    yield b"PK\x03\x04 an archive cut short", "sheet.broken"
    yield b"\xd0\xcf\x11\xe0 an .xls file", "sheet.old-excel"
    yield "months\n9\n".encode("utf-16-le"), "sheet.not-csv"
    yield "months\n9\n".encode("utf-32"), "sheet.not-csv"
    yield "months\n9\n".encode("utf-16")[:-1], "sheet.not-csv"
    yield b"months,reaches\n9,\0\n", "sheet.not-csv"
    yield b"reaches\nx\n", "sheet.no-months"
    yield b"months,reeches\n9,x\n", "sheet.unknown-columns"
    yield b"months,reaches,Reaches\n9,x,x\n", "sheet.twice"
    yield b"months,,reaches\n9,,x\n", "sheet.unknown-columns"


@pytest.mark.parametrize(("data", "message"), list(unusable()))
def test_a_file_that_cannot_be_read_says_why_and_writes_nothing(
    scored: Scored, data: bytes, message: str
) -> None:
    with pytest.raises(OtkitError) as refused:
        scored(data)
    assert refused.value.message_id == message
    assert list(scored.folder.iterdir()) == [scored.source]


def test_an_unknown_column_is_told_what_it_may_be(scored: Scored) -> None:
    with pytest.raises(OtkitError, match=r"“reeches” \(reaches\?\)"):
        scored("months,reeches\n9,x\n")


def test_a_sheet_is_never_written_over(scored: Scored, tables: Tables) -> None:
    scored("months\n9\n")
    with pytest.raises(OtkitError) as refused:
        score_file(scored.source, scored.source, scored.rejected, tables)
    assert refused.value.message_id == "sheet.same-file"
    assert scored.source.read_text() == "months\n9\n"


def test_old_refused_lines_do_not_stay_behind(scored: Scored) -> None:
    scored("months\n90\n")
    scored("months\n9\n")
    assert scored.reasons == {}


def test_results_open_as_a_table(scored: Scored) -> None:
    scored("months,reaches\n9,x\n")
    assert pd.read_csv(scored.out)["fine-motor_often"].tolist() == [1]


@pytest.mark.parametrize("word", ["yes", "x", "not sure", "?", "no sé"])
def test_a_lost_skill_may_be_typed_as_not_sure(scored: Scored, word: str) -> None:
    assert scored(f"\ufeffmonths,lost_skill\n22,{word}\n").rejected == 0
    assert scored.levels == ["act-now"]


@pytest.mark.parametrize("word", ["yes", "often", "sometimes", "not sure"])
def test_what_has_no_frequency_may_be_typed_in_any_way(scored: Scored, word: str) -> None:
    assert scored(f"months,was-blue\n3,{word}\n").rejected == 0
    (row,) = scored.rows(scored.out)
    unsure = word == "not sure"
    counts = (row["health_often"], row["health_sometimes"], row["health_not_sure"])
    assert (row["level"], counts) == ("act-now", ("0", "0", "1") if unsure else ("1", "0", "0"))
