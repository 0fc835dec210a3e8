"""A check-in in Solara, and a line that follows it."""

import solara

from otkit.widgets import CheckIn


@solara.component
def Page() -> None:  # noqa: N802 -- the name that Solara looks for
    level, set_level = solara.use_state("nothing-ticked")
    page = solara.use_memo(lambda: CheckIn(months=9), [])

    def watch() -> None:
        page.observe(lambda change: set_level(change.new["level"]), "value")

    solara.use_effect(watch, [])
    solara.Text(f"value is {level}")
    solara.display(page)
