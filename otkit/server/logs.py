"""The server's log: a time, how serious it is, what happened; of a failure its type and place."""

from __future__ import annotations

import json
import logging
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from otkit.server.limits import Bucket

log = logging.getLogger("otkit")

MessageOf = Callable[[logging.LogRecord, BaseException | None], str | None]
FORMAT = "%(asctime)s %(levelname)s %(message)s"
LIBRARIES = ("tornado", "asyncio", "Voila", "jupyter", "traitlets", "concurrent", "py.warnings")
TIME = "%Y-%m-%d %H:%M:%S"
VARIABLE = "OTKIT_LOG_FORMAT"  # the environment variable; kernels inherit it
TEXT, JSON = "text", "json"
PER_SECOND, AT_ONCE = 0.5, 200.0  # lines of one process, so that nobody fills the disk
SAME_PER_SECOND, SAME_AT_ONCE = 0.04, 6.0  # of them, those that say the same


class JsonLines(logging.Formatter):
    """A line of JSON for each record: its time with the zone, level and message, and no more."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(
            {
                "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
                "level": record.levelname,
                "message": super().format(record),
            },
            ensure_ascii=False,
        )


class Flood(logging.Filter):
    """A bound on lines that say the same, and on all; the next tells how many were left out."""

    def __init__(self) -> None:
        """Begin with all that may come at once."""
        super().__init__()
        self.lines, self.left_out = Bucket(PER_SECOND, AT_ONCE), 0
        self._same: dict[str, Bucket] = {}  # by the text, of which there are as many as places

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is written."""
        same = self._same.setdefault(str(record.msg), Bucket(SAME_PER_SECOND, SAME_AT_ONCE))
        if not (same.take() and self.lines.take()):
            self.left_out += 1
            return False
        if self.left_out:
            record.msg = f"{record.getMessage()} ({self.left_out} lines before it were left out.)"
            record.args, self.left_out = None, 0
        return True


FLOOD = Flood()


def formatter() -> logging.Formatter:
    """The format that the environment names: text lines, if it names none."""
    is_json = os.environ.get(VARIABLE) == JSON
    return JsonLines() if is_json else logging.Formatter(FORMAT, TIME)


#: The same for an application of Jupyter's, as its option `logging_config`.
APPLICATION = {
    "formatters": {"otkit": {"()": formatter}},
    "filters": {"flood": {"()": lambda: FLOOD}},
    "handlers": {"console": {"formatter": "otkit", "filters": ["flood"]}},
}


def set_format() -> None:
    """Log in that format in this process, unless somebody has set another one."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter())
    handler.addFilter(FLOOD)
    logging.basicConfig(handlers=[handler])


def of_server(record: logging.LogRecord, error: BaseException | None) -> str | None:
    """A failure by its type and place; of what libraries log on the web, which may hold a header
    or an address, the place alone."""
    if error is None and not record.name.startswith(LIBRARIES):
        return None
    message = record.getMessage() if record.name == "otkit" else "A library reports a problem."
    where = place_of(error) if error else f"{record.filename}:{record.lineno}"
    return f"{message} ({where})"


def redact(message_of: MessageOf = of_server) -> None:
    """Log in place of each record's text, and of its traceback's, which may be a visitor's words,
    the message that `message_of` makes of it, where it makes one.
    """
    make = logging.getLogRecordFactory()

    def redacted(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        message = message_of(record, record.exc_info[1] if record.exc_info else None)
        if message is not None:
            record.msg, record.args = message, None
            record.exc_info = record.exc_text = record.stack_info = None
        return record

    logging.setLogRecordFactory(redacted)


def place_of(error: BaseException) -> str:
    """A failure's type, and the file and line that raised it, without its text.

    >>> place_of(ValueError("Ana"))
    'ValueError'
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
