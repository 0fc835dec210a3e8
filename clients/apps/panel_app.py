"""A check-in in Panel, and a line that follows it."""

import panel

from otkit.widgets import CheckIn

panel.extension("ipywidgets")
page = CheckIn(months=9)
line = panel.pane.Str(f"value is {page.value['level']}")


def follow(change: dict) -> None:
    line.object = f"value is {change['new']['level']}"


page.observe(follow, "value")
panel.Column(line, panel.pane.IPyWidget(page)).servable()
