"""A check-in in Shiny, and a line that follows it."""

from shiny.express import render
from shinywidgets import reactive_read, render_widget

from otkit.widgets import CheckIn

page = CheckIn(months=9)


@render_widget
def check_in() -> CheckIn:
    return page


@render.text
def line() -> str:
    return f"value is {reactive_read(page, 'value')['level']}"
