"""Build this documentation as a site: python docs/build_site.py [folder], build/site by default.

The pages are the Markdown files in docs/ and those of ROOT_PAGES. What can be made from the code is
made here, at each build: the drawing of the layers, and a page for each layer from its docstrings.
Nothing is fetched, neither by the build nor by the pages.
"""

import importlib
import re
import shutil
import sys
import tempfile
from pathlib import Path

import draw_layers
from sphinx.cmd.build import build_main

ROOT = Path(__file__).parents[1]
# Files that stand elsewhere in the repository, and the names of their pages.
ROOT_PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "RELEASING.md": "releasing.md",
    "SECURITY.md": "report.md",
    "bench/RESULTS.md": "results.md",
}
PUBLIC_MODULES = ("otkit", "otkit.widgets", "otkit.widgets.workshop")
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:|mailto:|#)([^)#\s]*)(#[^)\s]*)?\)")
ACCESSIBLE = {
    'class="caption" role="heading"': 'class="caption" role="heading" aria-level="2"',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Pages">',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    '<th class="head"><p></p></th>': '<td class="head"></td>',
}
"""Pieces of the theme's HTML, and what takes their place."""

CONTENTS = """

```{toctree}
:hidden:
:caption: How to

facilitator
facilitator.es
clinician
translator
notebooks
clients
deploy
containers
operate
settings
contributing
```

```{toctree}
:hidden:
:caption: How it is made

architecture
glossary
tables
api/index
```

```{toctree}
:hidden:
:caption: What is promised

security
report
literacy
pictures
results
changelog
releasing
```
"""


def page_of(path: Path) -> str | None:
    """The name of the page that a file of the repository becomes, if it becomes one."""
    if path.parent == ROOT / "docs" and path.suffix == ".md":
        return path.name
    return ROOT_PAGES.get(path.relative_to(ROOT).as_posix())


def rewrite_links(text: str, folder: Path) -> str:
    """`text` of a file in `folder` with links to pages; a link to any other file is its words."""

    def rewrite(link: re.Match[str]) -> str:
        words, target, anchor = link.groups()
        path = (folder / target).resolve()
        if not path.exists():
            raise FileNotFoundError(f"{folder.relative_to(ROOT)}: a link leads to {target}")
        page = page_of(path)
        return f"[{words}]({page}{anchor or ''})" if page else words

    return LINK.sub(rewrite, text).replace('src="docs/', 'src="')


def reference_page(layer: str) -> str:
    """The page of one layer: its docstring, then each module below it with its public names."""
    package = ROOT / "otkit" / layer
    paths = sorted(package.rglob("*.py")) if package.is_dir() else [package.with_suffix(".py")]
    names = [path.relative_to(ROOT).with_suffix("").parts for path in paths]
    modules = sorted(".".join(part for part in name if part != "__init__") for name in names)
    lines = [f"# `otkit.{layer}`"]
    for module in modules:
        heading = [] if module == f"otkit.{layer}" else [f"## `{module}`"]
        lines += [
            *heading,
            f"```{{eval-rst}}\n.. automodule:: {module}\n   :members:\n   :ignore-module-all:\n```",
        ]
    return "\n\n".join(lines) + "\n"


def reference_index(layers: list[str]) -> str:
    """The names that notebooks import, each with its home, then the layers, one page each."""
    lines = ["# The code, name by name", "## What notebooks import"]
    for module in map(importlib.import_module, PUBLIC_MODULES):
        homes = {name: getattr(module, name) for name in module.__all__ if name[0] != "_"}
        names = [f"{{py:obj}}`{name} <{named.__module__}.{name}>`" for name, named in homes.items()]
        lines.append(f"`{module.__name__}`: {', '.join(names)}")
    lines.append("## Every layer\n\n```{toctree}\n:maxdepth: 1\n" + "\n".join(layers) + "\n```\n")
    return "\n\n".join(lines)


def write_sources(folder: Path) -> None:
    """Put every page, picture and setting that the site is built from into an empty folder."""
    layers = draw_layers.read_layers(ROOT)
    shutil.copytree(ROOT / "docs" / "pictures", folder / "pictures")
    shutil.copy(ROOT / "docs" / "conf.py", folder)
    (folder / "api").mkdir()
    texts = {"pictures/layers.svg": draw_layers.draw(layers)}
    for path in [*(ROOT / "docs").glob("*.md"), *(ROOT / name for name in ROOT_PAGES)]:
        texts[str(page_of(path))] = rewrite_links(path.read_text(encoding="utf-8"), path.parent)
    texts["index.md"] += CONTENTS
    texts |= {f"api/{layer.name}.md": reference_page(layer.name) for layer in layers}
    texts["api/index.md"] = reference_index([layer.name for layer in layers])
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def make_accessible(site: Path) -> None:
    """Name what the theme leaves without a level, a name or a way in by keyboard."""
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        for plain, accessible in ACCESSIBLE.items():
            html = html.replace(plain, accessible)
        path.write_text(html, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Build the site; 1 when Sphinx has anything to warn of."""
    site = Path(arguments[0]) if arguments else ROOT / "build" / "site"
    with tempfile.TemporaryDirectory() as folder:
        write_sources(Path(folder))
        code = build_main(
            ["-q", "-W", "--keep-going", "-E", "-d", f"{folder}/.read", folder, str(site)]
        )
    if code == 0:
        make_accessible(site)
        print(f"The documentation is in {site}/index.html")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
