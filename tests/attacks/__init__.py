"""Attacks on a running `otkit serve`: tables of what is tried, what is promised, and how."""
