"""Files are sent as they are, packed where that is taken, and read once."""

import asyncio
import gzip
import json
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, GZipContentEncoding

from otkit.kit.pictures import pictures
from otkit.kit.wording import Words
from otkit.server.quiet import HEADERS
from otkit.server.static_files import (
    FOLDER,
    LEAST_PACKED,
    SITE_NAMES,
    StaticFiles,
    drawings,
    site_files,
    template_files,
)
from tests.kit import TABLES

SITE = {
    "favicon.ico": "image/svg+xml",
    "apple-touch-icon.png": "image/png",
    "manifest.webmanifest": "application/manifest+json",
    "robots.txt": "text/plain; charset=utf-8",
}
NAMES = sorted(path.name for path in FOLDER.iterdir())


def ask(name: str, method: str = "GET", **headers: str) -> HTTPResponse:
    """The answer of a server as `otkit serve` is one, which packs whatever is not packed."""

    async def story() -> HTTPResponse:
        routes = [
            ("/([a-z]+[.](?:js|css|svg|png))", StaticFiles, {"files": template_files}),
            ("/pictures/([a-z0-9-]+)[.]svg", StaticFiles, {"files": partial(drawings, TABLES)}),
            (f"/kit/{SITE_NAMES}", StaticFiles, {"files": partial(site_files, TABLES)}),
        ]
        app = Application(routes, headers=HEADERS)
        app.transforms.append(GZipContentEncoding)
        listener, port = bind_unused_port(address="127.0.0.1")
        server = HTTPServer(app)
        server.add_sockets([listener])
        try:
            return await AsyncHTTPClient().fetch(
                f"http://127.0.0.1:{port}/{name}",
                method=method,
                headers=headers,
                raise_error=False,
                decompress_response=False,
            )
        finally:
            server.stop()
            await server.close_all_connections()

    return asyncio.run(story())


def test_every_file_of_the_template_can_be_asked_for():
    assert sorted(template_files()) == NAMES
    assert {"page.js", "host.js", "style.css", "icon.svg"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_comes_as_it_is(name):
    answer = ask(name)
    assert (answer.code, answer.body) == (200, (FOLDER / name).read_bytes())
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("name", NAMES)
def test_a_file_comes_packed_to_who_takes_it_so(name):
    answer = ask(name, **{"Accept-Encoding": "br, gzip"})
    is_long = (FOLDER / name).stat().st_size >= LEAST_PACKED and not name.endswith(".png")
    assert (answer.headers.get("Content-Encoding") == "gzip") == is_long
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert len(answer.body) == int(answer.headers["Content-Length"])
    body = gzip.decompress(answer.body) if is_long else answer.body
    assert body == (FOLDER / name).read_bytes()


def test_a_file_carries_every_header_and_its_type():
    answer = ask("page.js")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_only_an_address_with_the_right_version_is_kept_for_long():
    version = template_files()["style.css"].version
    assert "max-age=31536000" in ask(f"style.css?v={version}").headers["Cache-Control"]
    for address in ("style.css", "style.css?v=older"):
        assert ask(address).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("packing", ["", "gzip"])
def test_who_has_a_file_is_not_sent_it_again(packing):
    headers = {"Accept-Encoding": packing} if packing else {}
    first = ask("host.js", **headers)
    again = ask("host.js", **headers, **{"If-None-Match": first.headers["Etag"]})
    assert (again.code, again.body) == (304, b"")


def test_the_head_of_a_file_says_its_length_and_sends_nothing():
    answer = ask("page.js", "HEAD")
    assert (answer.code, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) == (FOLDER / "page.js").stat().st_size


@pytest.mark.parametrize("name", ["nothing.js", "index.html.j2", "..%2fpage.js"])
def test_what_is_no_file_of_ours_is_not_there(name):
    assert ask(name).code == 404


def test_files_are_read_once(monkeypatch):
    template_files()
    monkeypatch.setattr(Path, "read_bytes", None)
    monkeypatch.setattr(gzip, "compress", None)
    assert ask("page.js", **{"Accept-Encoding": "gzip"}).code == 200


# ---------------------------------------------------------------- the drawings of a kit


@pytest.mark.parametrize("name", pictures(TABLES))
def test_a_drawing_comes_as_it_is(name):
    answer = ask(f"pictures/{name}.svg")
    assert (answer.code, answer.body) == (200, pictures(TABLES)[name].svg)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_drawing_travels_packed():
    answer = ask("pictures/hops.svg", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.body) == pictures(TABLES)["hops"].svg


def test_a_drawing_at_its_version_is_kept_for_long():
    version = pictures(TABLES)["hops"].version
    long = ask(f"pictures/hops.svg?v={version}").headers["Cache-Control"]
    assert "max-age=31536000" in long
    assert ask("pictures/hops.svg?v=older").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["no-such", "..%2fhops", "%2e%2e", "hops.svg%00"])
def test_what_is_no_drawing_of_the_kit_is_not_there(name):
    assert ask(f"pictures/{name}.svg").code == 404


# ---------------------------------------------------------------- icon, manifest, robots.txt


@pytest.mark.parametrize(("name", "media_type"), SITE.items())
def test_each_comes_with_its_type_and_every_header(name, media_type):
    answer = ask(f"kit/{name}")
    assert (answer.code, answer.headers["Content-Type"]) == (200, media_type)
    assert {one: answer.headers[one] for one in HEADERS} == HEADERS


@pytest.mark.parametrize("name", SITE)
def test_a_look_without_the_content_tells_its_length(name):
    assert ask(f"kit/{name}", "HEAD").headers["Content-Length"] == str(len(ask(f"kit/{name}").body))


def test_the_icon_is_the_kits_own_drawing():
    assert ask("kit/favicon.ico").body == (FOLDER / "icon.svg").read_bytes()


def test_the_manifest_names_the_site_and_icons_that_exist():
    """By addresses relative to its own, so under any path."""
    manifest = json.loads(ask("kit/manifest.webmanifest").body)
    assert manifest["name"] == Words(TABLES, "en")("page.brand")
    for name in ("start_url", "scope"):
        assert urljoin("http://host/kit/manifest.webmanifest", manifest[name]) == "http://host/kit/"
    for icon in manifest["icons"]:
        address = urljoin("/kit/manifest.webmanifest", icon["src"])
        assert (FOLDER / address.removeprefix("/kit/voila/templates/otkit/static/")).is_file()


def test_search_engines_stay_out_of_rooms_alone():
    lines = ask("kit/robots.txt").body.decode().splitlines()
    assert "Disallow: /room" in lines
    assert not [line for line in lines if line in ("Disallow: /", "Disallow: /learn")]


def test_no_other_name_exists():
    assert ask("kit/secret.txt").code == 404
