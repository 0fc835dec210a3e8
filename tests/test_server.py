"""The server stands on what other packages document: no private name, no module patched."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVER = Path(__file__).parents[1] / "otkit/server"
FILES = sorted(SERVER.rglob("*.py"))
OWN = {"self", "cls"}
#: What Python, and the `comm` package in its README, say is to be set.
HOOKS = {"comm.create_comm", "sys.unraisablehook", "threading.excepthook"}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__") and name != "_"


def private_names(tree: ast.AST) -> Iterator[str]:
    """Names that begin with "_" and are not of this very module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            is_own = isinstance(node.value, ast.Name) and node.value.id in OWN
            yield from [] if is_own else [node.attr]
        elif isinstance(node, ast.ImportFrom):
            names = [*(node.module or "").split("."), *(one.name for one in node.names)]
            yield from filter(is_private, names)
        elif isinstance(node, ast.Import):
            yield from filter(is_private, (one.name for one in node.names))
        elif isinstance(node, ast.keyword) and is_private(node.arg or ""):
            yield str(node.arg)


def patched(tree: ast.AST) -> Iterator[str]:
    """Attributes of imported modules that are set, and modules put into `sys.modules`."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {one.asname or one.name for node in imports for one in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            is_set = isinstance(node.ctx, ast.Store | ast.Del) and node.value.id in modules
            if is_set or name == "sys.modules":
                yield name
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setattr":
            yield "setattr"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SERVER)))
def test_no_private_name_of_another_package_is_used(file):
    names = set(private_names(ast.parse(file.read_text())))
    assert names - {"_thread"} == set(), "that one is a module which Python documents"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SERVER)))
def test_no_module_is_patched_but_by_its_documented_hooks(file):
    assert set(patched(ast.parse(file.read_text()))) <= HOOKS


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.modules['x'] = None",
        "import sys; sys.modules.setdefault('x', None)",
        "from a import b; b.c = 1",
        "setattr(a, 'b', 1)",
    ],
)
def test_a_patch_would_be_found(code):
    assert set(patched(ast.parse(code))) - HOOKS


@pytest.mark.parametrize(
    "code", ["a._b", "from a._b import c", "from a import _b", "import _a", "f(_a=1)"]
)
def test_a_private_name_would_be_found(code):
    assert set(private_names(ast.parse(code)))


def test_a_kernel_does_not_import_what_only_the_server_needs():
    """Each would cost every kernel time and memory."""
    code = "import sys, otkit.server.kernels.hosting; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"voila", "jupyter_server", "nbformat", "jsonschema"} & set(ran.stdout.split())
