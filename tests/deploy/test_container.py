"""The container's files name what is there: options, files, ports. A build is not tried here."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from tests.serving import ROOT
from tests.test_docs import parse

FOLDER = ROOT / "deploy" / "container"
CONTAINERFILE = (FOLDER / "Containerfile").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "compose.yaml").read_text())[
    "services"
]
POD = next(yaml.safe_load_all((ROOT / "deploy" / "kubernetes" / "otkit.yaml").read_text()))
SERVERS = ("otkit-1", "otkit-2")


def entrypoint() -> list[str]:
    return json.loads(re.search(r"^ENTRYPOINT (\[.*\])$", CONTAINERFILE, flags=re.MULTILINE)[1])


@pytest.mark.parametrize(
    "words",
    [
        [],
        *(SERVICES[name]["command"] for name in SERVERS),
        POD["spec"]["template"]["spec"]["containers"][0]["args"],
    ],
)
def test_every_option_that_a_server_is_given_exists(words: list[str]) -> None:
    program, *rest = entrypoint()
    assert program == "/opt/otkit/bin/otkit"
    parse([*rest, *words])


def test_nothing_in_it_runs_as_root_or_writes() -> None:
    assert re.search(r"^USER 65532:65532$", CONTAINERFILE, flags=re.MULTILINE)
    for name in (*SERVERS, "caddy"):
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["cap_drop"] == ["ALL"]
    pod = POD["spec"]["template"]["spec"]["securityContext"]
    assert pod["runAsUser"] == pod["runAsGroup"] == 65532


def test_every_image_has_a_version() -> None:
    base = re.search(r"^ARG BASE=(.+)$", CONTAINERFILE, flags=re.MULTILINE)[1]
    for image in (base, *(service["image"] for service in SERVICES.values())):
        assert re.search(r":[\w.-]*\d", image), image


def test_caddy_knows_every_server_and_reads_the_tested_file() -> None:
    caddy = SERVICES["caddy"]
    assert caddy["environment"]["OTKIT_SERVERS"].split() == [f"{one}:8866" for one in SERVERS]
    (file,) = (one.split(":")[0] for one in caddy["volumes"] if one.startswith("."))
    assert (FOLDER / file).is_file()
    assert "EXPOSE 8866\n" in CONTAINERFILE
