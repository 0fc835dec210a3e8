"""Draw the layers of the package, which import-linter holds, as an SVG.

Run alone it prints the drawing: python docs/draw_layers.py > layers.svg
"""

import ast
import textwrap
import tomllib
from dataclasses import dataclass
from html import escape
from itertools import count
from pathlib import Path

WIDTH, MARGIN, STEP = 640, 20, 18
WRAP = 74
STYLE = """\
text { font: 14px system-ui, sans-serif; fill: #1d2b33; }
.name { font-weight: 700; font-size: 16px; }
.uses { fill: #4a5a63; font-size: 13px; } rect { fill: #fff; stroke: #2c6e7f; stroke-width: 1.5; }
.ground { fill: #f3f6f7; stroke: none; } .down { fill: none; stroke: #2c6e7f; stroke-width: 2; }"""


@dataclass(frozen=True)
class Layer:
    """One layer of the package: a module or a folder of modules."""

    name: str
    purpose: str
    modules: tuple[str, ...]
    uses: tuple[str, ...]


def read_layers(root: Path) -> list[Layer]:
    """The layers of `otkit` in pyproject.toml, the highest first, with what their files say."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c.get("containers") == ["otkit"])
    names = [name.strip() for layer in layers for name in layer.split(":")]
    return [_read_layer(root / "otkit", name, names) for name in names]


def _read_layer(package: Path, name: str, names: list[str]) -> Layer:
    folder = package / name
    paths = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
    top = ast.parse((folder / "__init__.py" if folder.is_dir() else paths[0]).read_text("utf-8"))
    imported = {
        node.module.split(".")[1]
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("otkit.")
    }
    uses = tuple(other for other in names if other in imported - {name})
    purpose = (ast.get_docstring(top) or "").splitlines()[0].replace("`", "")
    return Layer(name, purpose, tuple(_modules(folder)), uses)


def _modules(folder: Path) -> list[str]:
    """The modules and folders of modules in `folder`; none when it is a module itself."""
    names = {path.stem for path in folder.glob("*.py")}
    return sorted(
        (names | {path.parent.name for path in folder.glob("*/__init__.py")}) - {"__init__"}
    )


def draw(layers: list[Layer]) -> str:
    """The layers from top to bottom in one column; each imports only from those below it."""
    boxes, top = [], MARGIN
    for layer in layers:
        box, top = _box(layer, top)
        boxes.append(box)
    x, bottom = MARGIN + 8, top - STEP
    arrow = f'<path class="down" d="M{x} {MARGIN}V{bottom}m-6 -10l6 10l6 -10"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img">\n'
        f"<title>The layers of otkit: each imports only from those below it</title>\n"
        f'<style>{STYLE}</style>\n<rect class="ground" width="{WIDTH}" height="{top}"/>\n'
        f"{arrow}\n{''.join(boxes)}</svg>\n"
    )


def _box(layer: Layer, top: int) -> tuple[str, int]:
    """One layer as a box that begins at `top`, and where the next one begins."""
    texts = [("name", layer.name)]
    holds = "holds " + ", ".join(layer.modules) if layer.modules else ""
    texts += [("of", line) for text in (layer.purpose, holds) for line in textwrap.wrap(text, WRAP)]
    if layer.uses:
        texts.append(("uses", "imports " + ", ".join(layer.uses)))
    left, height = MARGIN + 30, len(texts) * STEP + 14
    lines = "".join(
        f'<text class="{kind}" x="{left + 12}" y="{y}">{escape(text)}</text>\n'
        for y, (kind, text) in zip(count(top + 21, STEP), texts, strict=False)
    )
    frame = f'<rect x="{left}" y="{top}" width="{WIDTH - left - MARGIN}" height="{height}" rx="6"/>'
    return f"{frame}\n{lines}", top + height + 12


if __name__ == "__main__":
    print(draw(read_layers(Path(__file__).parents[1])), end="")
