"""The sandbox around each kernel: what it may not do, though it never runs a visitor's code.

`otkit serve` has each kernel confined before it runs (see `kernels/confined.py`). That a page can
send nothing but events is in `sockets.py`.

- No network, no other program's socket, no program or process started, no other process touched:
  `seccomp.py`.
- No file written but in the kernel's own folder, none read in the homes of people or among what
  other programs keep, except what Python itself is loaded from: `landlock.py`.
- No privilege of an administrator, should the server run as one, but to read the files of others.
- Limits on memory and files: Python's `resource`. A kernel without memory is ended, since its pages
  work again in another one. One that is busy too long the server ends (`kernels/kernel.py`).

A workshop's room is a file or a database by URL, so kernels of a server with one may write that
file or use the network.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

from otkit.server.sandbox import call, landlock, seccomp

ROOM = "OTKIT_ROOM"
LIMITS = {
    "RLIMIT_DATA": 400_000_000,  # bytes beyond what it starts with, and more for each page
    "RLIMIT_FSIZE": 64_000_000,  # bytes
    "RLIMIT_NOFILE": 512,
    "RLIMIT_CORE": 0,
}
#: Top folders that hold what is somebody's; all others hold the system, which may be read.
PRIVATE = {"home", "root", "tmp", "var", "run", "srv", "mnt", "media", "boot", "lost+found"}
PR_SET_NO_NEW_PRIVS = 38
CAPABILITIES_VERSION = 0x20080522
KEPT_CAPABILITIES = 0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: files that another user owns


def missing_layers() -> list[str]:
    """The layers that this system lacks, as ends of the sentence "A visitor's kernel ..."."""
    missing = []
    if not seccomp.is_possible():
        missing.append("is not kept from the network and from starting programs")
    if not landlock.version():
        missing.append("is not kept from this user's files and processes")
    if sys.platform == "win32":
        missing.append("has no limits on memory")
    return missing


def set_limits(limits: Mapping[str, int]) -> None:
    """Set limits by their names in `resource`, soft and hard; none where there is no `resource`."""
    try:
        import resource
    except ImportError:  # on Windows
        return
    for name, limit in limits.items():
        number = getattr(resource, name)
        _, most = resource.getrlimit(number)
        if most != resource.RLIM_INFINITY:
            limit = min(limit, most)
        resource.setrlimit(number, (limit, limit))


def confine(connection_file: str) -> None:
    """Build every sandbox layer that this system has; raises `OSError` if one fails.

    Its own folder is TMPDIR; next to `connection_file` it may make its sockets.
    """
    room = os.environ.get(ROOM, "")
    network = "://" in room
    if sys.platform.startswith("linux"):
        refuse_new_privileges()
    if landlock.version():
        landlock.allow_only(rights(connection_file, room, network), network)
    if sys.platform.startswith("linux") and os.geteuid() == 0:
        drop_capabilities()
    if seccomp.is_possible():
        seccomp.refuse_from_now_on(network)


def rights(connection_file: str, room: str, network: bool) -> list[tuple[str, int]]:
    """Which paths a kernel may use, and how."""
    package = Path(__file__).parents[2]
    system = [f"/{name}" for name in os.listdir("/") if name not in PRIVATE]
    python = [sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path)]
    kit: list[str | Path] = [
        package,
        *(package.parent / name for name in ("data", "notebooks")),
        os.getcwd(),
    ]
    kit.append(os.environ.get("OTKIT_DATA", package))
    if network:  # the names of hosts, the database's certificates
        kit += ["/run/systemd/resolve", Path.home() / ".postgresql"]
    return [
        *((os.fspath(path), landlock.READ) for path in (*system, *python, *kit)),
        ("/dev/null", landlock.READ | landlock.WRITE_FILE),
        (os.environ["TMPDIR"], landlock.OWN),
        (connection_file, landlock.READ | landlock.WRITE_FILE | landlock.TRUNCATE),
        (os.path.dirname(connection_file), landlock.MAKE_SOCK),
        *([(str(Path(room).parent), landlock.OWN)] if room and not network else []),
    ]


def refuse_new_privileges() -> None:
    """Bar this process from gaining privileges, as by a set-uid program; raises `OSError`.

    Linux asks for it before Landlock and before seccomp of everybody who is not an administrator.
    """
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def drop_capabilities() -> None:
    """Stop being the administrator that root is; raises `OSError`."""
    header = struct.pack("=Ii", CAPABILITIES_VERSION, 0)
    kept = struct.pack("=6I", KEPT_CAPABILITIES, KEPT_CAPABILITIES, 0, 0, 0, 0)
    call("capset", header, kept)
