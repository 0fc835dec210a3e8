"""A token opens one page of one notebook, on every server that has the secret."""

import pytest

from otkit.errors import ServerError
from otkit.server.kernels.tokens import notebook_of, read_secret, source_of, token_for

PAGE = "01234567-89ab-cdef-0123-456789abcdef"
OTHER = "11234567-89ab-cdef-0123-456789abcdef"
TOKEN = token_for(PAGE, "learn", b"secret")


def test_a_token_says_which_notebook_it_opens():
    assert notebook_of(PAGE, TOKEN, b"secret") == "learn"


@pytest.mark.parametrize(
    ("page", "token", "secret"),
    [
        (OTHER, TOKEN, b"secret"),
        (PAGE, TOKEN, b"another"),
        (PAGE, TOKEN.replace("learn", "room"), b"secret"),
        (PAGE, TOKEN[:-1], b"secret"),
        (PAGE, TOKEN + "0", b"secret"),
        (PAGE, TOKEN.upper(), b"secret"),
        (PAGE, "ä" * 71, b"secret"),
        (PAGE, "", b"secret"),
    ],
)
def test_any_other_token_opens_nothing(page, token, secret):
    assert notebook_of(page, token, secret) is None


def test_a_secret_is_read_from_its_file(tmp_path):
    (tmp_path / "secret").write_text("x" * 32 + "\n")
    assert read_secret(tmp_path / "secret") == b"x" * 32


@pytest.mark.parametrize("text", [None, "", "short"])
def test_a_secret_that_is_none_is_refused_in_a_sentence(text, tmp_path):
    if text is not None:
        (tmp_path / "secret").write_text(text)
    with pytest.raises(ServerError, match="secret"):
        read_secret(tmp_path / "secret")


def test_a_source_tells_addresses_apart_and_hides_them():
    sources = {source_of(address, b"secret") for address in ("10.0.0.1", "10.0.0.2")}
    assert len(sources) == 2
    assert source_of("10.0.0.1", b"other") not in sources
    assert all(len(source) == 16 and "10.0" not in source for source in sources)
