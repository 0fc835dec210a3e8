"""The package as a whole: its public names, its layers, its two lists of dependencies."""

import importlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions, requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import otkit

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA_NAMES = {
    "jupyter-client": "jupyter_client",
    "jupyter-server": "jupyter_server",
    "prometheus-client": "prometheus_client",
    "typst": "typst-py",
}


def test_the_public_names_are_these() -> None:
    assert set(otkit.__all__) == {
        "Age",
        "OtkitError",
        "Result",
        "__version__",
        "behaviours_for",
        "check_tables",
        "load_tables",
        "save_tables",
        "score",
    }
    assert otkit.__all__ == sorted(otkit.__all__)


def test_every_public_name_exists_and_is_documented() -> None:
    for name in set(otkit.__all__) - {"__version__"}:
        assert getattr(otkit, name).__doc__, name


@pytest.mark.parametrize("module", ["otkit", "otkit.widgets", "otkit.widgets.workshop"])
def test_every_public_name_has_an_example_that_runs(module: str) -> None:
    """In its docstring, or on a page whose examples the tests run."""
    home, shown = importlib.import_module(module), ""
    for path in (ROOT / "README.md", ROOT / "docs" / "notebooks.md"):
        shown += "\n".join(re.findall(r"^>>> .*", path.read_text(encoding="utf-8"), re.MULTILINE))
    for name in set(home.__all__) - {"__version__", "Workshop"}:  # `workshop` makes a Workshop
        documented = getattr(home, name).__doc__ or ""
        assert ">>>" in documented or re.search(rf"\b{name}\(", shown), name


def test_nothing_public_is_left_out_of_all() -> None:
    names = {name for name in dir(otkit) if not name.startswith("_")}
    modules = {name for name in names if type(getattr(otkit, name)).__name__ == "module"}
    assert names - modules == set(otkit.__all__) - {"__version__"}


def test_importing_the_package_imports_no_large_library() -> None:
    """A command that only looks whether a port is free must not wait for pandas."""
    code = "import sys; import otkit.front.port; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"pandas", "numpy", "typer", "otkit.kit.tables"}


def test_no_grammar_of_iris_is_compiled_before_a_server_starts() -> None:
    """It would take a second of each start."""
    start = "from otkit.server.settings import Settings, prepare; prepare(Settings(port=0))"
    jupyter = "import otkit.server.launch, jupyterlab.labapp"
    code = f"import sys; {start}; {jupyter}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "jsonschema" in loaded
    assert "lark" not in loaded


def test_imports_run_one_way() -> None:
    code = "from importlinter.cli import lint_imports_command as lint; lint()"
    command = [sys.executable, "-c", code, "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " kept, 0 broken" in done.stdout


def test_the_core_can_be_imported_without_a_widget_or_a_server() -> None:
    code = "import sys; import otkit, otkit.kit.wording; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"ipywidgets", "anywidget", "voila", "jupyter_server", "tornado"}


def test_conda_asks_for_what_pip_asks_for() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    asked = [line for line in environment["dependencies"] if isinstance(line, str)]
    expected = [f"python{PROJECT['project']['requires-python']}", "pip"]
    for line in PROJECT["project"]["dependencies"]:
        name, above, version = line.partition(">=")
        expected.append(CONDA_NAMES.get(name, name) + above + version)
    assert asked == expected
    assert environment["dependencies"][-1] == {"pip": ["-e ."]}


def pins() -> list[Requirement]:
    """What constraints.txt says, one requirement a line."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def pinned_here() -> dict[str, str]:
    """The versions that constraints.txt names for this Python, by normalized name."""
    return {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in pins()
        if pin.marker is None or pin.marker.evaluate()
    }


def test_the_lowest_versions_are_those_that_pip_may_install() -> None:
    lines = (ROOT / "constraints-lowest.txt").read_text(encoding="utf-8").splitlines()
    lowest = [line for line in lines if not line.startswith("#")]
    asked = PROJECT["project"]["dependencies"]
    assert lowest == [line.partition(",")[0].replace(">=", "==") for line in asked]


def test_every_pin_installs_on_every_supported_python() -> None:
    """A pin without a marker is one for the oldest Python that pyproject promises."""
    oldest = PROJECT["project"]["requires-python"].removeprefix(">=") + ".0"
    everywhere = {canonicalize_name(pin.name): pin for pin in pins() if pin.marker is None}
    too_new = {
        f"{found.name} {found.version}"
        for found in distributions()
        if canonicalize_name(found.name) in everywhere
        and found.version in everywhere[canonicalize_name(found.name)].specifier
        and not SpecifierSet(found.metadata.get("Requires-Python") or "").contains(oldest)
    }
    assert too_new == set()


def test_every_package_that_is_needed_is_pinned() -> None:
    """One that is not would be installed in whatever version is the newest that day."""
    wanted, needed = [Requirement("otkit[test]")], set()
    while wanted:
        one = wanted.pop()
        name = canonicalize_name(one.name)
        extras = one.extras or {""}
        if (name, frozenset(extras)) not in needed:
            needed.add((name, frozenset(extras)))
            for line in requires(one.name) or []:
                asked = Requirement(line)
                marker = asked.marker
                if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
                    wanted.append(asked)
    assert {name for name, _ in needed} - pinned_here().keys() == {"otkit"}


def test_what_otkit_builds_on_has_an_upper_bound() -> None:
    bounded = {"voila", "jupyter-server", "jupyter-client", "ipykernel", "tornado"}
    asked = {one.name: one for one in map(Requirement, PROJECT["project"]["dependencies"])}
    assert bounded <= asked.keys()
    for name in bounded:
        operators = sorted(one.operator for one in asked[name].specifier)
        assert operators == ["<", ">="], name
        assert pinned_here()[name] in asked[name].specifier


@pytest.mark.parametrize("subject", ["tables", "settings"])
def test_a_page_that_is_written_from_the_code_is_up_to_date(subject: str) -> None:
    command = [sys.executable, str(ROOT / "docs" / f"describe_{subject}.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_test_that_the_security_page_names_exists() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    assert named > {"test_no_widget_can_be_opened"}
    assert named <= set(re.findall(r"def (test_\w+)", tests))
    for path in re.findall(r"`(tests/\S+\.py)`", page):
        assert (ROOT / path).exists(), path
