"""What a request says: what it asks for, under which name of the server, and whether it is a visit.

A page is drawn with the lesson, the age and the language of its address before it is sent, so that
a link shows what it names to a browser without JavaScript, and on a network that lets no websocket
through.

A site that points its own name at this server (DNS rebinding) would read and press our pages as if
they were its own; one that loads a page as an image would take the pages of a whole address.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

NAMED = ("lesson", "years", "months", "country")
"""The fields that a link fills in here; not a room's code, since to join takes a seat."""
REGION = re.compile("[A-Z]{2}")
LONGEST = 40  # characters of a value
PLAIN_HOST = re.compile(r"[0-9a-z.-]+(:[0-9]+)?", re.ASCII | re.IGNORECASE)
ANY = "*"  # among the names: any name that a proxy or a Hub passes on
HOST = re.compile(
    r"(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[0-9a-z._-]+))(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE
)
NEARBY = (".local", ".localhost")  # names that nobody's name server can point elsewhere


def fields_of(
    query: Mapping[str, str], spoken: str, languages: Collection[str], places: Collection[str]
) -> dict[str, list[str]]:
    """The fields of a form that `query` fills in; `spoken` is the browser's Accept-Language.

    The language is the best of `languages`, if it has one; the country one of `places`, or a guess
    where nobody has said one. Months without years are all the months of an age.

    >>> fields_of({"lang": "es-MX", "months": "27"}, "en", ("en", "es"), ("US",))
    {'years': ['2'], 'months': ['3'], 'language': ['es']}
    >>> fields_of({}, "de, en-GB;q=0.8", ("en", "es"), ("US", "GB"))
    {'country': ['GB'], 'language': ['en']}
    """
    named = {name: query[name] for name in NAMED if query.get(name)}
    months = named.get("months", "")
    if "years" not in named and months.isascii() and months.isdecimal() and len(months) < 4:
        years, rest = divmod(int(months), 12)
        named = {"years": str(years), **named, "months": str(rest)}
    if named.get("country") not in places and (place := guessed_place(spoken, places)):
        named["country"] = place
    wanted = (
        tag.strip().lower().partition("-")[0] for tag in [query.get("lang", ""), *_in_order(spoken)]
    )
    if language := next((code for code in wanted if code in languages), ""):
        named["language"] = language
    return {name: [value[:LONGEST]] for name, value in named.items()}


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
    if not PLAIN_HOST.fullmatch(host):
        return policy
    return policy.replace("connect-src 'self'", f"connect-src 'self' ws://{host} wss://{host}")


def is_own_name(host: str, names: Collection[str]) -> bool:
    """Whether a Host header names this server: by an address, as a computer nearby, or by `names`.

    A probe that sends none is no browser.

    >>> is_own_name("10.0.0.7:8866", ()), is_own_name("laptop.local", ()), is_own_name("[::1]", ())
    (True, True, True)
    >>> is_own_name("evil.example", ["kit.example"]), is_own_name("KIT.example.", ["kit.example"])
    (False, True)
    """
    match = HOST.fullmatch(host)
    if match is None:
        return not host
    name = (match["v6"] or match["name"]).lower().rstrip(".")
    try:
        ip_address(name)
    except ValueError:
        own = ("localhost", socket.gethostname().lower(), *names)
        return ANY in names or name in own or name.endswith(NEARBY)
    return True


def is_own_origin(origin: str, host: str) -> bool:
    """Whether an Origin header is a page of `host`, by either scheme: a proxy may speak HTTPS.

    >>> is_own_origin("https://kit.example", "kit.example"), is_own_origin("null", "kit.example")
    (True, False)
    """
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


def is_visit(headers: Mapping[str, str]) -> bool:
    """Whether a request for a page is a person's, or that page's own, as far as the browser tells.

    Browsers before Safari 16.4 tell nothing.

    >>> is_visit({}), is_visit({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"})
    (True, False)
    """
    if "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", "")):
        return False
    if headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        return True
    return (headers.get("Sec-Fetch-Mode"), headers.get("Sec-Fetch-Dest")) == (
        "navigate",
        "document",
    )
