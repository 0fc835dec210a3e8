"""Debian's Firefox, driven by the protocol it speaks itself: https://www.w3.org/TR/webdriver-bidi/.

Playwright drives a Firefox of its own making only; parents have Mozilla's.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import threading
import time
from base64 import b64decode
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import websocket

WITHIN = 60.0  # seconds; a busy machine is slow, not wrong
SETTINGS = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "intl.accept_languages": "en-US, en",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}


def firefox_path() -> str:
    """Ask `browser.sh`, the one place that knows where browsers live."""
    script = Path(__file__).parent / "browser.sh"
    found = subprocess.run([script, "firefox"], capture_output=True, text=True, check=True)
    return found.stdout.strip()


class Firefox:
    """A Firefox with one window; use it as a context."""

    def __init__(self, width: int = 390, height: int = 844, **settings: Any) -> None:
        """Open a window of this size in CSS pixels; in names of `settings`, _ stands for a dot."""
        self._size = (width, height)
        self._settings = SETTINGS | {
            name.replace("_", "."): value for name, value in settings.items()
        }
        self._numbers = count(1)

    def __enter__(self) -> Firefox:
        self._folder = tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True)
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in self._settings.items())
        Path(self._folder.name, "user.js").write_text("\n".join(lines))
        command = [firefox_path(), "--headless", "--no-remote", "--profile", self._folder.name]
        self._process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            self._connect(self._address())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):
            self.ask("browser.close")
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def _address(self) -> str:
        """What Firefox says of where it listens, in one of its first lines."""
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                threading.Thread(target=self._process.stderr.read, daemon=True).start()
                return found[1]
        raise AssertionError("Firefox ended, or speaks no BiDi")

    def _connect(self, address: str) -> None:
        self._socket = websocket.create_connection(
            f"{address}/session", timeout=WITHIN, suppress_origin=True
        )
        self.ask("session.new", capabilities={})
        self._context = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        self.resize(*self._size)

    def begin(self) -> None:
        """Go on in a new tab, which knows nothing of the one before."""
        before = self._context
        self._context = self.ask("browsingContext.create", type="tab")["context"]
        self.ask("browsingContext.close", context=before)
        self.resize(*self._size)

    def ask(self, method: str, **params: Any) -> Any:
        """Have a command done; what it gives. Raises what Firefox says."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv())
            if said.get("id") == number:
                assert said["type"] == "success", said
                return said["result"]

    def resize(self, width: int, height: int) -> None:
        """Make the window this large, in CSS pixels."""
        viewport = {"width": width, "height": height}
        self.ask("browsingContext.setViewport", context=self._context, viewport=viewport)

    def go(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self.ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def run(self, script: str) -> Any:
        """The value of a script, by way of JSON; of a promise, when it is kept."""
        said = self.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({script})) ?? null))()",
            target={"context": self._context},
            awaitPromise=True,
        )
        assert said["type"] == "success", said
        return json.loads(said["result"]["value"])

    def until(self, script: str, seconds: float = WITHIN) -> Any:
        """Wait until a script's value is true."""
        deadline = time.monotonic() + seconds
        while (value := self.run(script)) in (None, False, "", 0):
            assert time.monotonic() < deadline, script
            time.sleep(0.1)
        return value

    def click(self, selector: str) -> None:
        """Click as a finger does, in the middle of what is there."""
        self.until(f"document.querySelector({json.dumps(selector)})")
        script = f"""(() => {{
            const one = document.querySelector({json.dumps(selector)});
            one.scrollIntoView({{ block: "center", behavior: "instant" }});
            const box = one.getBoundingClientRect();
            return [box.left + box.width / 2, box.top + box.height / 2].map(Math.round);
        }})()"""
        place = None
        while place != (place := self.run(script)):  # until it stands still
            time.sleep(0.1)
        x, y = place
        steps = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        finger = {"type": "pointer", "id": "finger", "actions": steps}
        self.ask("input.performActions", context=self._context, actions=[finger])

    def select(self, name: str, value: str) -> None:
        """Choose in a select as a person does, as far as the page can tell."""
        self.run(
            f"""(() => {{
                const one = document.querySelector('select[name={json.dumps(name)}]');
                one.value = {json.dumps(value)};
                one.dispatchEvent(new Event("change", {{ bubbles: true }}));
            }})()"""
        )

    def picture(self, path: Path) -> None:
        """Keep a picture of the window."""
        shown = self.ask("browsingContext.captureScreenshot", context=self._context)
        path.write_bytes(b64decode(shown["data"]))
