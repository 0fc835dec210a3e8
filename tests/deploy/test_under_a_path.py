"""`otkit serve --base-url`: the dashboard under a path, behind somebody's own proxy."""

import asyncio

from tests.deploy.visitor import Visitor
from tests.serving import free_port, running


def test_all_is_served_under_the_path_and_nothing_outside() -> None:
    port = free_port()

    async def story(url: str) -> None:
        visitor = Visitor(f"{url}otkit/")
        shown = await visitor.say({"years": ["2"], "months": ["3"], "lost-skill": ["on"]})
        assert "result act-now" in shown["region_result"]
        style = await visitor.fetch(f"{url}otkit/voila/templates/otkit/static/style.css")
        assert style.code == 200
        for beside in ("", "learn", "voila/templates/otkit/static/style.css"):
            assert (await visitor.fetch(url + beside)).code == 404
        await visitor.leave()

    words = ("otkit", "serve", "--port", str(port), "--base-url", "otkit")
    with running(*words, port=port) as url:
        asyncio.run(story(url))
