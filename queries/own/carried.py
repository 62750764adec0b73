"""The files of own tables in the store that hosts share: each host fetches what it lacks."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from data.catalog import sync_folder
from data.store.tables import own_part, own_table
from queries.own.place import Place, synced

PART = 2**20
"""Bytes that lie in one row."""


def put(connection: Connection, path: Path) -> None:
    """Put a file into the store, in parts, under its own name."""
    with path.open("rb") as file:
        for number, content in enumerate(iter(lambda: file.read(PART), b"")):
            row = {"file": path.name, "number": number, "sha256": hashlib.sha256(content).hexdigest()}
            connection.execute(insert(own_part).values(row | {"content": content}))


def drop(connection: Connection, file: str | None) -> None:
    """Remove a file from the store, if it is there."""
    if file is not None:
        connection.execute(delete(own_part).where(own_part.c.file == file))


def fetch(connection: Connection, place: Place, file: str, size: int) -> bool:
    """Have a file of `size` bytes at its place; whether it is there, as it was put, or not at all."""
    names = (own_part.c.number, own_part.c.sha256, own_part.c.content)
    wanted = select(*names).where(own_part.c.file == file).order_by(own_part.c.number)
    wanted = wanted.execution_options(stream_results=True, max_row_buffer=4)
    with place.work() as work:
        place.check_room(size)
        came = 0
        with (work / file).open("wb") as whole:
            for number, row in enumerate(connection.execute(wanted)):
                if row.number != number or hashlib.sha256(row.content).hexdigest() != row.sha256:
                    break
                came += whole.write(row.content)
        if came != size:
            if came:
                print(f"{file}: an own table in the store is damaged; its reader must bring it again", file=sys.stderr)
            return False
        synced(work / file)
        os.rename(work / file, place.folder / file)
    sync_folder(place.folder)
    return True


def moved(home: Path, old: Connection, new: Connection, shared: bool) -> list[str]:
    """Bring the files of all own tables along into a store that hosts share, or home; the names of lost tables."""
    lost = []
    for row in old.execute(select(own_table)).mappings().all():
        place = Place(home, row["owner"])
        path = place.folder / row["file"]
        there = path.exists() or fetch(old, place, row["file"], row["bytes"])
        if not there:
            lost.append(row["name"])
        elif shared:
            put(new, path)
    return lost
