"""What a line of the log looks like."""

import re
import subprocess
import sys

from otkit.server import logs
from otkit.server.configuration import configuration
from otkit.server.settings import Settings, notebooks_folder

PROGRAM = "import logging; from otkit.server import logs; logs.set_format(); logging.warning('x')"


def test_a_line_carries_a_time():
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WARNING x\n", ran.stderr)


def test_voilas_own_lines_look_the_same():
    voila = configuration(Settings(), notebooks_folder()).Voila
    assert (voila.log_format, voila.log_datefmt) == (logs.FORMAT, logs.TIME)
