"""Settings of `otkit serve` by option, variable and file, and what is said of wrong ones."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from otkit.cli import app
from otkit.cli.serve import serve_command
from otkit.cli.settings import settings_of
from otkit.cli.settings_file import SettingsError, read
from otkit.errors import ServerError
from otkit.front.port import address_in

RUN = CliRunner()
SETTINGS = settings_of(serve_command)
SECRET = "secret/1@secret?2:secret"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and no variable of ours."""
    for name in [name for name in os.environ if name.startswith("OTKIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(*options: str, **env: str) -> dict[str, str]:
    """What `--show-settings` shows, by key: the value and its source."""
    result = RUN.invoke(app, ["serve", *options, "--show-settings"], env=env)
    assert result.exit_code == 0, result.output
    lines = [
        re.fullmatch(r"#? ?([a-z-]+) = ?(.*?) +# (.+)", line)
        for line in result.output.split("\n")[:-1]
    ]
    return {line[1]: f"{line[2]} {line[3]}".strip() for line in lines if line}


def test_every_setting_is_shown_with_its_default() -> None:
    settings = shown()
    assert list(settings) == [setting.key for setting in SETTINGS.values()]
    assert settings["port"] == "8866 default"
    assert settings["data"] == "default"


def test_option_before_variable_before_file_before_default(folder: Path) -> None:
    (folder / "otkit.toml").write_text("kernels = 1\nplaces = 11\nport = 111\n")
    settings = shown("--kernels", "3", OTKIT_KERNELS="2", OTKIT_PLACES="22")
    assert settings["kernels"] == "3 option --kernels"
    assert settings["places"] == "22 variable OTKIT_PLACES"
    assert settings["port"] == "111 file otkit.toml"
    assert settings["host"] == '"127.0.0.1" default'


@pytest.mark.parametrize("by", ["option", "variable"])
def test_the_file_may_be_elsewhere(folder: Path, by: str) -> None:
    (folder / "otkit.toml").write_text("kernels = 1\nplaces = 11\n")
    (folder / "other.toml").write_text("kernels = 5\n")
    options = ("--config", "other.toml") if by == "option" else ()
    env = {"OTKIT_CONFIG": "other.toml"} if by == "variable" else {}
    settings = shown(*options, **env)
    assert (settings["kernels"], settings["places"]) == ("5 file other.toml", "60 default")


def test_each_setting_may_stand_in_a_file_and_in_a_variable(folder: Path) -> None:
    values = {
        list: '["json"]',
        bool: "true",
        int: "70",
        float: "70.0",
        str: '"json"',
        Path: '"json"',
    }
    lines = {
        name: next(text for kind, text in values.items() if issubclass(setting.kind, kind))
        for name, setting in SETTINGS.items()
    }
    (folder / "otkit.toml").write_text(
        "".join(f"{SETTINGS[name].key} = {line}\n" for name, line in lines.items())
    )
    from_file = shown()
    env = {SETTINGS[name].variable: line.strip('["]') for name, line in lines.items()}
    from_variables = shown(**env)
    for setting in SETTINGS.values():
        value = from_file[setting.key].removesuffix(" file otkit.toml")
        assert from_variables[setting.key] == f"{value} variable {setting.variable}"
    assert from_file["rooms"].endswith('/json" file otkit.toml')


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("prot = 80", "2:prot  is no setting; did you mean “port”?"),
        ("config = 'x'", "2:config  is no setting"),
        ("max_visitors = 3", "2:max_visitors  is no setting; did you mean “max-visitors”?"),
        ("[serve]\nport = 80", "2:serve  is no setting"),
        ("'port' = '80'", "2:port  must be a whole number from 1 to 65535"),
        ("port = 0", "2:port  must be a whole number from 1 to 65535"),
        ("port = true", "2:port  must be a whole number from 1 to 65535"),
        ("kernels = 1.5", "2:kernels  must be a whole number from 0 to 1000"),
        ("places = 99999999999999999999", "2:places  must be a whole number from 1 to 10000"),
        ("idle-minutes = 0", "2:idle-minutes  must be a number from 0.05 to 10080"),
        ("idle-minutes = nan", "2:idle-minutes  must be a number from 0.05 to 10080"),
        ("idle-minutes = inf", "2:idle-minutes  must be a number from 0.05 to 10080"),
        ("watch = 1", "2:watch  must be true or false"),
        ("host = 1", "2:host  must be text, in quotation marks"),
        ("data = ['x']", "2:data  must be text, in quotation marks"),
        ("name = 'x'", "2:name  must be a list of texts, each in quotation marks"),
        ("name = [1]", "2:name  must be a list of texts, each in quotation marks"),
        ("log-format = 'xml'", '2:log-format  must be one of "text", "json"'),
        ("port = 1\nport = 2", "3  cannot be read; write each setting once: port = 8866"),
        ("port =", "2  cannot be read; write each setting once: port = 8866"),
        ("name = ['x'", "2  cannot be read; write each setting once: port = 8866"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_line(
    folder: Path, line: str, sentence: str
) -> None:
    (folder / "otkit.toml").write_text(f"# port, config\n{line}\n")
    with pytest.raises(SettingsError) as refused:
        read(Path("otkit.toml"), SETTINGS)
    assert str(refused.value) == f"otkit.toml:{sentence}"


def test_all_that_is_wrong_in_a_file_is_said_at_once(
    folder: Path,
) -> None:
    (folder / "otkit.toml").write_text("port = 'x'\nkernels = -1\n")
    command = [sys.executable, "-m", "otkit", "serve", "--lang", "es"]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=folder)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines() == [
        "otkit.toml:1:port  debe ser un número entero de 1 a 65535",
        "otkit.toml:2:kernels  debe ser un número entero de 0 a 1000",
    ]


def test_the_names_of_a_site_are_a_list() -> None:
    assert shown("--name", "a.org", "--name", "b.org")["name"].startswith('["a.org", "b.org"] ')
    assert shown(OTKIT_NAME="a.org b.org")["name"] == '["a.org", "b.org"] variable OTKIT_NAME'


def test_every_number_has_a_least_and_a_most() -> None:
    """A number that is too large for the system would end in an error of Python's own."""
    numbers = [setting for setting in SETTINGS.values() if setting.kind in (int, float)]
    assert len(numbers) > 5
    assert not [one.key for one in numbers if one.least is None or one.most is None]


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(ServerError, match=r"^a\.toml cannot be read: .+\.$"):
        read(Path("a.toml"), SETTINGS)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_named_with_its_line(folder: Path, encoding: str) -> None:
    (folder / "a.toml").write_bytes("country = 'España'\n".encode(encoding))
    with pytest.raises(SettingsError, match=r"^a\.toml:1  has letters that are not in UTF-8"):
        read(Path("a.toml"), SETTINGS)


def test_a_file_as_windows_writes_it_is_read(folder: Path) -> None:
    (folder / "a.toml").write_bytes(b"\xef\xbb\xbfport = 80\r\nplaces = 7\r\n")
    assert read(Path("a.toml"), SETTINGS) == {"port": 80, "places": 7}


def test_what_may_not_be_read_is_left_to_a_sentence_of_ours(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typer's own refusal is English alone."""
    (folder / "a.toml").write_text("")
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    shown("--config", "a.toml", "--data", "a.toml", "--secret-file", "a.toml")


def test_a_variable_that_is_wrong_is_named() -> None:
    result = RUN.invoke(app, ["serve"], env={"OTKIT_MAX_VISITORS": "many"})
    assert result.exit_code == 2
    assert "OTKIT_MAX_VISITORS" in result.output


def commands(group: Any, *names: str) -> Iterator[tuple[list[str], Any]]:
    """Every command with the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *names, name)
        else:
            yield [*names, name], command


@pytest.mark.parametrize(("lang", "must"), [("en", "must be"), ("es", "debe ser")])
def test_a_wrong_option_is_told_in_our_sentence_alone(
    monkeypatch: pytest.MonkeyPatch, lang: str, must: str
) -> None:
    """Each option of every command that is not any text, in the language that is asked for."""
    wrong = 0
    for words, command in commands(get_command(app)):
        speaks = ["--lang", lang] if any(one.name == "lang" for one in command.params) else []
        for name, setting in settings_of(command.callback).items():
            (option,) = [one.opts[0] for one in command.params if one.name == name]
            if setting.is_any_text or setting.kind is bool or not option.startswith("--"):
                continue
            result = RUN.invoke(app, [*words, *speaks, option, "?"])
            told = result.output.splitlines()[-1]
            assert told.startswith(f"Error: {option} {must if speaks else 'must be'} "), words
            assert result.exit_code == 2
            wrong += 1
    assert wrong > 15


def test_an_option_stands_before_a_variable_that_is_wrong() -> None:
    """On Kubernetes a Service puts an address into OTKIT_PORT."""
    settings = shown("--port", "80", OTKIT_PORT="tcp://10.0.0.1:80")
    assert settings["port"] == "80 option --port"


@pytest.mark.parametrize(
    "where",
    [
        f"postgresql://otkit:{SECRET}@db/rooms",
        f"postgresql://db/rooms?password={SECRET}",
        "postgresql://otkit:a@secret/b@db/rooms",
        f"postgresql+psycopg://[::1:{SECRET}",
        "postgresql://otkit:secret@db:5432/rooms",
    ],
)
def test_no_password_is_shown(where: str) -> None:
    line = shown(OTKIT_ROOM=where)["rooms"]
    assert line.startswith('"postgresql')
    assert "secret" not in line


@pytest.mark.parametrize(
    ("env", "address"),
    [
        ({}, ("127.0.0.1", 8866)),
        ({"OTKIT_PORT": "8870"}, ("127.0.0.1", 8870)),
        ({"OTKIT_HOST": "::1"}, ("::1", 8866)),
        ({"OTKIT_PORT": "x"}, None),
        ({"OTKIT_CONFIG": "a.toml"}, None),
    ],
)
def test_the_port_that_is_looked_at_first_is_the_one_that_is_set(
    env: dict[str, str], address: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert address_in([]) == address


def test_with_a_file_the_port_is_looked_at_later(folder: Path) -> None:
    (folder / "otkit.toml").write_text("port = 8870\n")
    assert address_in(["--room"]) is None
    assert address_in(["--config", "a.toml"]) is None


def test_a_file_with_a_port_that_is_taken_is_told_so(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        (folder / "otkit.toml").write_text(f"port = {port}\n")
        command = [sys.executable, "-m", "otkit", "serve"]
        ran = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert ran.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}: " in ran.stderr
