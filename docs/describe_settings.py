"""Write docs/settings.md from the options of `otkit serve`; with --check only say if it is as new.

Run from anywhere: python docs/describe_settings.py [--check]
"""

import sys
from pathlib import Path

from otkit.cli.serve import serve_command
from otkit.cli.settings import Setting, settings_of
from otkit.cli.settings_file import written

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "settings.md"
OPENING = """\
# The settings of `otkit serve`

Each setting is an option (`--max-visitors 300`), a variable of the environment
(`OTKIT_MAX_VISITORS=300`), and a line of a file:

```toml
# otkit.toml
host = "0.0.0.0"
max-visitors = 300
behind-proxy = true
```

`otkit serve` reads `otkit.toml` in the folder where it is started, or the file that `--config FILE`
or `OTKIT_CONFIG` names. An option goes before a variable, a variable before the file, the file
before the default. A setting that does not exist, or that cannot be what the file says, is named
with its line, and nothing is served. In a variable, spaces stand between several names. Paths count
from the folder where the server is started. Keep a file with a password readable by the server's
user alone.

`otkit serve --show-settings` shows each setting and where it is from, without passwords.

On Kubernetes set `enableServiceLinks: false` for the pod: otherwise a Service with the name `otkit`
puts an address into `OTKIT_PORT`.

The board of notebook 4 serves the pages for phones by itself, where it is given no other address.
It reads three of these variables: `OTKIT_HOST` (all addresses without it, since phones come from
outside), `OTKIT_PORT` (8866 without it; the next free port where it is taken) and `OTKIT_ROOM`. Set
them before JupyterLab starts: `OTKIT_HOST=192.168.4.20 OTKIT_PORT=8899 otkit lab`.

This page is written from the options by `python docs/describe_settings.py`.

| option | variable | line of a file | what may stand there | what it is |
|---|---|---|---|---|
"""


def row(setting: Setting) -> str:
    """One setting as a row of the table; the line of a file says the default."""
    line = written(setting.key, setting.default)
    return (
        f"| `--{setting.key}` | `{setting.variable}` | `{line}` | {setting.allowed} | "
        f"{setting.help} |\n"
    )


def main(arguments: list[str]) -> int:
    """Write the page, or compare it; 1 when it is out of date."""
    page = OPENING + "".join(map(row, settings_of(serve_command).values()))
    if "--check" not in arguments:
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
        return 0
    print(
        "docs/settings.md is out of date: run `python docs/describe_settings.py`", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
