"""A notebook's cells: compiled once, run for each page in a namespace of its own."""

import json

import ipywidgets
import nbformat
import pytest

from otkit.server.kernels.cells import code_of, compiled, output, run

NO_WIDGET = {"html": "", "model": ""}


def test_each_page_has_a_namespace_of_its_own():
    codes = [*compiled("seen = []"), *compiled("seen.append(1); n = len(seen)")]
    first, second = {}, {}
    for namespace in (first, second, second):
        run(codes, namespace)
    assert first["seen"] is not second["seen"]
    assert (first["n"], second["n"]) == (1, 1)


def test_cells_use_what_earlier_cells_defined():
    namespace = {}
    codes = [*compiled("def double(n): return 2 * n"), *compiled("answer = double(21)")]
    run(codes, namespace)
    assert namespace["answer"] == 42


@pytest.mark.parametrize("source", ["n = 1\nm = 2", ["n = 1\n", "m = 2"]])
def test_code_is_read_from_the_code_cells_of_a_notebook(source, tmp_path):
    """A file may hold the lines of a cell as a list."""
    new, path = nbformat.v4, tmp_path / "n.ipynb"
    cells = [new.new_markdown_cell("# no code"), new.new_code_cell("") | {"source": source}]
    path.write_text(json.dumps(new.new_notebook() | {"cells": cells}))
    namespace = {}
    run(code_of(str(path)), namespace)
    assert (namespace["n"], namespace["m"]) == (1, 2)


def test_what_is_printed_is_dropped(capfd):
    run([*compiled("print('private')"), *compiled("'private'")], {})
    assert capfd.readouterr().out == ""


def test_what_a_cell_raises_is_raised():
    with pytest.raises(ZeroDivisionError):
        run(compiled("1 / 0"), {})


@pytest.mark.parametrize(("source", "parts"), [("", 0), ("n = 1", 1), ("n", 1), ("n = 1\nn", 2)])
def test_the_last_line_has_a_value_of_its_own(source, parts):
    assert len(compiled(source)) == parts


def test_an_output_is_a_widgets_html_and_model():
    label = ipywidgets.Label()
    data = label._repr_mimebundle_() | {"text/html": "<b>x</b>"}
    assert output(data) == {"html": "<b>x</b>", "model": label.model_id}


def test_an_output_that_is_no_widget_shows_nothing():
    assert output({"text/html": "<script>x</script>", "text/plain": "x"}) == NO_WIDGET
