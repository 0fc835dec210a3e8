"""A small, sound kit, described by the kit's own ``datapackage.json``; tests then break it.

Three age groups, each with a sign in two areas and four behaviours a sign; the seven rules; two
messages, and below them those of the kit, which pages cannot be drawn without.
Tables that the made-up kit has no rows for are written with their header alone.
"""

import csv
import json
import shutil
from pathlib import Path

from otkit.kit.load import check_tables
from otkit.kit.tables import data_folder

GROUPS = {"infant": (0, 11), "toddler": (12, 35), "preschool": (36, 71)}
AREAS = ("sleep", "play")
RULES = (
    ("lost-skill", 1, "act-now"),
    ("urgent-today", 1, "act-now"),
    ("often", 1, "talk"),
    ("areas", 2, "talk"),
    ("sometimes", 1, "watch"),
    ("not-sure", 1, "not-sure"),
    ("always", 0, "nothing-ticked"),
)
LEVELS = ("act-now", "talk", "watch", "not-sure", "already-helped", "nothing-ticked")


class MadeUpKit:
    """The folder of a small kit, with ways to change it as a person with a spreadsheet does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        shutil.copy(data_folder() / "datapackage.json", folder)
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        rows = _rows()
        rows["messages"] += _messages()
        for resource in package["resources"]:
            header = [field["name"] for field in resource["schema"]["fields"]]
            cells = [
                [row.get(name, "words") for name in header]
                for row in rows.get(resource["name"], [])
            ]
            self.write(resource["name"], [header, *cells])

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.csv"

    def read(self, name: str) -> list[list[str]]:
        with self.path(name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def write(self, name: str, rows: list[list[str]]) -> None:
        with self.path(name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def put(self, name: str, line: int, column: str, cell: str) -> None:
        """Type ``cell`` into a column of a line; the header is line 1."""
        rows = self.read(name)
        rows[line - 1][rows[0].index(column)] = cell
        self.write(name, rows)

    def add(self, name: str, line: int) -> None:
        """Copy a line to the end of the file, as people do to start a new row."""
        rows = self.read(name)
        self.write(name, [*rows, rows[line - 1]])

    def remove(self, name: str, line: int) -> None:
        rows = self.read(name)
        del rows[line - 1]
        self.write(name, rows)

    def problems(self) -> list[str]:
        return [str(problem) for problem in check_tables(self.folder)]


def _messages() -> list[dict[str, str]]:
    with (data_folder() / "messages.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _rows() -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[dict[str, str]]] = {
        "languages": [{"language": "en", "name": "English"}, {"language": "es", "name": "Español"}],
        "areas": [
            {"area_id": "sleep", "order": "1", "source_id": "article"},
            {"area_id": "play", "order": "2", "source_id": "article"},
        ],
        "sources": [{"source_id": "article", "year": "2025", "url": ""}],
        "messages": [
            {"message_id": "hello", "text_en": "Hello {name}", "text_es": "Hola {name}"},
            {"message_id": "bye", "text_en": "Bye", "text_es": "Adiós"},
        ],
        "emergency": [
            {
                "country": "any",
                "phone": "",
                "seen": "2026-11-29",
                "sure": "high",
                "source_id": "article",
                "seizure_source_id": "article",
            }
        ],
        "paper_sizes": [{"country": "any", "size": "a4", "source_id": "article"}],
        "check_ups": [],
        "age_groups": [],
        "signs": [],
        "behaviours": [],
    }
    for group, (first, last) in GROUPS.items():
        months = {"from_months": str(first), "to_months": str(last)}
        rows["age_groups"].append({"age_group_id": group, **months})
        for area in AREAS:
            sign = {"sign_id": f"{group}-{area}", "source_id": "article"}
            rows["signs"].append({**sign, "age_group_id": group, "area_id": area})
            rows["behaviours"] += [
                {
                    **months,
                    **sign,
                    "behaviour_id": f"{group}-{area}-{number}",
                    "part": "part",
                    "kind": "seen",
                    "area_id": "",
                    "picture": "",
                    "alone_to_months": "",
                    "alone_source_id": "",
                    "asked": "how-often",
                    "urgent": "today" if (area, number) == ("play", 4) else "no",
                    "concern": "feeding" if (area, number) == ("play", 4) else "",
                    "same_sign": "",
                }
                for number in range(1, 5)
            ]
    rows["rules"] = [
        {
            "rule_id": f"rule-{order}",
            "order": str(order),
            "condition": condition,
            "concern": "",
            "n": str(n),
            "level": level,
            "source_id": "article",
        }
        for order, (condition, n, level) in enumerate(RULES, start=1)
    ]
    rows["guidance"] = [
        {
            "guidance_id": level,
            "level": level,
            "rule_id": "",
            "part": "message",
            "order": "1",
            "from_months": "0",
            "to_months": "71",
            "weeks_early": "0",
            "country": "",
            "picture": "",
            "source_id": "article",
        }
        for level in LEVELS
    ]
    return rows
