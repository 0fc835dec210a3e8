"""Write docs/tables.md from data/datapackage.json; with --check only say whether it is up to date.

Run from anywhere: python docs/describe_tables.py [--check]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from otkit.kit.checks.kit_rules import RULES, check_months, check_places
from otkit.kit.checks.picture_rules import check_drawings
from otkit.kit.tables.descriptor import Field, Table, read_descriptor

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "tables.md"
OPENING = """\
# The tables

The tables in `data/` are the kit: every sentence a parent reads and every rule that decides an
answer is a row. Open them in any spreadsheet, save them as “CSV UTF-8 (comma delimited)”, and run
`otkit check`: it says in one line each what is wrong, with file, line and column.

Text columns come once for each language of `languages.csv`: `text_en`, `text_es`. To add a
language, add its row there and its columns here.

This page is written from `data/datapackage.json` by `python docs/describe_tables.py`.
"""


BEYOND = """
## What is checked besides

A description of columns cannot say all that the kit needs, so `otkit check` also looks at this:

"""


def describe(tables: dict[str, Table]) -> str:
    """The whole page, in Markdown."""
    contents = "\n".join(f"- [{t.title}](#{_anchor(t)}): {t.description}" for t in tables.values())
    rules = (check_places, check_months, *RULES, check_drawings)
    beyond = "".join(f"- {(rule.__doc__ or '').splitlines()[0]}\n" for rule in rules)
    return (
        OPENING + "\n" + contents + "\n" + "".join(map(_section, tables.values())) + BEYOND + beyond
    )


def _anchor(table: Table) -> str:
    return table.title.lower().replace(" ", "-")


def _section(table: Table) -> str:
    key = " and ".join(f"`{name}`" for name in table.primary_key)
    rows = "\n".join(_row(table, field) for field in table.fields.values())
    return f"""
## {table.title}

`data/{table.path}`. {table.description} Each row has its own {key}.

| column | what it is | what may stand in it |
|---|---|---|
{rows}
"""


def _row(table: Table, field: Field) -> str:
    may = "; ".join(_allowed(table, field)).replace("|", "\\|")
    what = field.description.replace("|", "\\|")
    return f"| `{field.name}` | **{field.title}.** {what} | {may} |"


def _allowed(table: Table, field: Field) -> Iterator[str]:
    """What a cell may hold, in words."""
    if field.enum:
        yield "one of " + ", ".join(f"`{value}`" for value in field.enum)
    elif field.type == "integer":
        yield _numbers(field)
    else:
        yield "text"
    for key in table.foreign_keys:
        if field.name in key.fields:
            column = key.reference[key.fields.index(field.name)]
            yield f"a `{column}` of `{key.table}.csv`"
    if field.pattern:
        yield f"of the form `{field.pattern}`"
    if field.unique or table.primary_key == (field.name,):
        yield "each once"
    if not field.required and field.name not in table.primary_key:
        yield "may be empty"


def _numbers(field: Field) -> str:
    if field.minimum is not None and field.maximum is not None:
        return f"whole number from {field.minimum} to {field.maximum}"
    if field.minimum is not None:
        return f"whole number, {field.minimum} or more"
    if field.maximum is not None:
        return f"whole number, {field.maximum} or less"
    return "whole number"


def main(arguments: list[str]) -> int:
    """Write the page, or compare it; 1 when it is out of date or cannot be written."""
    tables, problems = read_descriptor(ROOT / "data")
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    page = describe(tables)
    if "--check" not in arguments:
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
        return 0
    print("docs/tables.md is out of date: run `python docs/describe_tables.py`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
