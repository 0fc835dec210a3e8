"""A file in TOML with settings of `otkit serve`, and what of them is in force.

An option goes before a variable, that before the file, that before the default.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typer

from otkit.cli.settings import Setting, settings_of
from otkit.errors import Problem, ServerError, TableError
from otkit.front.port import SETTINGS_FILE
from otkit.kit.tables.sentences import in_language, said, suggest
from otkit.workshop.room import plain

STORE = "rooms"  # the setting that may hold a password


class SettingsError(TableError):
    """A file of settings is broken; lists every problem."""


def from_file(context: typer.Context, file: Path | None) -> Path | None:
    """Take what a file says as the defaults of a command; without one, `otkit.toml` if it exists.

    Raises `ServerError` for one that cannot be read, `SettingsError` for what is wrong in it.
    """
    if file is None and Path(SETTINGS_FILE).exists():
        file = Path(SETTINGS_FILE)
    if file is not None and context.command.callback:
        context.default_map = read(file, settings_of(context.command.callback))
    return file


def read(file: Path, settings: Mapping[str, Setting]) -> dict[str, Any]:
    """What a file says of `settings`, by the same names; raises as `from_file` does."""
    text, lines = _content(file)
    names = {setting.key: name for name, setting in settings.items()}
    problems = []
    for key, value in lines.items():
        if key not in names:
            message = said("settings.unknown", hint=suggest(key, names))
        elif not (setting := settings[names[key]]).allows(value):
            message = said("settings.kind", allowed=setting.allowed)
        else:
            continue
        problems.append(Problem(str(file), line_with(key, text), key, message))
    if problems:
        raise SettingsError(problems)
    return {names[key]: value for key, value in lines.items()}


def _content(file: Path) -> tuple[str, dict[str, Any]]:
    """The text of a file and what it says; raises as `from_file` does."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        sentence = said("settings.unread", file=file, why=error.strerror)
        raise ServerError(sentence, "server.file") from error
    try:
        text = raw.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line, message = raw.count(b"\n", 0, error.start) + 1, said("settings.no-utf8")
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else len(text.splitlines())
        message = said("settings.no-line")
    raise SettingsError([Problem(str(file), line, "", message)])


def line_with(key: str, text: str) -> int:
    """The line of a file where a key stands; 1 is the first.

    >>> line_with("port", "# port\\n'port' = 80")
    2
    """
    lines = text.splitlines()
    key_first = re.compile(rf"""["'[\s]*{re.escape(key)}\b""")
    return next((number for number, line in enumerate(lines, 1) if key_first.match(line)), 1)


def settings_in_force(context: typer.Context, language: str) -> str:
    """Every setting of a running command as a line of a file, and where its value is from.

    A password is left out.
    """
    lines = []
    for name, setting in settings_of(context.command.callback or settings_in_force).items():
        source = getattr(context.get_parameter_source(name), "name", "")
        where = {
            "COMMANDLINE": said("settings.option", name=f"--{setting.key}"),
            "ENVIRONMENT": said("settings.variable", name=setting.variable),
            "DEFAULT_MAP": said("settings.file", name=context.params["config"]),
        }.get(source, said("settings.default"))
        line = written(setting.key, context.params[name])
        lines.append(f"{line:<40} # {in_language(where, language)}")
    return "\n".join(lines)


def written(key: str, value: object) -> str:
    """A setting as a line of a file; one that has no value is a comment.

    >>> written("port", 8866), written("data", None), written("watch", True)
    ('port = 8866', '# data =', 'watch = true')
    """
    if value is None:
        return f"# {key} ="
    if key == STORE:
        value = without_password(str(value))
    if isinstance(value, tuple):
        value = list(value)
    is_plain = isinstance(value, bool | int | float | list)
    plain_value = value if is_plain else str(getattr(value, "value", value))
    return f"{key} = {json.dumps(plain_value, ensure_ascii=False)}"


def without_password(where: str) -> str:
    """Where rooms are kept: of a database's URL the host alone, since a password may be anywhere.

    >>> without_password("postgresql://otkit:secret@db.example.org/rooms?password=secret")
    'postgresql://db.example.org/…'
    """
    where = plain(where)
    scheme, separator, _ = where.partition("://")
    if not separator:
        return where
    try:
        host = urlsplit(where).hostname if where.count("@") < 2 else ""
    except ValueError:
        host = ""
    return f"{scheme}://{host or ''}/…"
