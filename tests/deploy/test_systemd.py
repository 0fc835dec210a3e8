"""The units for systemd: systemd itself reads them, and calls what they leave open little."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
MOST_EXPOSED = 20  # of 100, as `systemd-analyze security` counts; a unit without walls has 96
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's")


@pytest.fixture(params=UNITS, ids=lambda path: path.name)
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A unit that starts programs which are here, and at a port where it is one of several."""
    text = request.param.read_text()
    starts = re.search(r"^ExecStart=(\S+)", text, flags=re.MULTILINE)[1]
    here = ROOT / starts.removeprefix("/opt/otkit/")
    assert here.is_file() or starts.endswith("/.venv/bin/otkit"), starts
    copy = tmp_path / request.param.name.replace("@", "@8866")
    copy.write_text(text.replace(starts, "/bin/true"))
    return copy


def analyze(*words: str) -> str:
    done = subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, env={"LC_ALL": "C"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_finds_nothing_wrong(unit: Path) -> None:
    assert unit.name not in analyze("verify", "--man=no", str(unit))


def test_little_is_left_open(unit: Path) -> None:
    analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit))


def test_sandbox_layers_agree_and_a_reload_is_understood() -> None:
    walls = {path.read_text().partition("# The walls")[2] for path in UNITS}
    assert len(walls) == 1
    assert "ProtectSystem=strict" in walls.pop()
    several = (ROOT / "deploy" / "systemd" / "otkit.service").read_text()
    assert "ExecReload=/bin/kill -HUP $MAINPID" in several
