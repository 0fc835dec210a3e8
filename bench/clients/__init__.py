"""Visitors without a browser: each speaks the protocol its peer's own front end speaks."""

from __future__ import annotations

from importlib import import_module

from bench.clients.base import Visitor
from bench.story import Story

KINDS = {
    "otkit": "OtkitVisitor",
    "voila": "VoilaVisitor",
    "shiny": "ShinyVisitor",
    "streamlit": "StreamlitVisitor",
}


def visitor(kind: str, url: str, story: Story) -> Visitor:
    """A visitor of a peer's page; only that peer's packages are imported."""
    made: Visitor = getattr(import_module(f"bench.clients.{kind}"), KINDS[kind])(url, story)
    return made
