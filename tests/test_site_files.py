"""Icon, manifest and robots.txt are where browsers and search engines look for them."""

import asyncio
import json
from functools import partial

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application

from otkit.kit.load import load_tables
from otkit.server.quiet import HEADERS
from otkit.server.site_files import FOR_A_DAY, NAMES, site_files
from otkit.server.static_files import FOLDER, StaticFiles

TABLES = load_tables()
TYPES = {
    "favicon.ico": "image/svg+xml",
    "apple-touch-icon.png": "image/png",
    "manifest.webmanifest": "application/manifest+json",
    "robots.txt": "text/plain; charset=utf-8",
}


def ask(name: str, method: str = "GET") -> HTTPResponse:
    async def story() -> HTTPResponse:
        options = {"files": partial(site_files, TABLES, "/kit/"), "unversioned": FOR_A_DAY}
        routes = [(f"/kit/{NAMES}", StaticFiles, options)]
        listener, port = bind_unused_port(address="127.0.0.1")
        server = HTTPServer(Application(routes, headers=HEADERS))
        server.add_sockets([listener])
        address = f"http://127.0.0.1:{port}/kit/{name}"
        try:
            return await AsyncHTTPClient().fetch(address, method=method, raise_error=False)
        finally:
            server.stop()
            await server.close_all_connections()

    return asyncio.run(story())


@pytest.mark.parametrize(("name", "media_type"), TYPES.items())
def test_each_comes_with_its_type_and_every_header(name, media_type):
    answer = ask(name)
    assert (answer.code, answer.headers["Content-Type"]) == (200, media_type)
    assert {one: answer.headers[one] for one in HEADERS} == HEADERS


@pytest.mark.parametrize("name", TYPES)
def test_a_look_without_the_content_tells_its_length(name):
    assert ask(name, "HEAD").headers["Content-Length"] == str(len(ask(name).body))


def test_the_icon_is_the_kits_own_drawing():
    assert ask("favicon.ico").body == (FOLDER / "icon.svg").read_bytes()


def test_the_manifest_names_the_site_and_icons_that_exist():
    manifest = json.loads(ask("manifest.webmanifest").body)
    assert (manifest["start_url"], manifest["scope"]) == ("/kit/", "/kit/")
    for icon in manifest["icons"]:
        name = icon["src"].removeprefix("/kit/voila/templates/otkit/static/")
        assert (FOLDER / name).is_file()


def test_search_engines_stay_out_of_rooms_alone():
    lines = ask("robots.txt").body.decode().splitlines()
    assert "Disallow: /kit/room" in lines
    assert not [line for line in lines if line in ("Disallow: /kit/", "Disallow: /kit/learn")]


def test_no_other_name_exists():
    assert ask("secret.txt").code == 404
