"""The values for Kubernetes, as far as they can be tried without one: they name what exists.

What is not tried: the chart itself, and a cluster.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from jupyterhub.app import JupyterHub
from kubespawner import KubeSpawner
from tmpauthenticator import TmpAuthenticator
from traitlets.config import Config

from tests.serving import ROOT

FOLDER = ROOT / "deploy" / "jupyterhub"
CLASSES = {
    "JupyterHub": JupyterHub,
    "Spawner": KubeSpawner,
    "KubeSpawner": KubeSpawner,
    "Authenticator": TmpAuthenticator,
}
#: The chart's names for a visitor's server, and KubeSpawner's for the same.
SINGLEUSER = {
    "cmd": "cmd",
    "startTimeout": "start_timeout",
    "memory.guarantee": "mem_guarantee",
    "memory.limit": "mem_limit",
    "cpu.guarantee": "cpu_guarantee",
    "cpu.limit": "cpu_limit",
    "extraPodConfig": "extra_pod_config",
}
OF_THE_CHART = {"image", "storage", "networkPolicy"}  # not traits of the spawner


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    return yaml.safe_load((FOLDER / "values.yaml").read_text())


@pytest.fixture
def dashboard() -> Config:
    """What `dashboard.py` sets, read as the chart's Hub reads it: by exec, with `c` made before."""
    c = Config()
    c.JupyterHub.load_roles = []
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}
    file = "/usr/local/etc/jupyterhub/jupyterhub_config.py"
    code = (FOLDER / "dashboard.py").read_text()
    exec(compile(code, "dashboard.py", "exec"), {"c": c, "__file__": file})
    return c


def flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        whole = prefix + name
        if isinstance(value, dict) and whole not in SINGLEUSER:
            found |= flat(value, f"{whole}.")
        else:
            found[whole] = value
    return found


def test_every_setting_of_the_dashboard_exists(dashboard: Config) -> None:
    for section, settings in dashboard.items():
        known = CLASSES[section].class_traits(config=True)
        assert settings.keys() <= known.keys(), section


def test_the_charts_own_settings_are_kept(dashboard: Config) -> None:
    assert dashboard.JupyterHub.tornado_settings["slow_spawn_timeout"] == 0
    assert "log_function" in dashboard.JupyterHub.tornado_settings


def test_every_setting_that_is_passed_through_exists(values: dict[str, Any]) -> None:
    for section, settings in values["hub"]["config"].items():
        assert settings.keys() <= CLASSES[section].class_traits(config=True).keys()


def test_the_hub_gets_every_file_where_it_looks_for_it(
    values: dict[str, Any], dashboard: Config
) -> None:
    mounted = {name: Path(one["mountPath"]) for name, one in values["hub"]["extraFiles"].items()}
    assert mounted.pop("dashboard").parent.name == "jupyterhub_config.d"
    assert mounted.keys() == {path.stem for path in (FOLDER / "templates").iterdir()}
    (templates,) = dashboard.JupyterHub.template_paths
    for name, path in mounted.items():
        assert path == Path(templates) / f"{name}.html"


def test_a_visitors_pod_runs_the_dashboard_and_keeps_nothing(
    values: dict[str, Any], dashboard: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = flat(values["singleuser"])
    unknown = {name for name in settings if name not in SINGLEUSER}
    assert {name.partition(".")[0] for name in unknown} <= OF_THE_CHART
    monkeypatch.setattr("kubespawner.spawner.load_config", lambda *_, **__: None)  # no cluster

    async def manifest() -> dict[str, Any]:
        traits = {SINGLEUSER[name]: value for name, value in settings.items() if name in SINGLEUSER}
        image = f"{settings['image.name']}:{settings['image.tag']}"
        spawner = KubeSpawner(config=dashboard, _mock=True, image=image, **traits)
        return (await spawner.get_pod_manifest()).to_dict()

    spec = asyncio.run(manifest())["spec"]
    (container,) = spec["containers"]
    assert container["args"] == values["singleuser"]["cmd"] == dashboard.Spawner.cmd
    assert container["resources"]["requests"]["memory"] == 300 * 1024**2
    assert container["security_context"]["allowPrivilegeEscalation"] is False
    assert spec["automount_service_account_token"] is False
    assert not spec["volumes"]
    assert values["singleuser"]["storage"] == {"type": "none"}


def test_the_versions_belong_together(values: dict[str, Any]) -> None:
    said = (FOLDER / "values.yaml").read_text()
    chart = re.search(r'"Zero to JupyterHub", version ([\d.]+)', said)[1]
    hub = re.search(r"brings JupyterHub ([\d.]+\d)", said)[1]
    assert f"--version {chart} " in (FOLDER / "kubernetes.sh").read_text()
    assert f"jupyterhub=={hub}" in (FOLDER / "Dockerfile").read_text()


def test_helm_is_given_every_file(tmp_path: Path, values: dict[str, Any]) -> None:
    helm = tmp_path / "helm"
    helm.write_text('#!/bin/sh\nfor word; do echo "$word"; done\n')
    helm.chmod(0o755)
    words = subprocess.run(
        [FOLDER / "kubernetes.sh", "otkit", "--dry-run"],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    given = [word for before, word in pairwise(words) if before == "--set-file"]
    pattern = r"hub\.extraFiles\.(\w+)\.stringData=(.+)"
    files = dict(re.fullmatch(pattern, word).groups() for word in given)
    assert files.keys() == values["hub"]["extraFiles"].keys()
    assert all((FOLDER / path).is_file() for path in files.values())
    assert "--dry-run" in words


@pytest.mark.parametrize("file", ["jupyterhub/Dockerfile", "container/Containerfile"])
def test_an_image_copies_what_exists(file: str) -> None:
    for line in (ROOT / "deploy" / file).read_text().splitlines():
        if line.startswith("COPY") and "--from" not in line:
            assert all((ROOT / name).exists() for name in line.split()[1:-1]), line
