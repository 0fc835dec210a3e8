"""What the text of a lesson leads to: its links and its pictures, with the lines they stand on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from otkit.kit.lessons.lesson_file import LessonFile

INTERNAL = ("lesson", "checkin", "source")
"""What a link inside the kit may lead to: ``lesson:some-id``, ``checkin:infant``, ``source:id``."""


@dataclass(frozen=True)
class Link:
    """A link or a picture: ``kind`` of ``INTERNAL``, ``figure``, ``https`` or ``other``.

    ``target`` is the id, or the whole address; ``line`` the line of the file; ``text`` what is
    read (of a figure its caption), ``in_words`` what a figure shows, in words.
    """

    kind: str
    target: str
    line: int
    text: str = ""
    in_words: str = ""


def kind_of(address: str) -> tuple[str, str]:
    """The kind of an address as written, and its target.

    >>> kind_of("lesson:what-is-ot"), kind_of("javascript:alert(1)")
    (('lesson', 'what-is-ot'), ('other', 'javascript:alert(1)'))
    """
    scheme, _, rest = address.partition(":")
    if scheme == "https":
        return "https", address
    if scheme in (*INTERNAL, "figure"):
        return scheme, rest
    return "other", address


def parse(body: str, *, html: bool = False) -> list[Token]:
    """The tokens of a lesson's text; ``html`` finds raw HTML, which is never shown as such."""
    markdown = MarkdownIt("commonmark", {"html": html}).enable("table")
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    return markdown.parse(body)


def line_of(token: Token, body: str, needle: str = "") -> int:
    """The line of ``body``, from 0, on which ``needle`` stands in the block of ``token``."""
    first, last = token.map or [0, 0]
    lines = body.split("\n")[first:last]
    return next((first + i for i, line in enumerate(lines) if needle in line), first)


def links_of(file: LessonFile) -> tuple[Link, ...]:
    """Every link and picture of a lesson, in order."""
    return tuple(_links(file))


def _links(file: LessonFile) -> Iterator[Link]:
    for block in parse(file.body):
        children = block.children or []
        for place, token in enumerate(children):
            if token.type not in ("link_open", "image"):
                continue
            address = str(token.attrGet("href") or token.attrGet("src") or "")
            kind, target = kind_of(address)
            if (kind == "figure") != (token.type == "image"):
                kind, target = "other", address
            inside = token.content if token.type == "image" else _text(children[place:])
            in_words = str(token.attrGet("title") or "")
            line = file.body_line + line_of(block, file.body, address)
            yield Link(kind, target, line, inside, in_words)


def _text(tokens: Sequence[Token]) -> str:
    """What is read between the opening of a link and its end."""
    words = []
    for token in tokens:
        if token.type == "link_close":
            break
        words.append(token.content)
    return "".join(words)
