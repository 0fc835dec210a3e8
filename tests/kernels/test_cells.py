"""A notebook's cells: compiled once, run for each page in a namespace of its own."""

import ipywidgets
import nbformat
import pytest

from otkit.server.kernels.cells import NO_WIDGET, Cells, compiled, output


def test_each_page_has_a_namespace_of_its_own():
    cells = Cells.of(["seen = []", "seen.append(1); n = len(seen)"])
    first, second = {}, {}
    for namespace in (first, second, second):
        cells.run(namespace)
    assert first["seen"] is not second["seen"]
    assert (first["n"], second["n"]) == (1, 1)


def test_cells_know_what_earlier_cells_said():
    namespace = {}
    Cells.of(["def double(n): return 2 * n", "answer = double(21)"]).run(namespace)
    assert namespace["answer"] == 42


def test_code_is_read_from_the_code_cells_of_a_notebook(tmp_path):
    new = nbformat.v4
    cells = [new.new_markdown_cell("# no code"), new.new_code_cell("n = 1"), new.new_code_cell("")]
    nbformat.write(new.new_notebook(cells=cells), tmp_path / "n.ipynb")
    namespace = {}
    Cells.read(str(tmp_path / "n.ipynb")).run(namespace)
    assert namespace["n"] == 1


def test_what_is_printed_goes_nowhere(capfd):
    Cells.of(["print('private')", "'private'"]).run({})
    assert capfd.readouterr().out == ""


def test_what_a_cell_raises_is_raised():
    with pytest.raises(ZeroDivisionError):
        Cells.of(["1 / 0"]).run({})


@pytest.mark.parametrize(("source", "parts"), [("", 0), ("n = 1", 1), ("n", 1), ("n = 1\nn", 2)])
def test_the_last_line_has_a_value_of_its_own(source, parts):
    assert len(compiled(source)) == parts


def test_an_output_is_a_widgets_html_and_model():
    label = ipywidgets.Label()
    data = label._repr_mimebundle_() | {"text/html": "<b>x</b>"}
    assert output(data) == {"html": "<b>x</b>", "model": label.model_id}


def test_an_output_that_is_no_widget_shows_nothing():
    assert output({"text/html": "<script>x</script>", "text/plain": "x"}) == NO_WIDGET
