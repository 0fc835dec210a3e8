"""What the web can and cannot do with a running `otkit serve`."""

import json
import re
import shutil
import socket
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from otkit.server.quiet import CONTENT_POLICY, HEADERS
from tests.serving import ROOT, free_port, running

NOT_THERE = [
    "files/check_in.ipynb",
    "voila/files/check_in.ipynb",
    "voila/tree",
    "voila/render/check_in.ipynb",
    "voila/render/workshop/0_before_you_start.ipynb",
    "voila/api/contents",
    "voila/static/voila.js",
    "voila/labextensions/x",
    "voila/templates/lab/static/voila.js",
    "voila/templates/otkit/static/../index.html.j2",
    "voila/templates/otkit/index.html.j2",
    "voila/templates/x",
    "voila/templates/",
    "api/contents",
    "api/kernels",
    "api/kernelspecs",
    "api/sessions",
    "api/terminals",
    "api/status",
    "login",
    "logout",
    "lab",
    "tree",
    "terminals/websocket/1",
    "check_in.ipynb",
    "..%2f..%2fetc%2fpasswd",
]


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    port = free_port()
    with running("otkit", "serve", "--port", str(port), "--kernels", "1", port=port) as address:
        yield address


def ask(url: str, method: str = "GET", data: bytes | None = None, **headers: str):
    request = urllib.request.Request(url, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


@pytest.fixture(scope="module")
def page(served):
    return ask(served)


def told_host(body: str) -> dict[str, str]:
    found = re.search(r'id="otkit-host">(.*?)</script>', body, re.DOTALL)
    return json.loads(found[1])


def test_the_page_comes_with_the_form_already_in_it(page):
    status, _, body = page
    assert status == 200
    assert 'name="years"' in body


@pytest.mark.parametrize("name", HEADERS)
def test_the_page_and_its_files_carry_every_header(name, page, served):
    _, headers, body = page
    style = re.search(r'href="/(voila/templates/otkit/static/style\.css[^"]*)"', body)[1]
    if name != CONTENT_POLICY:  # a page may also open a websocket
        assert headers[name] == HEADERS[name]
    assert ask(served + style)[1][name] == HEADERS[name]


KERNEL = "01234567-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("HEAD", "", 200),
        ("POST", "", 403),
        ("GET", "voila/templates/otkit/static/nothing.js", 404),
        ("POST", f"voila/api/shutdown/{KERNEL}", 403),
        ("GET", f"voila/api/shutdown/{KERNEL}", 405),
        ("GET", f"api/kernels/{KERNEL}/channels", 403),
    ],
)
def test_every_answer_carries_every_header(method, path, status, served):
    found, headers, _ = ask(served + path, method, data=b"" if method in ("POST", "PUT") else None)
    assert found == status
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_the_policy_allows_no_inline_code_and_no_other_host():
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy


def test_a_page_may_connect_to_its_own_host_alone(page, served):
    """Safari before 15.6 does not take `'self'` for a websocket."""
    host = served.removeprefix("http://").rstrip("/")
    policy = HEADERS[CONTENT_POLICY].replace(
        "connect-src 'self'", f"connect-src 'self' ws://{host} wss://{host}"
    )
    assert page[1][CONTENT_POLICY] == policy


LESSON = '<h2 id="otkit-[0-9a-f]+-lesson">(.*?)</h2>'


@pytest.mark.parametrize(
    ("address", "spoken", "language", "title"),
    [
        ("learn", "en", "en", "What is OT for children?"),
        ("learn?lesson=first-visit", "en", "en", "What happens at the first visit"),
        ("learn?lesson=first-visit&lang=es-MX", "en", "es", "Qué pasa en la primera cita"),
        ("learn?lesson=first-visit&lang=ES", "", "es", "Qué pasa en la primera cita"),
        ("learn?lesson=first-visit", "es-US,en;q=0.5", "es", "Qué pasa en la primera cita"),
    ],
)
def test_a_lesson_has_a_plain_address(address, spoken, language, title, served):
    """It is in the page as it comes, for a browser that runs no script or opens no websocket."""
    _, _, body = ask(served + address, **{"Accept-Language": spoken})
    assert re.search(LESSON, body)[1] == title
    assert f'<html lang="{language}">' in body
    assert f"<title>{title} · " in body


@pytest.mark.parametrize(
    ("address", "spoken", "number"),
    [
        ("", "en-GB,en;q=0.9", "999"),
        ("", "es-ES", "112"),
        ("", "en-AU", "000"),
        ("", "en", "911"),
        ("?country=IN", "en-GB", "112"),
        ("?country=nowhere", "en-GB", "999"),
        ("learn?lesson=who-to-call", "en-NZ", "111"),
    ],
)
def test_the_number_is_that_of_the_readers_region(address, spoken, number, served):
    """Where the address says a place, that one is right."""
    _, _, body = ask(served + address, **{"Accept-Language": spoken})
    assert re.search('<a (?:class="[^"]*" )?href="tel:([0-9]+)">', body)[1] == number


def test_the_place_stands_in_the_open(served):
    _, _, body = ask(served, **{"Accept-Language": "en-GB"})
    assert "You are in: United Kingdom. Change</summary>" in body


def test_an_age_has_a_plain_address(served):
    _, _, body = ask(served + "?months=9&lang=es")
    assert '<option value="9" selected>9 meses</option>' in body
    assert 'class="seen-item"' in body
    assert "<title>¿Cómo va " in body


