"""The parts of the benchmark that need no server."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.clients.base import FILES, NotServedError
from bench.clients.otkit import read_page
from bench.clients.voila import read_page as read_voila_page
from bench.numbers import Spread, middle, percentile, spread
from bench.peers.registry import OTKIT, SHINY
from bench.profiled import package
from bench.report import Grid, Report, Target, put_section
from bench.story import Story
from bench.wire import Message, pack, unpack

FACTS = {"baseUrl": "/", "kernelId": "0-1-2-3-4", "page": "/page.js?v=1", "token": "secret"}
PAGE = (
    '<div data-model="abc"><form class="otkit"></form></div>'
    f'<script type="application/json" id="otkit-host">{json.dumps(FACTS)}</script>'
)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([3], 95, 3.0), ([1, 2, 3, 4, 5], 50, 3.0), ([5, 1], 50, 3.0), ([0, 10], 95, 9.5)],
)
def test_a_percentile_lies_between_its_neighbours_in_proportion(
    values: list[float], percent: float, expected: float
) -> None:
    assert percentile(values, percent) == expected


def test_a_percentile_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)


def test_a_spread_says_its_range() -> None:
    assert Spread.of([0.9, 0.8, 0.85]).words() == "0.85 (0.80 to 0.90)"


def test_runs_without_a_value_are_left_out_of_a_spread() -> None:
    assert spread([None, 2.0, None], 1) == "2.0"


def test_no_value_at_all_reaches_no_target() -> None:
    assert middle([None]) == float("inf")


def test_a_message_comes_out_of_the_wire_as_it_went_in() -> None:
    message = Message("shell", "comm_msg", {"comm_id": "á", "data": {"n": [1, None]}}, {"v": "1"})
    assert unpack(pack(message, "session")) == message


def test_buffers_after_the_content_do_not_disturb() -> None:
    message = Message("iopub", "comm_msg", {"data": {}})
    assert unpack(pack(message, "session") + b"\0\1") == message


def test_a_page_says_where_its_kernel_and_its_form_are() -> None:
    page = read_page(PAGE)
    assert (page.kernel_id, page.token, page.model_id) == ("0-1-2-3-4", "secret", "abc")


@pytest.mark.parametrize("html", ["", PAGE.replace("data-model", "x"), PAGE.replace("host", "x")])
def test_a_page_without_the_form_is_not_called_served(html: str) -> None:
    with pytest.raises(NotServedError):
        read_page(html)


def test_a_stock_page_with_an_empty_cell_is_not_called_served() -> None:
    config = '<script id="jupyter-config-data" type="application/json">{"baseUrl": "/"}</script>'
    with pytest.raises(NotServedError):
        read_voila_page(config)


def test_scripts_and_styles_of_a_page_are_found() -> None:
    html = '<link rel="stylesheet" href="a.css?v=2"><script type="module" src="/b.js"></script>'
    assert FILES.findall(html) == ["a.css?v=2", "/b.js"]


def test_a_story_travels_as_json() -> None:
    story = Story("2", "holds-toy", "Does not hold", "Before", "After")
    assert Story.from_json(story.to_json()) == story


def test_each_peer_names_the_tick_its_own_way() -> None:
    assert OTKIT.controls("holds-toy")["tick"] == 'input[name="see:holds-toy"]'
    assert SHINY.controls("holds-toy")["tick"] == "input#see_holds_toy"


def test_a_section_is_rewritten_and_the_others_stay() -> None:
    both = put_section(put_section("# Head\n", "a", "old"), "b", "other")
    assert put_section(both, "a", "new \\1") == both.replace("old", "new \\1")


def test_a_report_says_which_targets_are_not_reached() -> None:
    targets = [Target("speed", "1 s", "2 s", False)]
    text = Report("Title", "How.", [Grid("Caption", ("", "s"), [("otkit", "2")])], targets)
    assert "| speed | 1 s | 2 s | **no** |" in text.markdown()


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/v/lib/python3.11/site-packages/zmq/sugar/poll.py", "zmq"),
        ("/v/lib/python3.11/json/decoder.py", "json"),
        ("/checkout/otkit/server/launch.py", "otkit"),
        ("<string>", "other"),
    ],
)
def test_a_profile_counts_a_file_to_its_package(file: str, expected: str) -> None:
    assert package(file) == expected


def test_a_round_of_drawing_gives_the_cost_and_leaves_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.drawn_pages", "10"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert all(ms > 0 for ms in found["ms"].values())
    assert 0 < found["kB"]["make"] < found["kB"]["tick"]
    assert found["left"] <= 0
