"""How quick and how light otkit is, beside others that serve the same form: `python -m bench`."""
