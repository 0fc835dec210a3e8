"""The command `otkit`, which is also `python -m otkit`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; a port that is taken is reported before anything large is imported."""
    if sys.argv[1:2] == ["serve"]:
        from otkit.front.port import refuse

        refuse(sys.argv[2:])
    from otkit.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
