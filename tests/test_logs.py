"""What a line of the log looks like."""

import json
import logging
import os
import re
import subprocess
import sys

import pytest
from traitlets.config import Application

from otkit.server import logs
from otkit.server.configuration import configuration
from otkit.server.kernels.confined import configuration as kernel
from otkit.server.settings import Settings, notebooks_folder

PROGRAM = "import logging; from otkit.server import logs; logs.set_format(); logging.warning('x')"


def test_a_line_carries_a_time():
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WARNING x\n", ran.stderr)


@pytest.fixture(params=[logs.TEXT, logs.JSON])
def log_format(request, monkeypatch):
    """Each format, as the environment names it."""
    monkeypatch.setenv(logs.VARIABLE, request.param)
    return request.param


def test_in_json_a_line_carries_a_time_with_its_zone_and_a_level():
    env = {**os.environ, logs.VARIABLE: logs.JSON}
    ran = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True)
    (line,) = ran.stderr.splitlines()
    written = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", written.pop("time"))
    assert written == {"level": "WARNING", "message": "x"}


def test_a_record_of_json_holds_what_was_redacted_and_no_more(monkeypatch):
    """Nothing that a library adds to a record goes past the redaction."""
    monkeypatch.setattr(logging, "_logRecordFactory", logging.getLogRecordFactory())
    logs.redact()
    try:
        raise ValueError("private")
    except ValueError as error:
        raised = (ValueError, error, error.__traceback__)
    logger = logging.getLogger("tornado.application")
    record = logger.makeRecord(
        logger.name, 40, "web.py", 1, "private", (), raised, extra={"uri": "private"}
    )
    line = logs.JsonLines().format(record)
    assert "private" not in line
    assert "ValueError" in line


def test_the_lines_of_voila_and_of_kernels_look_the_same(log_format, capsys):
    for config in (configuration(Settings(), notebooks_folder()).Voila, kernel().KernelApp):
        app = Application(logging_config=config.logging_config)
        app.log.warning("x")
        line = capsys.readouterr().err
        assert line.endswith('"message": "x"}\n' if log_format == logs.JSON else " WARNING x\n")


def test_a_flood_of_lines_is_cut_and_counted(caplog):
    flood = logs.Flood()
    lines = [logging.makeLogRecord({"msg": f"line {n}"}) for n in range(1000)]
    written = [line for line in lines if flood.filter(line)]
    assert len(written) == pytest.approx(logs.AT_ONCE, abs=5)
    flood.lines.clock = lambda: 1e9
    last = logging.makeLogRecord({"msg": "last"})
    assert flood.filter(last)
    assert last.getMessage() == f"last ({1000 - len(written)} lines before it were left out.)"


def test_a_flood_of_refusals_does_not_fill_the_log():
    """Whatever their arguments, and nothing else is left out for them."""
    flood = logs.Flood()
    lines = [logging.makeLogRecord({"msg": "No %s.", "args": (n,)}) for n in range(10_000)]
    assert 1 <= len([line for line in lines if flood.filter(line)]) <= 1 + logs.SAME_AT_ONCE
    assert flood.filter(logging.makeLogRecord({"msg": "Something else."}))
