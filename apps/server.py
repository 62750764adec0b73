"""The server: pages checked and drawn, then workers that share them behind one address."""

from __future__ import annotations

import gc
import socket
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import panel_material_ui as pmui

from apps import setup
from apps.grown import front
from apps.offer import Offer
from apps.page import FOLDER, Page, read
from apps.progress import Progress
from apps.scene import Stage
from apps.serving.place import Place
from apps.serving.site import Plan, Site
from apps.serving.supervisor import bound, supervise
from apps.serving.worker import work
from apps.shell import shell
from apps.spec import PageError
from apps.studio.shell import studio
from apps.workspace.room import Means
from apps.workspace.shell import workspace
from auth.access import Access
from data.entitlement import EVERYTHING
from data.secret import derived
from data.store.joining import join
from panel_config import Settings
from queries.engine import Engine
from queries.query import read_all
from queries.sandbox.start import SOCKET, command
from queries.trail.audit import Audit

START = 30.0
"""Seconds that drawing pages may keep the server from starting."""


def serve(settings: Settings, access: Access) -> int:
    """Serve every page until interrupted, and say the address once it answers. OSError if nothing can listen there."""
    gc.freeze()  # what was imported stays: Bokeh looks for garbage after every document
    access.store.upgrade()
    join(access.store)
    with Progress() as progress:
        setup.ingest(settings, removing=True).first(progress)
    sockets = bound(settings.address, settings.port)
    port = int(sockets[0].getsockname()[1])
    engines = {name: setup.engine(settings, name) for name in (EVERYTHING, *entitlements(access, settings))}
    key = derived(settings.home, "tokens of pages")
    plan = planned(engines, entitlements(access, settings), key, hosts(settings, port), access, setup.audit(settings))
    plan = replace(plan, sql=Means.of(workspace(), settings), bus=str(settings.bus), present=studio())
    if settings.catalog:
        plan = replace(plan, follow=setup.ingest(settings))
    front()
    for engine in engines.values():
        engine.close()
    access.close()
    print(f"Tidemark is served on http://{settings.address}:{port}\n{access.said}", flush=True)
    return supervise(sockets, settings.workers, partial(worker, plan, settings.proxied), partial(broker, settings))


def broker(settings: Settings, folder: Path) -> list[str]:
    """The command of the process that runs what readers write."""
    return command(folder / SOCKET, settings.sql_slots)


def worker(plan: Plan, proxied: bool, place: Place) -> None:
    """Be one worker."""
    work(place, lambda here, handover: Site(here, handover, plan), proxied)


def entitlements(access: Access, settings: Settings) -> list[str]:
    """The entitlements that readers may have: those of all roles, or that of whoever needs no sign-in."""
    seen = [role.sees for role in access.policy.roles.values()]
    return list(dict.fromkeys(seen)) if access.kind != "none" else [settings.entitlement]


def planned(
    engines: Mapping[str, Engine],
    seen: Iterable[str],
    key: bytes,
    names: frozenset[str],
    access: Access,
    audit: Audit,
) -> Plan:
    """Every page, drawn as it opens for each entitlement that is `seen`; a page with mistakes says them.

    The pages are checked over everything. Raises PageError if none is sound.
    """
    pages, broken = read_pages(engines[EVERYTHING])
    shells = {name: shell(page, {}) for name, page in pages.items()}
    offers = {name: Offer(pages, shells, engines[name]) for name in seen}
    drawn(stage for offer in offers.values() for stage in offer.shown)
    return Plan(offers, {name: notice(str(error)) for name, error in broken.items()}, key, names, access, audit)


def drawn(stages: Iterable[Stage]) -> None:
    """Draw pages as they open; those that are left when the start has taken its time are drawn once somebody asks."""
    end = time.monotonic() + START
    for stage in stages:
        if time.monotonic() < end:
            stage.renew()


def read_pages(engine: Engine) -> tuple[dict[str, Page], dict[str, PageError]]:
    """Every sound page, the benchmark first, and what is wrong with the others; raise PageError if none is sound."""
    pages, broken = {}, {}
    queries = read_all()
    for path in sorted(FOLDER.glob("*.yaml"), key=lambda path: (path.stem != "benchmark", path.stem)):
        try:
            pages[path.stem] = read(path, engine, queries)
        except PageError as error:
            broken[path.stem] = error
            print(error, file=sys.stderr)
    if not pages:
        raise PageError([problem for error in broken.values() for problem in error.problems])
    return pages, broken


def notice(text: str) -> Callable[[], pmui.Page]:
    """A page that only says `text`."""
    return lambda: pmui.Page(title="Tidemark", main=[pmui.Alert(text, severity="error", margin=20)])


def hosts(settings: Settings, port: int) -> frozenset[str]:
    """The names, with ports, that browsers may reach the server by: those of this machine, and those that were said."""
    own: Iterable[str] = ("localhost", "127.0.0.1", "[::1]", settings.address)
    if settings.address in ("0.0.0.0", "::", ""):
        own = (*own, socket.gethostname(), socket.getfqdn(), *addresses_of(socket.gethostname()))
    said = {urlsplit(settings.url).netloc.lower()} - {""}
    return frozenset(f"{host.lower()}:{port}" for host in own) | frozenset(settings.hosts) | said


def addresses_of(name: str) -> list[str]:
    """The IPv4 addresses of a host; none if it has no entry."""
    try:
        return socket.gethostbyname_ex(name)[2]
    except OSError:
        return []
