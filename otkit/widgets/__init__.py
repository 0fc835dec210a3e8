"""The pages, as widgets that any Jupyter shows."""

from otkit.widgets.check_in import CheckIn

__all__ = ["CheckIn"]
