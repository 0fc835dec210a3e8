"""The lessons of ``data/lessons/``: Markdown files, and the safe HTML made from them.

``lesson_file`` reads a file and its front matter, ``by_country`` its parts for some places,
``links`` finds its links and pictures, ``figures`` and ``worksheets`` list the pictures and sheets
of the kit, ``markdown`` makes safe HTML, and ``check`` reports problems by file and line.
A file is named ``04-when-to-ask.en.md``: its number, its id, its language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from otkit.errors import Problem, TableError
from otkit.kit.languages import direction, with_isolates
from otkit.kit.lessons.check import check_lessons
from otkit.kit.lessons.figures import FIGURES
from otkit.kit.lessons.lesson_file import LessonFile, read_lesson_files
from otkit.kit.lessons.links import Link, links_of
from otkit.kit.lessons.markdown import in_page, to_html
from otkit.kit.load import read_tables
from otkit.kit.local_words import (
    BETWEEN_TAGS,
    in_html,
    in_markdown,
    replacing,
    words_of_folder,
)
from otkit.kit.tables import Tables, data_folder
from otkit.kit.tables.drafts import draft_languages, drafts

__all__ = [
    "FIGURES",
    "Lesson",
    "Link",
    "check_kit",
    "check_lessons",
    "in_page",
    "load_kit",
    "load_lessons",
]

LessonUrl = Callable[[str, str, str], str]
"""The URL of a link by its kind, its target and the language of the lesson."""


@dataclass(frozen=True)
class Lesson:
    """One lesson in one language. ``html`` is safe to show; the title is not part of it.

    ``order`` is its number, from 1; ``minutes`` the reading time; ``source_ids`` the sources of its
    claims; ``shows`` the tables whose rows are shown below the text; ``worksheet`` the id of its
    worksheet, or empty; ``links`` its links, each with its line in the file.
    """

    lesson_id: str
    language: str
    order: int
    minutes: int
    title: str
    html: str
    source_ids: tuple[str, ...]
    shows: tuple[str, ...]
    worksheet: str
    links: tuple[Link, ...]

    @property
    def figures(self) -> tuple[str, ...]:
        """The ids of the pictures in the lesson, in order."""
        return tuple(link.target for link in self.links if link.kind == "figure")

    def with_pictures(self, draw: Callable[[str], str]) -> str:
        """The HTML with each picture above its caption; ``draw`` returns safe SVG for an id.

        >>> lesson = next(l for l in load_lessons() if "ages" in l.figures)
        >>> '<figure data-figure="ages"><svg/>' in lesson.with_pictures(lambda figure: "<svg/>")
        True
        """
        html = self.html
        for figure in self.figures:
            opening = f'<figure data-figure="{figure}">'
            html = html.replace(opening, opening + draw(figure))
        return html


def check_kit(folder: Path | str | None = None) -> list[Problem]:
    """All problems of the tables and lessons in a data ``folder``, by default the kit's own.

    What is left to translate is among them, with a count for each table.

    >>> check_kit()
    []
    """
    path = data_folder() if folder is None else Path(folder)
    left = [draft.problem() for draft in drafts(path)]
    return sorted({*_read(folder, with_drafts=True)[1], *left})


def load_kit(folder: Path | str | None = None, with_drafts: bool = False) -> Tables:
    """The tables of a data ``folder``, with the lessons checked too.

    A language that is not wholly translated is left out, unless ``with_drafts`` asks for it.
    Raises ``TableError`` with all problems of both.
    """
    tables, problems = _read(folder, with_drafts)
    if problems:
        raise TableError(problems)
    return tables


def _read(folder: Path | str | None, with_drafts: bool) -> tuple[Tables, list[Problem]]:
    tables, problems = read_tables(folder, with_drafts=with_drafts)
    path = data_folder() if folder is None else Path(folder)
    hidden = frozenset() if with_drafts else draft_languages(path)
    return tables, sorted({*problems, *check_lessons(folder, tables, hidden)})


def load_lessons(
    folder: Path | str | None = None,
    address: LessonUrl = in_page,
    title_level: int = 2,
    country: str = "US",
) -> tuple[Lesson, ...]:
    """The lessons of a data ``folder``, by default the kit's own, by language and number.

    ``address`` gives the URL of a link to a lesson, a check-in or a source; ``title_level`` is the
    heading level of a lesson's title on the page, so that the headings inside start one below.
    ``country`` is where it is read, a code as in ``contacts.csv``; empty for the parts for all.
    Raises ``TableError`` with all files that cannot be read as a lesson.

    >>> [lesson.lesson_id for lesson in load_lessons() if lesson.language == "es"][:2]
    ['what-is-ot', 'whom-ot-helps']
    """
    files, problems = read_lesson_files(folder)
    if problems:
        raise TableError(problems)
    path = data_folder() if folder is None else Path(folder)
    languages = {file.language for file in files}
    words = {language: words_of_folder(path, language, country) for language in languages}
    lessons = [
        Lesson(
            lesson_id=file.lesson_id,
            language=file.language,
            order=file.order,
            minutes=file.minutes,
            title=replacing(words[file.language])(file.title),
            html=_html(file, address, title_level, country, words[file.language]),
            source_ids=file.sources_for(country),
            shows=file.shows,
            worksheet=file.worksheet,
            links=links_of(file, country),
        )
        for file in files
    ]
    return tuple(sorted(lessons, key=lambda lesson: (lesson.language, lesson.order)))


def _html(
    file: LessonFile,
    address: LessonUrl,
    title_level: int,
    country: str,
    words: Mapping[str, str],
) -> str:
    text = in_markdown(file.text_for(country), words)
    html = in_html(to_html(text, _in_language(address, file.language), title_level), words)
    if direction(file.language) == "ltr":
        return html
    return BETWEEN_TAGS.sub(lambda words: with_isolates(words[0]), html)


def _in_language(address: LessonUrl, language: str) -> Callable[[str, str], str]:
    return lambda kind, target: address(kind, target, language)
