"""A notebook's code cells: compiled once, run for each page in a namespace of the page's own."""

from __future__ import annotations

import ast
from types import CodeType
from typing import Any

import nbformat
from IPython.core.getipython import get_ipython
from IPython.core.inputtransformer2 import TransformerManager
from IPython.display import display
from IPython.utils.capture import capture_output

VIEW = "application/vnd.jupyter.widget-view+json"

Output = dict[str, str]


class Cells:
    """The code of one notebook.

    >>> Cells.of(["n = 6", "n * 7"]).run({})
    []
    """

    def __init__(self, codes: list[CodeType]) -> None:
        """Keep what was compiled; see `read` and `of`."""
        self._codes = codes

    @classmethod
    def read(cls, path: str) -> Cells:
        """The cells of the notebook at `path`; raises `OSError`, `SyntaxError`."""
        cells = nbformat.read(path, as_version=4).cells
        return cls.of([cell.source for cell in cells if cell.cell_type == "code"])

    @classmethod
    def of(cls, sources: list[str]) -> Cells:
        """Compile these cells; raises `SyntaxError`."""
        plain = TransformerManager().transform_cell  # magics, as IPython reads them
        return cls([code for source in sources for code in compiled(plain(source))])

    def run(self, namespace: dict[str, Any]) -> list[Output]:
        """Run all cells in `namespace`; returns what they show, in order.

        An output is `{"html": ..., "model": ...}`: the widget's HTML and the id of its model, both
        empty for anything that is no widget. What is printed goes nowhere. Raises what a cell does.
        """
        namespace |= {"__name__": "__main__", "display": display, "get_ipython": get_ipython}
        with capture_output() as captured:
            for code in self._codes:
                value = eval(code, namespace)  # noqa: S307 -- the notebook's own code
                if value is not None:
                    display(value)
        return [output(shown.data) for shown in captured.outputs]


def compiled(source: str) -> list[CodeType]:
    """The code of a cell: its statements, and its last line by itself where that has a value."""
    tree = ast.parse(source)
    last = tree.body[-1:] if tree.body and isinstance(tree.body[-1], ast.Expr) else []
    codes = []
    if first := tree.body[: len(tree.body) - len(last)]:
        codes.append(compile(ast.Module(first, []), "<cell>", "exec"))
    for line in last:
        codes.append(compile(ast.Expression(line.value), "<cell>", "eval"))
    return codes


def output(data: dict[str, Any]) -> Output:
    """What one output shows, from its data by media type."""
    view = data.get(VIEW)
    return {"html": data.get("text/html", "") if view else "", "model": (view or {}).get("model_id", "")}
