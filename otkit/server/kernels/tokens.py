"""What opens a page: its id signed with a secret that all servers of a site may share."""

from __future__ import annotations

import hmac
import re
from pathlib import Path

from otkit.errors import ServerError
from otkit.kit.tables.sentences import said

SHORTEST_SECRET = 32  # bytes
TOKEN = re.compile(r"(\w{1,40})\.([0-9a-f]{64})", re.ASCII)


def token_for(page_id: str, notebook: str, secret: bytes) -> str:
    """The token that opens the page `page_id` of the notebook with this name, and no other."""
    signed = hmac.new(secret, f"{notebook}/{page_id}".encode(), "sha256").hexdigest()
    return f"{notebook}.{signed}"


def notebook_of(page_id: str, token: str, secret: bytes) -> str | None:
    """The name of the notebook whose page `token` opens, None when it opens nothing."""
    match = TOKEN.fullmatch(token)
    if match is None or not hmac.compare_digest(token_for(page_id, match[1], secret), token):
        return None
    return match[1]


def source_of(address: str, secret: bytes) -> str:
    """Where something comes from, to count by: the address hashed with the site's secret."""
    return hmac.new(secret, f"address {address}".encode(), "sha256").hexdigest()[:16]


def read_secret(path: Path) -> bytes:
    """The secret in a file; raises `ServerError` when there is none, or one too short to be one."""
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        sentence = said("server.no-secret", path=path, why=error.strerror)
        raise ServerError(sentence, "server.no-secret") from error
    if len(secret) < SHORTEST_SECRET:
        sentence = said("server.short-secret", path=path, least=SHORTEST_SECRET)
        raise ServerError(sentence, "server.short-secret")
    return secret
