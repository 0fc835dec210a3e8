"""A folder opens where there is a desktop; where there is none, nothing is started."""

import sys
import time
from pathlib import Path

import pytest

from otkit.kit.desktop import has_desktop, open_folder


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer with a screen, whose program writes down what it is to open."""
    opened = tmp_path / "opened"
    program = tmp_path / "xdg-open"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}.new && mv {opened}.new {opened}\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("DISPLAY", ":0")
    return opened


def test_a_folder_opens_where_there_is_a_desktop(screen: Path, tmp_path: Path) -> None:
    assert has_desktop()
    assert open_folder(tmp_path)
    while not screen.exists():
        time.sleep(0.01)
    assert screen.read_text() == str(tmp_path)


def test_without_a_screen_nothing_is_started(
    screen: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not open_folder(tmp_path)
    assert not screen.exists()


def test_without_the_program_nothing_fails(
    screen: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert not open_folder(tmp_path)
