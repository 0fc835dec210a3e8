"""A page in a browser whose kernel is the test itself: page.js, its model speaks to Python."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page as Tab
from playwright.sync_api import Route

from otkit.widgets.defaults import static_text
from otkit.widgets.page import Page

ADDRESS = "http://page.test/"
HTML = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>otkit</title><main></main></html>'
)
SYNCED = ("skeleton", "seen", "language", "direction", "title", "address")
START = """async (state) => {
    const { default: page } = await import("/page.js");
    const listeners = new Map();
    const model = {
        get: (name) => state[name],
        on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
        off: (event, listener) =>
            listeners.set(event, (listeners.get(event) ?? []).filter((one) => one !== listener)),
        async send(content) {
            Object.assign(state, await window.toPython(content));
            for (const listener of [...(listeners.get("change") ?? [])]) listener();
            window.answers += 1;
        },
    };
    window.listening = () => [...listeners.values()].reduce((sum, some) => sum + some.length, 0);
    window.answers = 0;
    window.views = [];
    window.show = () => {
        const el = document.createElement("div");
        document.querySelector("main").append(el);
        window.views.push([el, page.render({ model, el })]);
    };
    window.leave = (number) => {
        const [el, dispose] = window.views[number];
        dispose();
        el.remove();
    };
}"""


def bridge(tab: Tab, page: Page, script: str | None = None) -> None:
    """Open an empty document with `page` as its model; `show()` in it adds a view."""
    script = static_text("page.js") if script is None else script
    style = f"<style>{static_text('style.css')}</style>"
    files = {"page.js": ("text/javascript", script), "": ("text/html", HTML + style)}

    def serve(route: Route) -> None:
        kind, body = files.get(route.request.url.removeprefix(ADDRESS), ("text/plain", ""))
        route.fulfill(content_type=f"{kind}; charset=utf-8", body=body)

    def state() -> dict[str, Any]:
        drawn = {f"region_{name}": getattr(page, f"region_{name}") for name in page.regions}
        return drawn | {name: getattr(page, name) for name in SYNCED}

    def take(content: dict[str, Any]) -> dict[str, Any]:
        page.handle(json.loads(json.dumps(content)))
        return state()

    tab.route(f"{ADDRESS}**", serve)
    tab.expose_function("toPython", take)
    tab.goto(ADDRESS)
    tab.evaluate(START, state())
    tab.evaluate("show()")
