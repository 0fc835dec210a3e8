"""Tests: one file per module, with the same name."""
