"""The file of a lesson: front matter between two lines of ``---``, then Markdown."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from otkit.errors import Problem
from otkit.kit.checks.letter_rules import wrong_letters
from otkit.kit.country import country_of
from otkit.kit.lessons.by_country import text_for
from otkit.kit.tables import data_folder
from otkit.kit.tables.sentences import said

FOLDER = "lessons"
FILE_NAME = re.compile(
    r"(?P<order>\d\d)-(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<language>[a-z]{2})\.md"
)
FENCE = "---"
KEYS = {"title": True, "minutes": True, "sources": True, "shows": False, "worksheet": False}
"""The keys of the front matter, and whether each is required."""

SHOWN = ("contacts", "emergency", "ot_or_pt", "questions", "sources", "tips")
"""The tables that a page can show below a lesson; the emergency box is above it."""

LONGEST = 9
"""The most minutes that a lesson may take."""


@dataclass(frozen=True)
class LessonFile:
    """The file ``name`` (as ``lessons/01-what-is-ot.en.md``), parsed but not rendered.

    ``body_line`` is the line of the file on which ``body`` starts, the first line being 1;
    ``sources`` are pairs of a place (empty: all) and a source; ``key_lines`` has the line of each
    key of the front matter.
    """

    name: str
    lesson_id: str
    order: int
    language: str
    title: str
    minutes: int
    sources: tuple[tuple[str, str], ...]
    shows: tuple[str, ...]
    worksheet: str
    body: str
    body_line: int
    key_lines: Mapping[str, int] = field(repr=False)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The sources of the claims of all parts."""
        return self.sources_for("")

    def sources_for(self, country: str) -> tuple[str, ...]:
        """The sources of what is read in a place; those of all places for none."""
        codes = ("", country, country_of(country))
        return tuple(source for place, source in self.sources if not country or place in codes)

    def text_for(self, country: str) -> str:
        """The text as read in a place, or with the parts for all places."""
        return text_for(self.body, country)

    def problem(self, line: int, message: str) -> Problem:
        """A problem on a line of the file."""
        return Problem(self.name, line, "", message)


def read_lesson_files(folder: Path | str | None) -> tuple[list[LessonFile], list[Problem]]:
    """The lessons of a data folder (the kit's own for None), and the problems of the others."""
    lessons = (data_folder() if folder is None else Path(folder)) / FOLDER
    paths = sorted(path for path in lessons.glob("*") if not path.name.startswith("."))
    if not paths:
        message = said("lesson.none", folder=lessons)
        return [], [Problem(FOLDER, 1, "", message)]
    files: list[LessonFile] = []
    problems: list[Problem] = []
    for path in paths:
        file, file_problems = _read(path)
        problems.extend(file_problems)
        if file and not file_problems:
            files.append(file)
    return files, problems


def _read(path: Path) -> tuple[LessonFile | None, list[Problem]]:
    name = f"{FOLDER}/{path.name}"
    parts = FILE_NAME.fullmatch(path.name)
    if not parts:
        return None, [Problem(name, 1, "", said("lesson.name"))]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        is_folder, cause = path.is_dir(), error.strerror
        why = said("lesson.folder") if is_folder else said("file.cannot-read", why=cause)
        return None, [Problem(name, 1, "", said("lesson.take-out", why=why))]
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return None, [Problem(name, line, "", said("lesson.not-utf8"))]
    lines = text.split("\n")
    letters = [
        Problem(name, number, "", message)
        for number, line in enumerate(lines, start=1)
        for message in wrong_letters(line)
    ]
    if letters:
        return None, letters
    fences = [number for number, line in enumerate(lines, start=1) if line.rstrip() == FENCE]
    if fences[:1] != [1] or len(fences) == 1:
        message = said("lesson.no-front-matter")
        return None, [Problem(name, 1, "", message)]
    values, key_lines, problems = _front_matter(name, lines[1 : fences[1] - 1])
    problems.extend(_check_values(name, values, key_lines))
    body = "\n".join(lines[fences[1] :])
    if not body.strip():
        problems.append(Problem(name, fences[1], "", said("lesson.no-text")))
    if problems:
        return None, problems
    return (
        LessonFile(
            name=name,
            lesson_id=parts["id"],
            order=int(parts["order"]),
            language=parts["language"],
            title=values["title"],
            minutes=int(values["minutes"]),
            sources=tuple(map(_source, _names(values["sources"]))),
            shows=_names(values.get("shows", "")),
            worksheet=values.get("worksheet", ""),
            body=body,
            body_line=fences[1] + 1,
            key_lines=key_lines,
        ),
        [],
    )


def _front_matter(
    name: str, lines: list[str]
) -> tuple[dict[str, str], dict[str, int], list[Problem]]:
    """Values and lines by key, from lines of ``key: value``."""
    values: dict[str, str] = {}
    key_lines: dict[str, int] = {}
    problems = []
    for number, line in enumerate(lines, start=2):
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not line.strip():
            continue
        if not colon:
            message = said("lesson.no-key", text=line.strip())
            problems.append(Problem(name, number, "", message))
        elif key not in KEYS:
            message = said("lesson.other-key", key=key, known=", ".join(KEYS))
            problems.append(Problem(name, number, "", message))
        elif key in values:
            problems.append(Problem(name, number, "", said("lesson.key-twice", key=key)))
        else:
            values[key], key_lines[key] = value, number
    return values, key_lines, problems


def _check_values(
    name: str, values: Mapping[str, str], key_lines: Mapping[str, int]
) -> Iterator[Problem]:
    for key, required in KEYS.items():
        if required and not values.get(key):
            yield Problem(name, key_lines.get(key, 1), "", said("lesson.key-missing", key=key))
    minutes = values.get("minutes")
    if minutes and not (minutes.isascii() and minutes.isdigit() and 1 <= int(minutes) <= LONGEST):
        message = said("lesson.minutes", text=minutes, most=LONGEST)
        yield Problem(name, key_lines["minutes"], "", message)


def _source(name: str) -> tuple[str, str]:
    """A place and a source from ``US:idea-fees``, or from ``otkit``, which is for all places."""
    place, _, source_id = name.rpartition(":")
    return place, source_id


def _names(value: str) -> tuple[str, ...]:
    return tuple(name for part in value.split(",") if (name := part.strip()))
