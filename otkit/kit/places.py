"""What is filled into a text."""

import re

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A place to fill in a text, as in ``{months}``; any other brace is text."""
