"""A check-in in marimo; a state follows it, so that other cells run again."""

import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    from otkit.widgets import CheckIn

    page = CheckIn(months=9)
    get_value, set_value = mo.state(page.value)
    page.observe(lambda change: set_value(change.new), "value")
    mo.ui.anywidget(page)
    return get_value, mo


@app.cell
def _(get_value, mo):
    mo.md(f"value is {get_value()['level']}")
    return


if __name__ == "__main__":
    app.run()
