"""Notice early, and calmly, when a young child might need occupational therapy."""

__version__ = "0.1.0"
