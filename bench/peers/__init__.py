"""The same check-in form as others would build it, and how each of them is served."""
