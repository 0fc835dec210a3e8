"""The peers: how each is started, where its controls are in a browser, who speaks its protocol."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

WARM = 4  # kernels that wait ready in stock Voilà's pool
MOST_VISITORS = 3000


@dataclass(frozen=True)
class Peer:
    """One way to serve the form; the controls are CSS selectors, `{key}` the behaviour's id."""

    name: str
    title: str
    command: Callable[[int], list[str]]
    client: str
    years: str
    tick: str
    result: str
    months: str = ""  # where the months are to be chosen beside the years

    def controls(self, key: str) -> dict[str, str]:
        """The selectors for a story that ticks the behaviour `key`."""
        tick = self.tick.format(key=key, plain=key.replace("-", "_"))
        return {"years": self.years, "months": self.months, "tick": tick, "result": self.result}


def _voila(port: int, *more: str) -> list[str]:
    place = ["--no-browser", "--Voila.ip=127.0.0.1", f"--port={port}"]
    return ["voila", "bench/peers/voila_form.ipynb", *place, *more]


OTKIT = Peer(
    name="otkit",
    title="otkit",
    command=lambda port: [
        *("otkit", "serve", "--port", str(port)),
        *("--max-visitors", str(MOST_VISITORS), "--max-per-address", "0"),  # all are neighbours
    ],
    client="otkit",
    years="select[name=years]",
    tick='input[name="see:{key}"]',
    result="[data-region=result]",
    months="select[name=months]",
)
VOILA = Peer(
    name="voila",
    title="stock Voilà",
    command=_voila,
    client="voila",
    years=".widget-dropdown select",
    tick=".widget-checkbox input[type=checkbox]",
    result=".widget-html.result",
)
VOILA_WARM = Peer(
    name="voila-preheated",
    title="stock Voilà, preheated",
    command=lambda port: _voila(port, "--preheat_kernel=True", f"--pool_size={WARM}"),
    client="voila",
    years=VOILA.years,
    tick=VOILA.tick,
    result=VOILA.result,
)
SHINY = Peer(
    name="shiny",
    title="Shiny for Python",
    command=lambda port: [
        *("shiny", "run", "--host", "127.0.0.1", "--port", str(port)),
        *("--log-level", "warning", "bench.peers.shiny_app:app"),
    ],
    client="shiny",
    years="select#years",
    tick="input#see_{plain}",
    result="#result",
)
STREAMLIT = Peer(
    name="streamlit",
    title="Streamlit",
    command=lambda port: [
        *("streamlit", "run", "bench/peers/streamlit_app.py", "--server.address", "127.0.0.1"),
        *("--server.port", str(port), "--server.headless", "true"),
        *("--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"),
    ],
    client="streamlit",
    years=".st-key-years input",
    tick=".st-key-see-{key} input[type=checkbox]",
    result=".st-key-result",
)

PEERS = {peer.name: peer for peer in (OTKIT, VOILA, VOILA_WARM, SHINY, STREAMLIT)}


def missing_packages() -> list[str]:
    """The peers' packages that are not installed here."""
    return [name for name in ("shiny", "streamlit") if importlib.util.find_spec(name) is None]
