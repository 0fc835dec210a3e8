"""A facilitator's own copies of the notebooks and, on request, of the tables.

A record of digests is written beside the copies, so that a newer kit updates its files and leaves
alone those that were changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from otkit.errors import OtkitError
from otkit.kit.atomic import atomic_write, write_new

FOLDER = "otkit-workshop"
TABLES = "tables"
RECORD = ".otkit.json"
SERVED = ("room.ipynb", "wall.ipynb")  # pages of `otkit serve`, nothing to run in a workshop


@dataclass(frozen=True)
class Copied:
    """The files that are new, updated, and kept since they were changed."""

    new: tuple[str, ...]
    updated: tuple[str, ...]
    kept: tuple[str, ...]


def kit_files(notebooks: Path, tables: Path | None = None) -> dict[str, Path]:
    """File name in a facilitator's folder -> the kit's file; notebooks are at its top."""
    paths = [path for path in sorted(notebooks.rglob("*.ipynb")) if path.name not in SERVED]
    files = {path.name: path for path in paths if ".ipynb_checkpoints" not in path.parts}
    if tables:
        files |= {f"{TABLES}/{path.relative_to(tables)}": path for path in _tables_in(tables)}
    return files


def _tables_in(folder: Path) -> Iterator[Path]:
    for pattern in ("*.csv", "datapackage.json", "lessons/*.md", "pictures/*.svg"):
        yield from sorted(folder.glob(pattern))


def copy_kit(files: Mapping[str, Path], folder: Path) -> Copied:
    """Copy the kit's `files` into `folder`; raises `OtkitError` when it cannot be written.

    An existing file is replaced only if an earlier kit wrote it and nobody changed it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        record = _recorded(folder)
        new, updated, kept = [], [], []
        for name, source in files.items():
            target, content = folder / name, source.read_bytes()
            current = target.read_bytes() if target.exists() else None
            if target.is_symlink():
                kept.append(name)
                continue
            if current is None:
                new.append(name)
            elif current == content:
                record[name] = _digest(content)
                continue
            elif record.get(name) == _digest(current):
                updated.append(name)
            else:
                kept.append(name)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            write_new(target, content, lambda _old: True)
            record[name] = _digest(content)
        with atomic_write(folder / RECORD) as file:
            json.dump(record, file, indent=1, sort_keys=True)
    except OSError as error:
        raise OtkitError(
            f"The notebooks cannot be copied to {folder} ({error.strerror}); "
            "name a folder of your own with --folder.",
            "lab.folder",
        ) from error
    return Copied(tuple(new), tuple(updated), tuple(kept))


def _recorded(folder: Path) -> dict[str, str]:
    """The digest of each file as the kit wrote it; empty when the record cannot be read."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