@pytest.mark.parametrize("address", ["?lang=fr", "?months=-1", "?months=999999", "?lesson=%00"])
def test_an_address_of_nonsense_is_a_page_like_any(address, served):
    status, _, body = ask(served + address)
    assert status == 200
    assert '<html lang="en">' in body


def test_no_cookie_is_set(page, served):
    assert page[1]["Set-Cookie"] is None
    assert ask(served + "nothing")[1]["Set-Cookie"] is None


@pytest.mark.parametrize("path", NOT_THERE)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_what_is_not_a_page_does_not_exist(path, method, served):
    status, headers, body = ask(served + path, method, data=b"{}" if method != "GET" else None)
    assert status in (404, 405), (path, method)
    assert "Traceback" not in body
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_hashed_files_may_be_kept_for_long(page, served):
    style = re.search(r'href="/(voila/templates/otkit/static/style\.css\?v=[^"]*)"', page[2])[1]
    assert "max-age=" in ask(served + style)[1]["Cache-Control"]


def test_a_page_is_not_closed_without_its_token(page, served):
    kernel = told_host(page[2])["kernelId"]
    assert ask(f"{served}voila/api/shutdown/{kernel}", "POST", b"token=guess")[0] == 403


PICTURE = b"\x89PNG\r\n\x1a\nnobody-sees-this"
PLACES = 2
#: A notebook that fails, but not at the start, where no page could be drawn.
FAILING = """
import os
from otkit.widgets import {page}
page = {page}()
if hasattr(os, "{page}_was_shown"):
    {fault}
os.{page}_was_shown = True
page
"""
FAULTS = {
    "learn": ("Learn", "raise OSError('broken')"),
    "room": ("RoomPage", "page._repr_mimebundle_ = lambda **_: ({'text/plain': 'Room'}, {})"),
    "wall": ("WallPage", "raise KeyError(os.environ.get('HOME'))"),
}


def with_last_cell(path: Path, code: str) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][-1]["source"] = code
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def own() -> Iterator[str]:
    """A server in Ireland for two pages, with notebooks of its own, of which one works."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ot-") as folder:
        home = Path(folder)
        for name in ("otkit", "data"):
            (home / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "notebooks", home / "notebooks")
        for name in ("picture.png", ".hidden.png"):
            (home / "notebooks" / name).write_bytes(PICTURE)
        check_in = "from otkit.widgets import CheckIn\nCheckIn(months=20)"
        with_last_cell(home / "notebooks/check_in.ipynb", check_in)
        for name, (page, fault) in FAULTS.items():
            code = FAILING.format(page=page, fault=fault)
            with_last_cell(home / f"notebooks/{name}.ipynb", code)
        env = {"PYTHONPATH": folder, "PYTHONSAFEPATH": "1"}
        options = ("--kernels", "1", "--max-visitors", str(PLACES), "--country", "IE")
        with running("otkit", "serve", "--port", str(port), *options, port=port, **env) as url:
            yield url


@contextmanager
def opened(url: str, **headers: str) -> Iterator[str]:
    """The HTML of a page, which is closed again."""
    status, _, body = ask(url, **headers)
    assert status == 200
    yield body
    told = told_host(body)
    token = f"token={told['token']}".encode()
    assert ask(f"{url}voila/api/shutdown/{told['kernelId']}", "POST", token)[0] == 204


def test_the_owners_place_goes_before_a_guess(own):
    with opened(own, **{"Accept-Language": "en-GB"}) as body:
        assert "You are in: Ireland. Change</summary>" in body


def test_asking_for_the_head_opens_no_page(own):
    """A page more than there may be would be refused."""
    assert [ask(own + path, "HEAD")[0] for path in ("", "learn", "room")] == [200] * 3
    with opened(own), opened(own):
        assert ask(own)[0] == 503
    with opened(own):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs rights there")
@pytest.mark.parametrize("name", ["picture.png", ".hidden.png", "check_in.ipynb"])
def test_no_file_beside_the_notebooks_is_served(own, name):
    with opened(own) as body:
        assert 'class="card result nothing-ticked"' in body, "it serves that folder"
    for path in ("", "files/", "voila/files/", "static/", "voila/static/", "notebooks/"):
        status, _, body = ask(own + path + name)
        assert status == 404
        assert "nobody-sees-this" not in body


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs rights there")
@pytest.mark.parametrize("path", FAULTS)
def test_a_page_whose_notebook_fails_is_an_error(path, own):
    """Not at its start, where no page could be drawn, but at a visitor's: 500, and no form.

    It has the words of the error page alone, and takes no visitor's place from another.
    """
    for _ in range(PLACES + 1):
        status, headers, body = ask(own + path)
        assert status == 500
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert '<section class="card" lang="es" dir="ltr">' in body
        for never in ("<form", "otkit-host", "Error", "Traceback", "/ot-"):
            assert never not in body
    with opened(own):
        pass


@pytest.mark.parametrize(("length", "is_answered"), [(1000, True), (20_000, False)])
def test_headers_of_any_length_are_not_read(length, is_answered, served):
    port = int(served.rsplit(":", 1)[1].strip("/"))
    with socket.create_connection(("127.0.0.1", port), 30) as line:
        asked = f"HEAD / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Long: {'x' * length}\r\n\r\n"
        answer = b""
        with suppress(ConnectionError):
            line.sendall(asked.encode())
            answer = line.recv(1000)
    assert answer.startswith(b"HTTP/1.1 200") == is_answered


def test_nothing_of_the_request_is_printed_into_the_page(served):
    body = ask(served + "?lang=%3Cscript%3Eechoed%3C/script%3E&template=lab&theme=dark")[2]
    assert "echoed" not in body
    assert 'class="otkit"' in body
