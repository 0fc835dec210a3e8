"""The cases as PDFs: the stories for the groups, and the facilitator's copy with the answers.

They are two files, so that no answer is handed out by mistake.
"""

from datetime import date

from otkit.kit.local_words import spoken
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.guidance import explain
from otkit.takeaway.notes_content import lost_skill
from otkit.takeaway.pages import pages
from otkit.takeaway.paper import Files
from otkit.takeaway.parts import picture_content, source_text
from otkit.takeaway.tree import Node, bullets, node
from otkit.takeaway.typesetting import Paper
from otkit.workshop.cases import LEVELS, Case, cases


def case_files(
    tables: Tables, language: str, paper: Paper, day: date, country: str = "US"
) -> Files:
    """Pairs of a file name and a PDF: the stories, then the facilitator's copy of them."""
    words = Words(tables, spoken(language, country, tables))
    for name, nodes in (
        ("cases", story_nodes(tables, words, country)),
        ("cases-facilitator", answer_nodes(tables, words, country)),
    ):
        title = words(f"paper.{name}")
        lede = [words(f"paper.{name}-note")]
        pdf = pages(title, nodes, tables, words, paper, day, lede)
        yield f"{name}.{language}.pdf", pdf


def story_nodes(tables: Tables, words: Words, country: str = "") -> list[Node]:
    """Each child's story with a box for each thing that could be done."""
    return [
        node(
            "together",
            _heading(number, case, words),
            node("p", words.text(case.row, "story")),
            node("p", node("strong", words("cases.what"))),
            *(node("box", words(f"cases.choice.{level}")) for level in LEVELS),
        )
        for number, case in enumerate(cases(tables, country), start=1)
    ]


def answer_nodes(tables: Tables, words: Words, country: str = "") -> list[Node]:
    """Each child with what the parent would mark, the level and its reason, and what to ask."""
    return [
        node(
            "together",
            _heading(number, case, words),
            node("p", node("strong", _says(case, tables, words))),
            *_marks(case, tables, words),
            node("p", words.text(explain(case.result(tables), tables).rule, "text")),
            node("p", node("strong", words("cases.teaching")), ": ", _text(case, words)),
            node("p", words.text(case.row, "facilitator")),
            node("small", words("cases.source"), " ", _source(case, tables, words)),
        )
        for number, case in enumerate(cases(tables, country), start=1)
    ]


def _heading(number: int, case: Case, words: Words) -> Node:
    early = case.row["weeks_early"]
    born = f", {words.plural('age.weeks', early)}" if early else ""
    return node("h2", f"{number}. {case.row['name']}, {words.age(case.age)}{born}")


def _says(case: Case, tables: Tables, words: Words) -> str:
    level = words(f"cases.choice.{case.result(tables).level}")
    return words("cases.kit-says", level=level)


def _text(case: Case, words: Words) -> str:
    return words.text(case.row, "teaching")


def _marks(case: Case, tables: Tables, words: Words) -> list[Node]:
    """The behaviours that the parent would mark, each with how often."""
    result = case.result(tables)
    ticks = [tick for sign in explain(result, tables).signs for tick in sign.ticks]
    lines = lost_skill(result, words)
    lines += [f"{words.text(tick.row, 'text')}: {words(tick.how)}" for tick in ticks]
    if "already-seen" in result.answers:
        lines.append(words("picture.already-seen"))
    if not lines:
        return [node("p", words("cases.no-marks"))]
    names = dict.fromkeys(tick.row["picture"] for tick in ticks)
    drawn = [picture for name in names if (picture := picture_content(name, tables, words))]
    below: list[Node] = [{"tag": "drawings", "children": [], "drawn": drawn}] if drawn else []
    return [bullets(lines), *below]


def _source(case: Case, tables: Tables, words: Words) -> str:
    sources = {row["source_id"]: row for row in tables.rows("sources")}
    return source_text(sources[case.row["source_id"]], words)
