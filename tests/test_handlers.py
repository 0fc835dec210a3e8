"""What the web can and cannot do with a running `otkit serve`."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from otkit.server.handlers import HEADERS, token_for
from tests.serving import free_port, running

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
    with running("otkit", "serve", "--port", str(port), "--warm", "1", port=port) as address:
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


def test_a_token_is_made_from_the_kernel_and_the_secret():
    assert token_for("a", b"1") != token_for("b", b"1") != token_for("b", b"2")
    assert token_for("a", b"1") == token_for("a", b"1")


def test_the_page_comes_with_the_form_already_in_it(page):
    status, _, body = page
    assert status == 200
    assert 'name="years"' in body


@pytest.mark.parametrize("name", HEADERS)
def test_the_page_and_its_files_carry_every_header(name, page, served):
    _, headers, body = page
    style = re.search(r'href="/(voila/templates/otkit/static/style\.css[^"]*)"', body)[1]
    assert headers[name] == HEADERS[name]
    assert ask(served + style)[1][name] == HEADERS[name]


def test_the_policy_allows_no_inline_code_and_no_other_host():
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy


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


def test_a_kernel_is_not_ended_without_its_token(page, served):
    kernel = told_host(page[2])["kernelId"]
    assert ask(f"{served}voila/api/shutdown/{kernel}", "POST", b"token=guess")[0] == 403


def test_a_page_says_farewell_to_its_kernel(served):
    told = told_host(ask(served)[2])
    body = f"token={told['token']}".encode()
    assert ask(f"{served}voila/api/shutdown/{told['kernelId']}", "POST", body)[0] == 204


def test_asking_for_the_head_starts_no_kernel(served):
    assert ask(served, "HEAD")[0] == 200


def test_nothing_of_the_request_is_printed_into_the_page(served):
    body = ask(served + "?lang=%3Cscript%3Eechoed%3C/script%3E&template=lab&theme=dark")[2]
    assert "echoed" not in body
    assert 'class="otkit"' in body
