"""A language has each text, and of a plural each form of its own."""

import pytest
from made_up_kit import MadeUpKit
from test_message_rules import line_of


def put(kit: MadeUpKit, message_id: str, column: str, text: str) -> int:
    line = line_of(kit, message_id)
    kit.put("messages", line, column, text)
    return line


def add_row(kit: MadeUpKit, *cells: str) -> int:
    kit.write("messages", [*kit.read("messages"), list(cells)])
    return line_of(kit, cells[0])


def speak(kit: MadeUpKit, language: str) -> None:
    """Give the kit a language whose texts are the English ones."""
    for name in ("languages", "messages"):
        rows = kit.read(name)
        if name == "languages":
            rows.append([language, language])
        else:
            column = rows[0].index("text_en")
            rows = [[*row, row[column] if n else f"text_{language}"] for n, row in enumerate(rows)]
        kit.write(name, rows)


def problems_of(kit: MadeUpKit, name: str) -> list[str]:
    return [problem for problem in kit.problems() if problem.startswith(f"{name}.csv")]


@pytest.mark.parametrize("message_id", ["page.skip", "age.weeks.one", "age.weeks.other"])
def test_a_message_without_words_is_told(kit: MadeUpKit, message_id: str) -> None:
    line = put(kit, message_id, "text_es", "")
    assert kit.problems() == [f"messages.csv:{line}:text_es  has no text"]


def test_a_form_that_a_language_lacks_stays_empty(kit: MadeUpKit) -> None:
    add_row(kit, "age.weeks.few", "", "")
    assert kit.problems() == []


def test_words_for_a_form_that_a_language_lacks_are_told(kit: MadeUpKit) -> None:
    line = add_row(kit, "age.weeks.few", "{n} weeks early", "")
    message = "“en” has no form “few”; leave the cell empty"
    assert kit.problems() == [f"messages.csv:{line}:text_en  {message}"]


def test_the_form_of_millions_may_be_written_in_spanish(kit: MadeUpKit) -> None:
    add_row(kit, "age.weeks.many", "", "{n} de semanas antes")
    assert kit.problems() == []


def test_the_row_of_a_form_that_a_language_needs_is_asked_for(kit: MadeUpKit) -> None:
    speak(kit, "pl")
    line = line_of(kit, "age.weeks.other")
    found = [one for one in problems_of(kit, "messages") if "age.weeks" in one]
    assert found == [
        f"messages.csv:{line}:message_id  “pl” needs a row “age.weeks.{form}” as well"
        for form in ("few", "many")
    ]


def test_a_form_that_a_language_needs_has_words(kit: MadeUpKit) -> None:
    speak(kit, "pl")
    line = add_row(kit, "age.weeks.few", "", "", "")
    assert f"messages.csv:{line}:text_pl  has no text" in kit.problems()


def test_a_form_of_fractions_may_stay_empty_in_polish(kit: MadeUpKit) -> None:
    speak(kit, "pl")
    line = put(kit, "age.weeks.other", "text_pl", "")
    assert f"messages.csv:{line}:text_pl  has no text" not in kit.problems()


def test_a_form_may_say_its_number_in_words(kit: MadeUpKit) -> None:
    put(kit, "age.weeks.one", "text_es", "una semana antes")
    assert kit.problems() == []


def test_a_place_that_a_form_forgets_is_told(kit: MadeUpKit) -> None:
    line = put(kit, "sheet.scored.one", "text_es", "una línea")
    message = "{out} is not in each form and language; compare “sheet.scored.other”"
    assert kit.problems() == [f"messages.csv:{line}:text_es  {message}"]


def test_a_message_named_like_a_form_is_none_without_another(kit: MadeUpKit) -> None:
    line = put(kit, "board.word.few", "text_en", "")
    assert f"messages.csv:{line}:text_en  has no text" in kit.problems()


def test_a_language_that_nobody_knows_is_told(kit: MadeUpKit) -> None:
    kit.write("languages", [*kit.read("languages"), ["xx", "Unknown"]])
    message = "“xx” is no language whose plurals and dates are known (CLDR)"
    assert problems_of(kit, "languages") == [f"languages.csv:4:language  {message}"]
