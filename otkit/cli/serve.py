"""The command `otkit serve`: the dashboard for parents.

Its imports are in the function, so that other commands start faster.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from otkit.cli.options import Data, Drafts, Places, TerminalLang, Where
from otkit.cli.room import open_room
from otkit.cli.settings_file import from_file, settings_in_force
from otkit.front.port import HOST, PORT
from otkit.workshop.room import SEATS

MOST_PAGES = 100_000  # more than any machine carries
A_WEEK = 7 * 24 * 60  # minutes


class LogFormat(StrEnum):
    """Lines for people, or for programs."""

    TEXT = "text"
    JSON = "json"


def serve_command(
    context: typer.Context,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for phones nearby, :: with IPv6.")
    ] = HOST,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = PORT,
    name: Annotated[
        list[str] | None,
        typer.Option(help="A name of the site, as in its address; may be given again."),
    ] = None,
    data: Data = None,
    drafts: Drafts = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Serve tables and lessons anew when they are saved.")
    ] = False,
    max_visitors: Annotated[
        int,
        typer.Option(
            help="Pages open at the same time; 0 is what the memory carries.", min=0, max=MOST_PAGES
        ),
    ] = 0,
    max_per_address: Annotated[
        int,
        typer.Option(
            help="Pages that one address may have open; 0 is no limit.", min=0, max=MOST_PAGES
        ),
    ] = 60,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Believe what X-Forwarded-For and -Host say.")
    ] = False,
    base_url: Annotated[
        str, typer.Option(help="The path behind the host's name, where it is not the top.")
    ] = "/",
    kernels: Annotated[
        int,
        typer.Option(help="Kernels that hold the pages; 0 is one for each core.", min=0, max=1000),
    ] = 0,
    pages_per_kernel: Annotated[
        int,
        typer.Option(
            help="Pages in one kernel; 1 isolates each visitor, 0 is no limit.",
            min=0,
            max=MOST_PAGES,
        ),
    ] = 0,
    idle_minutes: Annotated[
        float,
        typer.Option(
            help="Minutes until an untouched page is put away; a touch is enough.",
            min=0.05,
            max=A_WEEK,
        ),
    ] = 20,
    secret_file: Annotated[
        Path | None,
        typer.Option(
            readable=False, help="A file with the secret that all servers of a site share."
        ),
    ] = None,
    country: Annotated[
        str,
        typer.Option(
            envvar="OTKIT_COUNTRY",
            show_envvar=True,
            help="Where most readers live, as in contacts.csv: GB-ENG. They can change it.",
        ),
    ] = "",
    room: Annotated[
        bool,
        typer.Option(
            "--room",
            envvar="OTKIT_OPEN_ROOM",
            help="Open a room for a workshop, and show its code.",
        ),
    ] = False,
    rooms: Where = "",
    places: Places = SEATS,
    health_port: Annotated[
        int | None,
        typer.Option(help="Port for health checks and metrics; none without it.", min=1, max=65535),
    ] = None,
    health_host: Annotated[
        str, typer.Option(help="Address to listen on for health checks and metrics.")
    ] = HOST,
    log_format: Annotated[
        LogFormat, typer.Option(help="What a line of the log is.")
    ] = LogFormat.TEXT,
    lang: TerminalLang = "en",
    config: Annotated[
        Path | None,
        typer.Option(
            is_eager=True,
            readable=False,
            callback=from_file,
            help="A file with settings; without it otkit.toml where you are, if there is one.",
        ),
    ] = None,
    show_settings: Annotated[
        bool,
        typer.Option("--show-settings", help="Show each setting and where it is from; no more."),
    ] = False,
) -> None:
    """Serve the dashboard to parents.

    \b
    Examples:
      otkit serve
      otkit serve --host 0.0.0.0 --port 80 --max-visitors 300
      otkit serve --host 0.0.0.0 --name kit.example.org
      otkit serve --data my-tables
      otkit serve --country GB-ENG
      otkit serve --data my-tables --watch
      otkit serve --host 0.0.0.0 --room
      otkit serve --host 0.0.0.0 --room --places 120
      otkit serve --config /etc/otkit.toml --show-settings
    """
    if show_settings:
        typer.echo(settings_in_force(context, lang))
        return
    from otkit.front.addresses import invitation, is_loopback, named_address, web_address
    from otkit.kit.wording import Words
    from otkit.server.process import ensure_home
    from otkit.server.settings import Settings, prepare
    from otkit.workshop.room import own_store, plain

    is_homeless = ensure_home() and room and not rooms
    where = plain(rooms or (own_store() if room else ""))
    settings = Settings(
        host=host,
        port=port,
        names=tuple(other.lower() for other in name or ()),
        data=data,
        drafts=drafts,
        lang=lang,
        watch=watch,
        max_visitors=max_visitors,
        max_per_address=max_per_address,
        behind_proxy=behind_proxy,
        base_url=f"/{base_url.strip('/')}/".replace("//", "/"),
        kernels=kernels,
        pages_per_kernel=pages_per_kernel,
        secret_file=secret_file,
        country=country,
        idle_minutes=idle_minutes,
        room=where,
        health_port=health_port,
        health_host=health_host,
        log_format=log_format,
    )
    tables = prepare(settings)
    words = Words(tables, lang)
    if is_homeless:
        typer.echo(words("serve.no-home"))
    from otkit.server.launch import serve

    def ready() -> None:
        base = settings.base_url
        public = named_address(settings.names, port, base, behind_proxy)
        code = open_room(where, tables, places) if room else ""
        lines = [words("serve.at", address=public or web_address(host, port, base))]
        if room or public or not is_loopback(host):
            lines.append(invitation(words, host, port, code, base, public))
        typer.echo("\n".join(lines))  # at once, so that anyone who waits for the first line has all

    serve(settings, tables, ready)
