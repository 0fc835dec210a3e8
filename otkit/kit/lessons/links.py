"""The links and pictures of a lesson, each with its line in the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from otkit.kit.lessons.lesson_file import LessonFile

INTERNAL = ("lesson", "checkin", "source")
"""Kinds of links inside the kit: ``lesson:some-id``, ``checkin:infant``, ``source:id``."""


@dataclass(frozen=True)
class Link:
    """A link or a picture: ``kind`` of ``INTERNAL``, ``figure``, ``https`` or ``other``.

    ``target`` is the id, or the whole address; ``line`` the line in the file; ``text`` the
    words of the link (of a figure its caption), ``in_words`` the alternative text of a figure.
    """

    kind: str
    target: str
    line: int
    text: str = ""
    in_words: str = ""


def kind_of(address: str) -> tuple[str, str]:
    """The kind of an address, and its target.

    >>> kind_of("lesson:what-is-ot"), kind_of("javascript:alert(1)")
    (('lesson', 'what-is-ot'), ('other', 'javascript:alert(1)'))
    """
    scheme, _, rest = address.partition(":")
    if scheme == "https":
        return "https", address
    if scheme in (*INTERNAL, "figure"):
        return scheme, rest
    return "other", address


@cache
def markdown(*, html: bool = False) -> MarkdownIt:
    """What reads and draws a lesson's text; ``html`` finds raw HTML, which is never rendered."""
    reader = MarkdownIt("commonmark", {"html": html}).enable("table")
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


def line_of(token: Token, body: str, needle: str = "") -> int:
    """The line of ``body``, from 0, that holds ``needle`` in the block of ``token``."""
    first, last = token.map or [0, 0]
    lines = body.split("\n")[first:last]
    return next((first + i for i, line in enumerate(lines) if needle in line), first)


def links_of(file: LessonFile, country: str = "") -> tuple[Link, ...]:
    """The links and pictures of a lesson as read in a place, or of all its parts, in order."""
    return _links(file.text_for(country), file.body_line)


@lru_cache(1024)  # a folder is checked again at each save, and most of its lessons are as before
def _links(text: str, first_line: int) -> tuple[Link, ...]:
    links = []
    for block in markdown().parse(text):
        children = block.children or []
        for index, token in enumerate(children):
            if token.type not in ("link_open", "image"):
                continue
            address = str(token.attrGet("href") or token.attrGet("src") or "")
            kind, target = kind_of(address)
            if (kind == "figure") != (token.type == "image"):
                kind, target = "other", address
            inside = token.content if token.type == "image" else _text(children[index:])
            in_words = str(token.attrGet("title") or "")
            line = first_line + line_of(block, text, address)
            links.append(Link(kind, target, line, inside, in_words))
    return tuple(links)


def _text(tokens: Sequence[Token]) -> str:
    """The words of a link, from the tokens after its opening."""
    words = []
    for token in tokens:
        if token.type == "link_close":
            break
        words.append(token.content)
    return "".join(words)
