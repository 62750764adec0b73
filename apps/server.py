"""The server: pages checked and drawn, then workers that share them behind one address."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import panel_material_ui as pmui

from apps.board import Board
from apps.page import FOLDER, Page, read
from apps.scene import Stage
from apps.serving.place import Place
from apps.serving.site import Plan, Site
from apps.serving.supervisor import bound, supervise
from apps.serving.worker import work
from apps.setup import engine as opened_engine
from apps.shell import shell
from apps.spec import PageError
from panel_config import Settings
from queries.engine import Engine
from queries.query import read_all


def serve(settings: Settings) -> int:
    """Serve every page until interrupted, and say the address once it answers. OSError if nothing can listen there."""
    sockets = bound(settings.address, settings.port)
    port = int(sockets[0].getsockname()[1])
    engine = opened_engine(settings)
    plan = planned(engine, secret(settings), hosts(settings, port))
    engine.close()
    print(f"Tidemark is served on http://{settings.address}:{port}", flush=True)
    return supervise(sockets, settings.workers, partial(worker, plan, settings.proxied))


def worker(plan: Plan, proxied: bool, place: Place) -> None:
    """Be one worker."""
    work(place, lambda here, handover: Site(here, handover, plan), proxied)


def planned(engine: Engine, key: bytes, names: frozenset[str]) -> Plan:
    """Every page, drawn as it opens; a page with mistakes says them. Raises PageError if none is sound."""
    pages, broken = read_pages(engine)
    titles = {name: page.title for name, page in pages.items()}
    stages = {name: Stage(Board(page, engine), shell(page, titles)) for name, page in pages.items()}
    for stage in stages.values():
        stage.renew()
    return Plan(stages, {name: notice(str(error)) for name, error in broken.items()}, key, names)


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
    return frozenset(f"{host.lower()}:{port}" for host in own) | frozenset(settings.hosts)


def addresses_of(name: str) -> list[str]:
    """The IPv4 addresses of a host; none if it has no entry."""
    try:
        return socket.gethostbyname_ex(name)[2]
    except OSError:
        return []


def secret(settings: Settings) -> bytes:
    """What signs the tokens of this installation, made at its first start; readable for its owner only."""
    path: Path = settings.home / "secret"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()
