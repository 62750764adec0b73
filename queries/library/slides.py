"""Slides of decks, each kept once however many versions have it: a version is a list of hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from data.store.putting import insert
from data.store.tables import slide


def keep(connection: Connection, deck: str, given: Sequence[Any]) -> list[str]:
    """Keep slides of a deck; their hashes in order."""
    made = {_hashed(each): each for each in given}
    rows = [{"deck": deck, "hash": hash, "content": content} for hash, content in made.items()]
    if rows:
        connection.execute(insert(connection, slide).on_conflict_do_nothing(), rows)
    return [_hashed(each) for each in given]


def take(connection: Connection, deck: str, hashes: Sequence[str]) -> list[Any]:
    """The slides of these hashes, in order."""
    known = select(slide.c.hash, slide.c.content).where(slide.c.deck == deck, slide.c.hash.in_(hashes))
    content = {row.hash: row.content for row in connection.execute(known)}
    return [content[hash] for hash in hashes]


def forget(connection: Connection, deck: str, versions: Iterable[Sequence[str]]) -> None:
    """Let go of the slides of a deck that none of `versions` has."""
    used = {hash for version in versions for hash in version}
    known = connection.execute(select(slide.c.hash).where(slide.c.deck == deck)).scalars().all()
    gone = [hash for hash in known if hash not in used]
    for start in range(0, len(gone), 1000):
        few = gone[start : start + 1000]
        connection.execute(delete(slide).where(slide.c.deck == deck, slide.c.hash.in_(few)))


def _hashed(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
