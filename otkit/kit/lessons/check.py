"""The problems of the lessons, by file and line."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from otkit.errors import Problem
from otkit.kit.checks.number_rules import is_named, numbers_in
from otkit.kit.lessons.by_country import parts_of
from otkit.kit.lessons.figures import FIGURES, drawings_of
from otkit.kit.lessons.lesson_file import SHOWN, LessonFile, read_lesson_files
from otkit.kit.lessons.links import Link, line_of, links_of, markdown
from otkit.kit.lessons.worksheets import WORKSHEETS
from otkit.kit.tables import Tables
from otkit.kit.tables.sentences import not_in, said, suggest

UNCLOSED = re.compile(r":::|\*+|`+|\]\(|!?\[|\]|~~|<!--")
"""Markdown marks that remain as text when their counterpart is missing."""

Targets = Mapping[str, Collection[str] | None]
"""Valid targets by kind of link; None where a table is missing."""


def check_lessons(
    folder: Path | str | None, tables: Tables, hidden: Collection[str] = ()
) -> list[Problem]:
    """All problems of the lessons in a data ``folder`` (the kit's own for None), sorted.

    ``tables`` are those of the same folder: links to sources, check-ins and outside addresses
    must be in them, and each lesson must exist in each of their languages. A missing table is
    reported elsewhere; nothing is compared with it. Lessons in ``hidden`` languages are not read.

    >>> from otkit.kit.load import load_tables
    >>> check_lessons(None, load_tables())
    []
    """
    files, problems = read_lesson_files(folder)
    files = [file for file in files if file.language not in hidden]
    languages = _column(tables, "languages", "language")
    targets = _targets(files, tables)
    for file in files:
        problems.extend(_check_names(file, languages, targets))
        problems.extend(_check_numbers(file, tables))
        faults = _faults(file.text_for(""))
        problems.extend(file.problem(file.body_line + line, message) for line, message in faults)
        for link in links_of(file):
            problems.extend(file.problem(link.line, text) for text in _check_link(link, targets))
    problems.extend(_check_languages(files, languages or []))
    return sorted(set(problems))


def _column(tables: Tables, table: str, column: str) -> list[str] | None:
    """The values of a column; None when the table is missing."""
    return [str(row[column]) for row in tables.rows(table)] if table in tables else None


def _targets(files: Iterable[LessonFile], tables: Tables) -> Targets:
    """The valid targets by kind of link."""
    pages = [_column(tables, table, "url") for table in ("sources", "contacts")]
    return {
        "lesson": {file.lesson_id for file in files},
        "checkin": _column(tables, "age_groups", "age_group_id"),
        "source": _column(tables, "sources", "source_id"),
        "figure": FIGURES,
        "picture": _column(tables, "pictures", "picture_id"),
        "https": None if None in pages else {url for urls in pages for url in urls or [] if url},
    }


def _check_names(
    file: LessonFile, languages: list[str] | None, targets: Targets
) -> Iterator[Problem]:
    if languages is not None and file.language not in languages:
        yield file.problem(1, said("lesson.language", language=file.language))
    for source in file.source_ids:
        if _is_missing(source, targets["source"]):
            line = file.key_lines["sources"]
            message = not_in(source, "sources.csv", targets["source"] or ())
            yield file.problem(line, message)
    for table in file.shows:
        if table not in SHOWN:
            line = file.key_lines["shows"]
            choice, hint = ", ".join(SHOWN), suggest(table, SHOWN)
            message = said("lesson.not-shown", table=table, known=choice, hint=hint)
            yield file.problem(line, message)
    if file.worksheet and file.worksheet not in WORKSHEETS:
        line = file.key_lines["worksheet"]
        hint = suggest(file.worksheet, WORKSHEETS)
        yield file.problem(line, said("lesson.no-worksheet", name=file.worksheet, hint=hint))


def _check_numbers(file: LessonFile, tables: Tables) -> Iterator[Problem]:
    """Each phone number of a lesson is in the words of one of its sources."""
    rows = tables.rows("sources") if "sources" in tables else ()
    own = [row for row in rows if row["source_id"] in file.source_ids]
    words = " ".join(f"{row['title']} {row.get(f'supports_{file.language}')}" for row in own)
    for number, text in enumerate(file.body.split("\n"), start=file.body_line):
        for phone in numbers_in(text):
            if own and not is_named(phone, words):
                yield file.problem(number, said("source.no-number", number=phone))


@lru_cache(1024)
def _faults(body: str) -> tuple[tuple[int, str], ...]:
    """Raw HTML, code, skipped heading levels, unmatched marks, each with its line from 0."""
    return tuple(_of_markdown(body))


def _of_markdown(body: str) -> Iterator[tuple[int, str]]:
    level = 1
    for block in markdown(html=True).parse(body):
        line = line_of(block, body)
        if block.type == "html_block":
            yield line, said("lesson.html")
        elif block.type in ("fence", "code_block"):
            yield line, said("lesson.code")
        elif block.type == "heading_open":
            depth = int(block.tag[1])
            if depth == 1:
                yield line, said("lesson.heading")
            elif depth > level + 1:
                yield line, said("lesson.skips", heading=block.markup)
            level = depth
        for token in block.children or []:
            if token.type == "html_inline":
                line = line_of(block, body, token.content)
                yield line, said("lesson.html-inside", html=token.content)
            elif token.type == "text":
                for mark in UNCLOSED.findall(token.content):
                    yield line_of(block, body, mark), said("lesson.mark", mark=mark)


def _check_link(link: Link, targets: Targets) -> Iterator[str]:
    if not link.text.strip():
        yield said("link.no-words", target=link.target)
    if link.kind == "other":
        if link.target.startswith("http:"):
            yield said("link.no-https", target=link.target)
        else:
            yield said("link.nowhere", target=link.target)
    elif link.kind == "https":
        if _is_missing(link.target, targets["https"]):
            yield said("link.unknown", target=link.target)
    elif _is_missing(link.target, targets[link.kind]):
        hint = suggest(link.target, targets[link.kind] or ())
        yield said("link.no-target", kind=link.kind, target=link.target, hint=hint)
    elif link.kind == "figure" and not link.in_words:
        yield said("figure.no-words", target=link.target)
    for picture in drawings_of(link.target) if link.kind == "figure" else ():
        if _is_missing(picture, targets["picture"]):
            yield said("figure.no-picture", target=link.target, picture=picture)


SAME: Mapping[str, Callable[[LessonFile], object]] = {
    "order": lambda file: file.order,
    "minutes": lambda file: file.minutes,
    "sources": lambda file: file.sources,
    "shows": lambda file: file.shows,
    "worksheet": lambda file: file.worksheet,
    "links": lambda file: [(link.kind, link.target) for link in links_of(file)],
    "parts": lambda file: [part.places for part in parts_of(file.body.split("\n"))],
}
"""What is the same in all languages of a lesson."""


def _check_languages(files: Iterable[LessonFile], languages: list[str]) -> Iterator[Problem]:
    """Each lesson once in each language, equal in all but its words; each number used once."""
    lessons: dict[str, dict[str, LessonFile]] = {}
    numbers: dict[tuple[str, int], LessonFile] = {}
    for file in files:
        by_language = lessons.setdefault(file.lesson_id, {})
        if file.language in by_language:
            message = said("lesson.same", file=by_language[file.language].name)
            yield file.problem(1, message)
            continue
        by_language[file.language] = file
        before = numbers.setdefault((file.language, file.order), file)
        if before is not file:
            message = said("lesson.number", number=f"{file.order:02}", file=before.name)
            yield file.problem(1, message)
    for by_language in lessons.values():
        first = next(iter(by_language.values()))
        for language in languages:
            if language not in by_language:
                yield first.problem(1, said("lesson.missing", language=language))
        for file in by_language.values():
            for what, of in SAME.items():
                if of(file) != of(first):
                    line = file.key_lines.get(what, 1)
                    message = said("lesson.not-same", what=what, file=first.name)
                    yield file.problem(line, message)


def _is_missing(name: str, valid: Collection[str] | None) -> bool:
    return valid is not None and name not in valid
