"""`python -m otkit` is the command `otkit`."""

from otkit.cli import main

main()
