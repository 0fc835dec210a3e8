"""Markdown of a lesson -> safe HTML.

Two safeguards: markdown-it-py parses with HTML switched off, so that a tag is text; nh3 then allows
only the tags, attributes and URL schemes on its list.
"""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from markdown_it.token import Token

from otkit.kit.lessons.figures import FIGURES
from otkit.kit.lessons.links import INTERNAL, kind_of, markdown

REL = "noopener noreferrer external"
ALLOWED = {
    **dict.fromkeys(("p", "ul", "ol", "li", "strong", "em", "br", "blockquote", "hr"), ()),
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "td"), ()),
    "a": ("href", "rel", "data-go"),
    "th": ("scope",),
    "figure": ("data-figure",),
    "figcaption": (),
    "span": ("class",),
}
"""The tags of a lesson's HTML, with their attributes."""

LinkUrl = Callable[[str, str], str]
"""The URL of a link by its kind (one of ``INTERNAL``) and its target."""


def in_page(kind: str, target: str, language: str = "") -> str:
    """The default URL of a link: an anchor, the same in all languages.

    >>> in_page("lesson", "what-is-ot")
    '#lesson-what-is-ot'
    """
    return f"#{kind}-{target}"


def to_html(body: str, address: LinkUrl = in_page, title_level: int = 2) -> str:
    """Safe HTML of a lesson's text.

    ``##`` becomes the heading one below ``title_level``. A link to any other place becomes its
    words alone, and so does an unknown picture.

    >>> print(to_html("## Play\\n[More](lesson:play) <b>now</b>"))
    <h3>Play</h3>
    <p><a href="#lesson-play" data-go="lesson:play">More</a> &lt;b&gt;now&lt;/b&gt;</p>
    <BLANKLINE>
    """
    import nh3  # only where a lesson is drawn

    reader = markdown()
    tokens = list(_with_figures(reader.parse(body)))
    _name_rows(tokens)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]) - 1, 1) + title_level, 6)}"
        if token.children:
            token.children = list(_with_urls(token.children, address))
    return nh3.clean(
        str(reader.renderer.render(tokens, reader.options, {})),
        tags=set(ALLOWED),
        attributes={tag: set(names) for tag, names in ALLOWED.items() if names},
        url_schemes={"https"},
        link_rel=None,
    )


def _with_figures(tokens: list[Token]) -> Iterator[Token]:
    """The tokens, with each paragraph that is one picture of the kit as a figure."""
    index = 0
    while index < len(tokens):
        children = tokens[index + 1].children if index + 1 < len(tokens) else None
        if tokens[index].type == "paragraph_open" and children and len(children) == 1:
            image = children[0]
            kind, figure = kind_of(str(image.attrGet("src") or ""))
            if image.type == "image" and kind == "figure" and figure in FIGURES:
                caption = escape(image.content)
                in_words = escape(str(image.attrGet("title") or ""))
                html = (
                    f'<figure data-figure="{figure}"><figcaption>'
                    f'<span class="caption">{caption}</span> '
                    f'<span class="in-words">{in_words}</span></figcaption></figure>\n'
                )
                yield Token("html_block", "", 0, content=html)
                index += 3
                continue
        yield tokens[index]
        index += 1


def _name_rows(tokens: Sequence[Token]) -> None:
    """Make the first cell of each row a heading, for screen readers."""
    before = ""
    names_row = False
    for token in tokens:
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            names_row = before == "tr_open"
            token.attrs = {"scope": "row"} if names_row else {}
        if token.type in ("td_open", "td_close") and names_row:
            token.tag = "th"
        before = token.type


def _with_urls(tokens: Sequence[Token], address: LinkUrl) -> Iterator[Token]:
    """The tokens with the URLs of links, and with pictures inside text as their words."""
    open_links = []
    for token in tokens:
        if token.type == "link_open":
            kind, target = kind_of(str(token.attrGet("href") or ""))
            token.attrs = {}
            if kind == "https":
                token.attrs = {"href": target, "rel": REL}
            elif kind in INTERNAL:
                token.attrs = {"href": address(kind, target), "data-go": f"{kind}:{target}"}
            else:
                token.tag = "span"
            open_links.append(token.tag)
        elif token.type == "link_close":
            token.tag = open_links.pop()
        elif token.type == "image":
            token.type, token.tag, token.children = "text", "", None
        yield token
