"""A notebook's code cells: compiled once, run for each page in a namespace of the page's own."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.core.inputtransformer2 import TransformerManager
from IPython.display import display
from IPython.utils.capture import capture_output

VIEW = "application/vnd.jupyter.widget-view+json"

#: A widget's HTML and the id of its model, `{"html": ..., "model": ...}`; empty for anything else.
Output = dict[str, str]


@cache
def code_of(notebook: str) -> list[CodeType]:
    """The compiled code of the notebook at this path; raises `OSError`, `SyntaxError`."""
    # Not by nbformat: its schema library alone would make each kernel a second later.
    cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
    sources = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return [code for source in sources for code in compiled(source)]


def compiled(source: str) -> list[CodeType]:
    """The code of a cell: its statements, and its last line by itself where that has a value."""
    manager: Any = TransformerManager()  # type: ignore[no-untyped-call]
    tree = ast.parse(manager.transform_cell(source))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    codes = [compile(tree, "<cell>", "exec")] if tree.body else []
    if isinstance(last, ast.Expr):
        codes.append(compile(ast.Expression(last.value), "<cell>", "eval"))
    return codes


def run(codes: Iterable[CodeType], namespace: dict[str, Any]) -> list[Output]:
    """Run compiled code in `namespace`; returns what it displays, in order.

    What is printed is dropped. Raises what the code does.

    >>> run(compiled("n = 6"), {})
    []
    """
    show: Any = display
    namespace |= {"__name__": "__main__", "display": display, "get_ipython": get_ipython}
    with capture_output() as captured:
        for code in codes:
            value = eval(code, namespace)  # noqa: S307 -- the notebook's own code  # nosec B307
            if value is not None:
                show(value)
    return [output(displayed.data) for displayed in captured.outputs]


def output(data: dict[str, Any]) -> Output:
    """The output with this data by media type."""
    model = data.get(VIEW, {}).get("model_id", "")
    return {"html": data.get("text/html", "") if model else "", "model": model}
