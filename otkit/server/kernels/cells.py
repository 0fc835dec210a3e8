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

NO_WIDGET: Output = {"html": "", "model": ""}


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
        cells = nbformat.read(path, as_version=4).cells  # type: ignore[no-untyped-call]
        return cls.of([cell.source for cell in cells if cell.cell_type == "code"])

    @classmethod
    def of(cls, sources: list[str]) -> Cells:
        """Compile these cells; raises `SyntaxError`."""
        manager: Any = TransformerManager  # magics, as IPython reads them
        plain = manager().transform_cell
        return cls([code for source in sources for code in compiled(plain(source))])

    def run(self, namespace: dict[str, Any]) -> list[Output]:
        """Run all cells in `namespace`; returns what they show, in order.

        An output is `{"html": ..., "model": ...}`: the widget's HTML and the id of its model, both
        empty for anything that is no widget. What is printed goes nowhere. Raises what a cell does.
        """
        show: Any = display
        namespace |= {"__name__": "__main__", "display": display, "get_ipython": get_ipython}
        with capture_output() as captured:
            for code in self._codes:
                value = eval(code, namespace)  # noqa: S307 -- the notebook's own code
                if value is not None:
                    show(value)
        return [output(shown.data) for shown in captured.outputs]


def compiled(source: str) -> list[CodeType]:
    """The code of a cell: its statements, and its last line by itself where that has a value."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    codes = [compile(tree, "<cell>", "exec")] if tree.body else []
    if isinstance(last, ast.Expr):
        codes.append(compile(ast.Expression(last.value), "<cell>", "eval"))
    return codes


def output(data: dict[str, Any]) -> Output:
    """What one output shows, from its data by media type."""
    view = data.get(VIEW)
    return {"html": data.get("text/html", ""), "model": view["model_id"]} if view else NO_WIDGET
