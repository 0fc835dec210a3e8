"""What this server counts and measures, in Prometheus' words; nothing about anybody.

A label is one of ours, such as a page's name: never anything that a visitor sent.
"""

from __future__ import annotations

import logging
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector

from otkit import __version__

log = logging.getLogger("otkit")

REGISTRY = CollectorRegistry()
REASONS = {400: "malformed", 403: "token", 404: "missing", 421: "name", 429: "address", 503: "full"}
"""Why a request is refused, by its status; `address` is one that asks for too much."""

ProcessCollector("otkit", registry=REGISTRY)
Info("otkit", "This program.", registry=REGISTRY).info({"version": __version__})
PAGES_OPEN = Gauge("otkit_pages_open", "Pages that are open.", registry=REGISTRY)
PAGES_MOST = Gauge("otkit_pages_most", "Pages that may be open at once.", registry=REGISTRY)
PAGES_SERVED = Counter("otkit_pages_served", "Pages sent.", ["page"], registry=REGISTRY)
REFUSED = Counter("otkit_refused", "Requests refused.", ["reason"], registry=REGISTRY)
FAILED = Counter("otkit_failed", "Requests that failed in the server.", registry=REGISTRY)
PAGE_SECONDS = Histogram(
    "otkit_page_seconds",
    "Seconds from a request to its page.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=REGISTRY,
)
TICK_SECONDS = Histogram(
    "otkit_tick_seconds",
    "Seconds until a kernel has worked on what somebody did.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3),
    registry=REGISTRY,
)
KERNELS = Gauge("otkit_kernels", "Kernels that run.", registry=REGISTRY)
KERNELS_AVAILABLE = Gauge(
    "otkit_kernels_available", "Kernels that take one more page.", registry=REGISTRY
)
KERNELS_MEMORY = Gauge(
    "otkit_kernels_memory_bytes", "Bytes that kernels have in memory.", registry=REGISTRY
)
KERNELS_LOST = Counter("otkit_kernels_lost", "Kernels that ended by themselves.", registry=REGISTRY)
HAND_OVERS = Counter(
    "otkit_hand_overs",
    "Pages taken over from another kernel, or from another server or a rest.",
    ["origin"],
    registry=REGISTRY,
)
READY = Gauge("otkit_ready", "Whether a check holds, 1 or 0.", ["check"], registry=REGISTRY)

for reason in REASONS.values():
    REFUSED.labels(reason)
for origin in ("kernel", "elsewhere"):
    HAND_OVERS.labels(origin)


def log_request(handler: Any) -> None:
    """Count refusals and failures, and log failures only, without client and URL."""
    status = handler.get_status()
    if status in REASONS:
        REFUSED.labels(REASONS[status]).inc()
    elif status >= 500:
        FAILED.inc()
        log.error("A request was answered with %s.", status)
