"""The documentation as a site: it builds without a warning and loads nothing from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it; a warning fails it."""
    folder = tmp_path_factory.mktemp("site")
    build = [sys.executable, str(ROOT / "docs" / "build_site.py"), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(build, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_site_has_a_page_for_every_page(site: Path) -> None:
    built = {path.stem for path in site.glob("*.html")}
    assert built >= {path.stem for path in ROOT.glob("docs/*.md")} | {"index", "contributing"}


def test_the_site_describes_every_module(site: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in site.glob("api/*.html"))
    described = set(re.findall(r'id="module-([\w.]+)"', text))
    paths = [path.relative_to(ROOT).with_suffix("").parts for path in ROOT.glob("otkit/*/**/*.py")]
    assert described >= {".".join(part for part in parts if part != "__init__") for parts in paths}


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=\"([^\"]+)", html)
        assert loaded
        assert not [url for url in loaded if re.match(r"(https?:)?//", url)], path
    for path in site.rglob("*.css"):
        css = path.read_text(encoding="utf-8")
        assert not re.search(r"(url\([\"']?|@import [\"']?)(https?:)?//", css), path


def test_the_drawing_names_every_layer_from_the_top(site: Path) -> None:
    drawing = (site / "_images" / "layers.svg").read_text(encoding="utf-8")
    names = re.findall(r'<text class="name"[^>]*>(\w+)<', drawing)
    assert names[:3] == ["__main__", "cli", "server"]
    assert names[-2:] == ["age", "errors"]
    assert {path.stem for path in (ROOT / "otkit").glob("*.py")} - {"__init__"} < set(names)
