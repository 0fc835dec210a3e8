"""The files for Kubernetes against its schemas, as the client that is generated from them has them.

What is not tried: a cluster.
"""

from __future__ import annotations

import copy
import json
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from kubernetes_asyncio.client import ApiClient, Configuration

from tests.serving import ROOT

FILE = ROOT / "deploy" / "kubernetes" / "otkit.yaml"
MANIFESTS: dict[str, dict[str, Any]] = {
    one["kind"]: one for one in yaml.safe_load_all(FILE.read_text())
}
POD: dict[str, Any] = MANIFESTS["Deployment"]["spec"]["template"]["spec"]


def through_the_schema(manifest: dict[str, Any]) -> Any:
    """A manifest as the client sends it: names that no schema has are gone, types are the schema's.

    Raises `ValueError` where something is missing or is none of the words that may stand there.
    """
    client = ApiClient.__new__(ApiClient)  # it connects to nothing
    client.configuration = Configuration()
    model = f"{manifest['apiVersion'].rpartition('/')[2].capitalize()}{manifest['kind']}"
    read = client.deserialize(SimpleNamespace(data=json.dumps(manifest)), model)
    return client.sanitize_for_serialization(read)


@pytest.mark.parametrize("kind", MANIFESTS)
def test_each_is_what_the_schemas_describe(kind: str) -> None:
    assert through_the_schema(MANIFESTS[kind]) == MANIFESTS[kind]


def test_names_types_and_lacks_that_schemas_forbid_are_noticed() -> None:
    for name, value in (("readOnlyRootFileSystem", True), ("runAsUser", "0")):
        wrong = copy.deepcopy(MANIFESTS["Deployment"])
        wrong["spec"]["template"]["spec"]["containers"][0]["securityContext"][name] = value
        assert through_the_schema(wrong) != wrong
    wrong = copy.deepcopy(MANIFESTS["Service"])
    del wrong["spec"]["ports"][0]["port"]
    with pytest.raises(ValueError, match="port"):
        through_the_schema(wrong)


def test_the_pod_is_restricted() -> None:
    """All that the profile "restricted" of the pod security standards asks for, and more."""
    (container,) = POD["containers"]
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert POD["securityContext"]["runAsUser"] > 0
    assert POD["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert POD["automountServiceAccountToken"] is False
    assert {*POD} & {"hostNetwork", "hostPID", "hostIPC"} == set()
    assert {kind for volume in POD["volumes"] for kind in volume} == {"name", "secret", "emptyDir"}


def test_the_parts_name_each_other() -> None:
    labels = MANIFESTS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert MANIFESTS["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert MANIFESTS["Service"]["spec"]["selector"] == labels
    for kind, where in (("NetworkPolicy", "podSelector"), ("PodDisruptionBudget", "selector")):
        assert MANIFESTS[kind]["spec"][where]["matchLabels"] == labels
    ports = {port["name"] for port in POD["containers"][0]["ports"]}
    (rule,) = MANIFESTS["Ingress"]["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    (port,) = MANIFESTS["Service"]["spec"]["ports"]
    assert (backend["name"], backend["port"]["name"]) == ("otkit", port["name"])
    assert port["targetPort"] in ports
    probes = ("startupProbe", "readinessProbe", "livenessProbe")
    assert {POD["containers"][0][probe]["httpGet"]["port"] for probe in probes} <= ports
    assert POD["terminationGracePeriodSeconds"] > 30  # a server ends its kernels in order
