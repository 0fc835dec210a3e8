"""Every page drawn once, before any visitor: the fork server's kernels find it all compiled."""

from __future__ import annotations

from otkit.scoring import behaviours_asked
from otkit.widgets.check_in import CheckIn
from otkit.widgets.learn import Learn
from otkit.widgets.page import Page, default_tables


def rehearse() -> None:
    """Read the tables and the lessons, compile the templates, and draw what most visitors see."""
    for row in default_tables().rows("languages"):
        check_in = CheckIn(months=27, language=row["language"])
        age = check_in.state().age
        if age is not None:
            first = behaviours_asked(age, check_in.tables)[0]["behaviour_id"]
            say(check_in, {"years": ["2"], "months": ["3"], f"see:{first}": ["on"]})
        learn = Learn(language=row["language"])
        for lesson in learn.lessons[row["language"]]:
            learn.lesson = lesson.lesson_id
        for page in (check_in, learn):
            page.layout.close()
            page.close()


def say(page: Page, fields: dict[str, list[str]]) -> None:
    """Send a page what a browser would send."""
    page.handle({"action": "change", "fields": fields, "seen": ""})
