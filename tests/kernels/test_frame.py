"""The HTML around a page's widgets: Voilà's exporter draws it once, each page stands in it."""

import asyncio
import json
import re
from types import SimpleNamespace

import nbformat
import pytest
from markupsafe import escape
from traitlets.config import Config
from voila.configuration import VoilaConfiguration
from voila.paths import collect_template_paths

from otkit.errors import ServerError
from otkit.kit.wording import Words
from otkit.server.configuration import PAGES
from otkit.server.kernels.frame import Frame, draw_frame, metadata
from otkit.server.settings import FRONT, notebooks_folder
from tests.kernels.own_kernel import CHECK_IN
from tests.kit import TABLES

FIRST = [{"html": '<form class="otkit">first</form>', "model": "first_1", "title": "Title"}]


def drawn(language: str, widgets: int = 1) -> Frame:
    server = SimpleNamespace(
        template_paths=collect_template_paths(["voila", "nbconvert"], "otkit"),
        voila_configuration=VoilaConfiguration(template="otkit"),
        config=Config(),
        contents_manager=None,
        base_url="/kit/",
    )
    own = metadata(CHECK_IN, Words(TABLES, language))
    return asyncio.run(draw_frame(server, CHECK_IN, own, widgets))


@pytest.fixture
def frame(monkeypatch) -> Frame:
    monkeypatch.setenv("JUPYTER_PATH", str(FRONT))
    return drawn("en")


def test_a_page_stands_in_it_and_nothing_of_the_first(frame):
    html = frame.around("id-1", "check_in.abc", [{"html": "<form>&amp;<b></form>", "model": "m_1"}])
    assert '<div data-model="m_1"><form>&amp;<b></form></div>' in html
    assert "first" not in html
    assert not re.search("mark[0-9a-f]{16}", html)


def test_the_host_is_told_which_page_it_is(frame):
    html = frame.around("id-1", "check_in.abc", FIRST)
    host = json.loads(re.search(r'id="otkit-host">(.*?)</script>', html)[1])
    assert (host["kernelId"], host["token"], host["baseUrl"]) == ("id-1", "check_in.abc", "/kit/")


@pytest.mark.parametrize("language", [row["language"] for row in TABLES.rows("languages")])
def test_language_and_description_are_the_frames_own(language, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(FRONT))
    html = drawn(language).around("id-1", "check_in.abc", FIRST)
    assert f'<html lang="{language}">' in html
    description = str(escape(Words(TABLES, language)("check_in.description")))
    assert f'<meta name="description" content="{description}">' in html


def test_the_title_is_the_pages_own(frame):
    spanish = [FIRST[0] | {"title": "¿Cómo va <todo>?"}]
    html = frame.around("id-1", "check_in.abc", spanish)
    assert "<title>¿Cómo va &lt;todo&gt;?</title>" in html


def test_all_widgets_of_a_notebook_stand_in_it_in_order(monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(FRONT))
    html = drawn("en", widgets=2).around("id-1", "check_in.abc", FIRST + FIRST)
    assert html.count('<div data-model="first_1"><form class="otkit">first</form></div>') == 2


@pytest.mark.parametrize("name", PAGES.values())
def test_a_notebooks_metadata_is_the_tables_english(name):
    """Stock Voilà reads the notebook."""
    node = nbformat.read(notebooks_folder() / name, as_version=4)
    own = metadata(name, Words(TABLES, "en"))
    assert own == {key: node.metadata[key] for key in own}


@pytest.mark.parametrize("outputs", [[], FIRST * 2, [{"html": "", "model": ""}]])
def test_other_widgets_than_the_first_pages_are_an_error(outputs, frame):
    with pytest.raises(ServerError):
        frame.around("id-1", "check_in.abc", outputs)
