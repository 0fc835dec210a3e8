"""The HTML round a page's widgets: Voilà's exporter draws it once, each page stands in it."""

import asyncio
import json
import re

import pytest
from traitlets.config import Config
from voila.exporter import VoilaExporter
from voila.paths import collect_template_paths

from otkit.errors import ServerError
from otkit.server.kernels.frame import Frame
from otkit.server.settings import FRONT
from tests.kernels.own_kernel import CHECK_IN

FIRST = [{"html": '<form class="otkit">first</form>', "model": "first_1"}]


@pytest.fixture
def frame(monkeypatch) -> Frame:
    monkeypatch.setenv("JUPYTER_PATH", str(FRONT))
    paths = collect_template_paths(["voila", "nbconvert"], "otkit")
    exporter = VoilaExporter(
        template_paths=paths, template_name="otkit", config=Config(), base_url="/kit/"
    )
    resources = {"base_url": "/kit/", "template": "otkit", "theme": "light"}
    return asyncio.run(Frame.draw(CHECK_IN, FIRST, exporter, resources))


def test_a_page_stands_in_it_and_nothing_of_the_first(frame):
    html = frame.around("id-1", "check_in.abc", [{"html": "<form>&amp;<b></form>", "model": "m_1"}])
    assert '<div data-model="m_1"><form>&amp;<b></form></div>' in html
    assert "first" not in html
    assert not re.search("mark[0-9a-f]{16}", html)


def test_the_host_is_told_which_page_it_is(frame):
    html = frame.around("id-1", "check_in.abc", FIRST)
    host = json.loads(re.search(r'id="otkit-host">(.*?)</script>', html)[1])
    assert (host["kernelId"], host["token"], host["baseUrl"]) == ("id-1", "check_in.abc", "/kit/")


def test_title_and_language_are_the_pages_own(frame):
    spanish = [{**FIRST[0], "language": "es", "title": "¿Cómo va <todo>?"}]
    html = frame.around("id-1", "check_in.abc", spanish)
    assert "<title>¿Cómo va &lt;todo&gt;?</title>" in html
    assert '<html lang="es">' in html


@pytest.mark.parametrize("outputs", [[], FIRST * 2, [{"html": "", "model": ""}]])
def test_other_widgets_than_the_first_pages_are_an_error(outputs, frame):
    with pytest.raises(ServerError):
        frame.around("id-1", "check_in.abc", outputs)
