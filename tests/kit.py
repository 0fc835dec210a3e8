"""The kit's own tables, read once for all tests of a process; nobody can change them."""

from otkit.kit.load import load_tables

TABLES = load_tables()
