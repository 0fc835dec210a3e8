"""The programs that `make clients` tries, and what docs/clients.md says of each."""

import re
from pathlib import Path

from clients.__main__ import PAGE
from clients.programs import APPS, PROGRAMS


def test_the_page_has_a_line_for_each_program_and_no_other() -> None:
    table = re.findall(r"^\| (.+?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert table[1:] == [program.name for program in PROGRAMS]


def test_every_app_is_run_by_a_program() -> None:
    run = {part for program in PROGRAMS for part in program.command if part.startswith(str(APPS))}
    assert run == {str(path) for path in APPS.glob("*.py")}
    assert all(Path(path).read_text(encoding="utf-8").startswith('"""') for path in run)
