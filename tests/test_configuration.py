"""Voilà's and Jupyter's options: each exists, and says what it should."""

import sys
import tempfile

import pytest
from voila.configuration import VoilaConfiguration

from otkit.server.configuration import PAGES, configuration
from otkit.server.launch import Server
from otkit.server.settings import Settings, notebooks_folder, sockets_root

CLASSES = {
    "Voila": Server,
    "VoilaConfiguration": VoilaConfiguration,
}


@pytest.fixture
def config():
    return configuration(Settings(port=7000, base_url="/kit/"), notebooks_folder())


def test_every_setting_we_use_exists(config):
    """Voilà ignores an unknown setting in silence."""
    for section, settings in config.items():
        for name in settings:
            assert CLASSES[section].class_traits(config=True).get(name), f"{section}.{name}"


def test_settings_reach_voila(config):
    assert (config.Voila.port, config.Voila.base_url) == (7000, "/kit/")


def test_nobody_chooses_template_or_theme_and_no_file_is_served(config):
    page = config.VoilaConfiguration
    assert (page.allow_template_override, page.allow_theme_override) == ("NO", "NO")
    assert page.file_allowlist == []
    assert page.strip_sources is True


def test_every_page_is_a_notebook_that_exists():
    for notebook in PAGES.values():
        assert (notebooks_folder() / notebook).is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets")
def test_a_long_temporary_path_leaves_room_for_sockets(monkeypatch):
    """macOS's own is too long by itself."""
    monkeypatch.setattr(tempfile, "tempdir", "/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T")
    monkeypatch.setattr("zmq.IPC_PATH_MAX_LEN", 103)
    assert sockets_root() == "/tmp"
