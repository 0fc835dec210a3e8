"""Voilà's and Jupyter's options: each exists, and says what it should."""

import sys
import tempfile
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_client.restarter import KernelRestarter
from nbformat.sign import NotebookNotary
from voila.configuration import VoilaConfiguration
from voila.execute import VoilaExecutor
from voila.voila_kernel_manager import voila_kernel_manager_factory

from otkit.server.configuration import PAGES, ROOM, configuration
from otkit.server.launch import Server
from otkit.server.provisioner import ForkProvisioner
from otkit.server.settings import Settings, notebooks_folder, sockets_root
from otkit.server.visitors import Visitors

CLASSES = {
    "Voila": Server,
    "NotebookNotary": NotebookNotary,
    "VoilaConfiguration": VoilaConfiguration,
    "VoilaKernelManager": voila_kernel_manager_factory(Visitors, True, 1),
    "VoilaExecutor": VoilaExecutor,
    "Visitors": Visitors,
    "KernelProvisionerFactory": KernelProvisionerFactory,
    "ForkProvisioner": ForkProvisioner,
    "KernelManager": KernelManager,
    "KernelRestarter": KernelRestarter,
}


@pytest.fixture
def config():
    return configuration(Settings(max_visitors=7, warm=2), notebooks_folder(), b"secret")


def test_every_setting_we_use_exists(config):
    """Voilà ignores an unknown setting in silence."""
    for section, settings in config.items():
        for name in settings:
            assert CLASSES[section].class_traits(config=True).get(name), f"{section}.{name}"


def test_settings_reach_voila(config):
    assert config.Visitors.max_visitors == 7
    assert config.VoilaConfiguration.default_pool_size == 2


def test_nobody_chooses_template_or_theme_and_no_file_is_served(config):
    page = config.VoilaConfiguration
    assert (page.allow_template_override, page.allow_theme_override) == ("NO", "NO")
    assert page.file_allowlist == []
    assert page.strip_sources is True


def test_every_page_is_a_notebook_that_exists():
    for notebook in PAGES.values():
        assert (notebooks_folder() / notebook).is_file()


@pytest.mark.parametrize("room", ["", "/some/where/rooms.sqlite3"])
def test_only_the_pages_notebooks_are_kept_warm_and_the_room_where_there_is_one(room):
    config = configuration(Settings(room=room), notebooks_folder(), b"secret")
    kept_cold = {Path(path).name for path in config.VoilaKernelManager.preheat_denylist}
    every = {path.name for path in notebooks_folder().rglob("*.ipynb")}
    assert every - kept_cold == set(PAGES.values()) - (set() if room else {ROOM})


def test_sockets_to_kernels_do_not_run_out_before_the_places_do():
    """ZeroMQ's own limit is 1023, and a page takes four while it is open."""
    kernels = Visitors()
    assert kernels.context.max_sockets >= 4 * 10_000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets")
def test_kernels_listen_on_no_port(config):
    assert config.KernelManager.transport == "ipc"
    assert config.Voila.connection_dir_root == tempfile.gettempdir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets")
def test_a_temporary_folder_with_a_long_path_still_gives_kernels_their_sockets(monkeypatch):
    """macOS's own is too long by itself."""
    monkeypatch.setattr(tempfile, "tempdir", "/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T")
    monkeypatch.setattr("zmq.IPC_PATH_MAX_LEN", 103)
    assert sockets_root() == "/tmp"
