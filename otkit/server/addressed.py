"""What the address of a page asks for: a lesson, an age, a language, and who may be connected to.

A page is drawn with it before it is sent, so that a link shows what it names to a browser without
JavaScript, and on a network that lets no websocket through.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

NAMED = ("lesson", "years", "months", "country")
"""The fields that a link fills in here; not a room's code, since to join takes a seat."""
REGION = re.compile("[A-Z]{2}")
LONGEST = 40  # characters of a value
HOST = re.compile(r"[0-9a-z.-]+(:[0-9]+)?", re.ASCII | re.IGNORECASE)


def fields_of(query: Mapping[str, str], spoken: str) -> dict[str, list[str]]:
    """The fields of a form that `query` fills in; `spoken` is the browser's Accept-Language.

    Every language that is asked for comes, the best first: a page takes the first that it has.
    Months without years are all the months of an age.

    >>> fields_of({"lang": "es-MX", "months": "27"}, "en")
    {'years': ['2'], 'months': ['3'], 'language': ['es', 'en']}
    >>> fields_of({}, "es;q=0.8, de")
    {'language': ['de', 'es']}
    """
    named = {name: query[name] for name in NAMED if query.get(name)}
    months = named.get("months", "")
    if "years" not in named and months.isascii() and months.isdecimal() and len(months) < 4:
        years, rest = divmod(int(months), 12)
        named = {"years": str(years), **named, "months": str(rest)}
    fields = {name: [value[:LONGEST]] for name, value in named.items()}
    wanted = [query.get("lang", ""), *_in_order(spoken)]
    codes = (tag.strip().lower().partition("-")[0][:LONGEST] for tag in wanted)
    languages = list(dict.fromkeys(filter(None, codes)))
    return fields | ({"language": languages} if languages else {})


def _in_order(spoken: str) -> list[str]:
    """The languages of an Accept-Language header, the best first."""
    ranked = []
    for item in spoken.split(",")[:20]:
        language, _, quality = item.partition(";q=")
        try:
            ranked.append((-float(quality or 1), language))
        except ValueError:
            continue
    return [language for _, language in sorted(ranked, key=lambda pair: pair[0])]


def guessed_place(spoken: str, places: Collection[str]) -> str:
    """The country in the first language with a region, if it is one of `places`; else empty.

    `spoken` is the browser's Accept-Language.

    >>> guessed_place("es;q=0.8, en-GB;q=0.9", ("US", "GB"))
    'GB'
    """
    for language in _in_order(spoken):
        parts = language.strip().upper().split("-")[1:]
        if region := next((part for part in parts if REGION.fullmatch(part)), ""):
            return region if region in places else ""
    return ""


def with_own_socket(policy: str, host: str) -> str:
    """A policy on content that lets a page connect to its own host by websocket.

    Safari before 15.6 does not take `connect-src 'self'` for websockets (WebKit bug 201591).

    >>> with_own_socket("connect-src 'self'", "kit.example:8866")
    "connect-src 'self' ws://kit.example:8866 wss://kit.example:8866"
    """
    if not HOST.fullmatch(host):
        return policy
    return policy.replace("connect-src 'self'", f"connect-src 'self' ws://{host} wss://{host}")
