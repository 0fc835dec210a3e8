"""From answers to a result, and what to say about it."""
