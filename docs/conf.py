"""Settings of Sphinx for the site that build_site.py builds. Nothing is taken from the network."""

from sphinx.application import Sphinx

import otkit

project = "otkit"
author = "The otkit authors"
copyright = author
version = release = otkit.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = [".read"]
html_theme = "furo"
html_title = f"otkit {release}"
html_copy_source = False
html_use_index = False
myst_enable_extensions = ["html_image"]
myst_heading_anchors = 3
autodoc_mock_imports = ["jupyterhub"]  # only what runs under JupyterHub needs it
default_role = "literal"  # docstrings mark code by single backticks
autodoc_member_order = "bysource"
toc_object_entries = False
autodoc_use_type_comments = False  # there are none, and to look for them takes long
python_maximum_signature_line_length = 80
suppress_warnings = ["misc.highlighting_failure"]


def setup(app: Sphinx) -> None:
    """Show the examples of a command, which typer marks by a backspace, as they are typed."""
    app.connect("autodoc-process-docstring", _as_typed)


def _as_typed(*event: list[str]) -> None:
    lines = event[-1]
    lines[:] = "\n".join(lines).replace("\b\nExamples:", "Examples::\n").split("\n")
