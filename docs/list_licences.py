"""List the licences of all that `otkit serve` needs, and of what else of it is installed.

Run from anywhere: python docs/list_licences.py. It ends with 1 when a licence is unknown.
"""

import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EXTRAS = ("", "deploy", "postgres")
"""What a server may be installed with; the other extras are for those who work on the kit."""
UNKNOWN = "unknown"
CLASSIFIER = "License :: "
READ = {"jupyterhub-idle-culler": "BSD-3-Clause"}
"""The licences of packages that give its text alone, as somebody has read it."""
LONGEST = 60  # characters of a licence's name; what is longer is its text


def dependencies(name: str, extras: tuple[str, ...] = ("",)) -> dict[str, Distribution]:
    """The packages that are installed because `name` needs them, by normalized name."""
    packages: dict[str, Distribution] = {}
    waiting = [Requirement(f"{name}[{','.join(filter(None, extras))}]")]
    seen = set()
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            package = packages[key[0]] = distribution(requirement.name)
        except PackageNotFoundError:  # of an extra that is not installed
            continue
        waiting += [
            needed
            for needed in map(Requirement, package.requires or ())
            if needed.marker is None
            or any(needed.marker.evaluate({"extra": extra}) for extra in (*requirement.extras, ""))
        ]
    del packages[canonicalize_name(name)]
    return dict(sorted(packages.items()))


def licence_of(package: Distribution) -> str:
    """The licence that a package names: by its expression, its classifiers, or its field."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    named = [line for line in metadata.get_all("Classifier", []) if line.startswith(CLASSIFIER)]
    if named:
        return ", ".join(sorted({line.rpartition(" :: ")[2] for line in named}))
    field = str(metadata.get("License") or "").strip()
    is_a_name = field and len(field) <= LONGEST and "\n" not in field
    return (
        field
        if is_a_name and field != "UNKNOWN"
        else READ.get(canonicalize_name(package.name), UNKNOWN)
    )


def main() -> int:
    """Print a table; 1 when a licence is unknown."""
    licences = {
        f"{package.name} {package.version}": licence_of(package)
        for package in dependencies("otkit", EXTRAS).values()
    }
    for name, licence in licences.items():
        print(f"{name:<40} {licence}")
    return int(UNKNOWN in licences.values())


if __name__ == "__main__":
    sys.exit(main())
