"""Whether a server can listen where it is asked to: known before anything large is imported.

`make serve` asks this module before it installs anything, `otkit serve` before it imports anything:
`python -m otkit.front.port --host 127.0.0.1 --port 8866` ends with 1 and a sentence if it cannot.
"""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from otkit.errors import ServerError

HOST, PORT = "127.0.0.1", 8866
SETTINGS_FILE = "otkit.toml"  # which may say another host and port
READ_WHOLE = {
    "--help",
    "--show-settings",
    "--config",
}  # where not these alone decide
ALL = ("0.0.0.0", "::", "")  # noqa: S104 -- what people write to listen on all addresses  # nosec B104

WHY = {
    errno.EADDRINUSE: "port.taken",
    errno.EACCES: "port.administrators",
    errno.EADDRNOTAVAIL: "port.no-address",
}
NOT_HERE = {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}  # where one family of addresses is not in use


def bare(host: str) -> str:
    """A host as sockets take it: IPv6 without its brackets.

    >>> bare("[::1]"), bare("127.0.0.1")
    ('::1', '127.0.0.1')
    """
    return host.removeprefix("[").removesuffix("]")


def listened_on(host: str) -> str:
    """What a socket is bound to for `--host`: "" is every address, of IPv4 and of IPv6.

    >>> listened_on("::"), listened_on("0.0.0.0"), listened_on("[::1]")
    ('', '0.0.0.0', '::1')
    """
    return "" if bare(host) == "::" else bare(host)


def refuse_taken(host: str, port: int, which: str = "") -> None:
    """Raise `ServerError`, with what to do, when nobody can listen on this host and port.

    `which` is what stands before "host" and "port" in the names of their options.
    """
    try:
        infos = socket.getaddrinfo(
            listened_on(host) or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError):
        raise cannot_listen(host, port, OSError(errno.EADDRNOTAVAIL, ""), which) from None
    refusals = [_refusal(family, address) for family, *_, address in infos]
    serious = [
        refusal
        for refusal in refusals
        if refusal and (refusal.errno not in NOT_HERE or all(refusals))
    ]
    if serious:
        raise cannot_listen(host, port, serious[0], which) from serious[0]


def _refusal(family: int, address: tuple[object, ...]) -> OSError | None:
    """Why no socket can be bound there; None where one can."""
    try:
        with socket.create_server(address[:2], family=family):
            return None
    except OSError as error:
        return error


def cannot_listen(host: str, port: int, error: OSError, which: str = "") -> ServerError:
    """What to say of a host and a port where listening ended in `error`; `which` as above."""
    from otkit.kit.tables.sentences import said

    readable = f"[{bare(host)}]" if ":" in host else host
    why = said(WHY[error.errno], which=which) if error.errno in WHY else str(error.strerror)
    sentence = said("server.port-taken", host=readable, port=port, why=why)
    return ServerError(sentence, "server.port-taken")


def address_in(arguments: Sequence[str]) -> tuple[str, int] | None:
    """The host and the port in the arguments of `otkit serve`; None where they must be read whole.

    >>> address_in(["--port", "80", "--room"]), address_in(["--help"]), address_in(["--port=x"])
    (('127.0.0.1', 80), None, None)
    """
    reader = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    reader.add_argument("--host", default=os.environ.get("OTKIT_HOST") or HOST)
    reader.add_argument("--port", default=os.environ.get("OTKIT_PORT") or PORT, type=int)
    try:
        options, others = reader.parse_known_args(arguments)
    except (argparse.ArgumentError, SystemExit):
        return None
    if READ_WHOLE & {word.partition("=")[0] for word in others}:
        return None
    is_in_file = Path(SETTINGS_FILE).exists() or "OTKIT_CONFIG" in os.environ
    is_whole = bool(options.host) and not is_in_file  # the settings refuse what is no address
    return (options.host, options.port) if is_whole else None


def refuse(arguments: Sequence[str]) -> None:
    """End with 1 and a sentence where a server with these arguments could not listen."""
    where = address_in(arguments)
    try:
        if where:
            refuse_taken(*where)
    except ServerError as error:
        from otkit.kit.tables.sentences import asked_language, in_language

        sys.exit(in_language(error.args[0], asked_language(arguments)))


if __name__ == "__main__":
    refuse(sys.argv[1:])
