"""What `tidemark store` does."""

from __future__ import annotations

from argparse import Namespace

from sqlalchemy import Connection

from apps import setup
from apps.store_line import HOME
from data.store import Store, StoreError
from data.store.moving import move
from panel_config import Settings
from queries.own import carried

SCHEMES = ("postgresql://", "postgres://")
THERE = "Now set TIDEMARK_STORE to that address on every host, and start the servers. app.sqlite is not read any more."
BACK = "Now take TIDEMARK_STORE out of the settings, and start the server. The PostgreSQL is not read any more."


def store(given: Namespace, settings: Settings) -> int:
    """Copy the store to where it shall be, and say what to set."""
    if given.to != HOME and not given.to.startswith(SCHEMES):
        raise StoreError("--to: write postgresql://name:password@host/database, or home")
    source = Store(settings.home, settings.store)
    target = Store(settings.home, "" if given.to == HOME else given.to)
    if source.address == target.address:
        raise StoreError(f"{source.name} is where the settings say that the store is: --to names another")
    lost: list[str] = []

    def files(old: Connection, new: Connection) -> None:
        lost.extend(carried.moved(settings.home, old, new, target.shared))

    try:
        moved = move(source, target, files)
    finally:
        source.close()
        target.close()
    rows = sum(moved.values())
    setup.audit(settings).event("moved", "local", store=target.name, rows=rows)
    print(f"{rows:,} rows of {len(moved)} tables were copied to {target.name}, and counted there.")
    if lost:
        print(f"The files of these own tables were not here; their readers must bring them again: {', '.join(lost)}.")
    print(THERE if target.shared else BACK)
    return 0
