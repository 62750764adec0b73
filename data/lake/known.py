"""The versions that a lake holds, as PostgreSQL knows them: asked often, and at little cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from data.catalog import Version

if TYPE_CHECKING:
    from data.lake.lake import Lake

MARK = "tidemark version"
"""The message of a commit that is a version; what else maintenance commits has another."""
ASKED = """
SELECT snapshot_id, commit_extra_info::jsonb - 'made_of' FROM {}.ducklake_snapshot_changes
WHERE commit_message = %s AND snapshot_id > %s ORDER BY snapshot_id
"""


@dataclass(frozen=True)
class Known:
    """A version, the snapshot that it is, and of each dataset the file and the digest of its margin records."""

    version: Version
    snapshot: int
    digests: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def known(lake: Lake, after: int = -1) -> list[Known]:
    """The versions whose snapshots come after `after`, oldest first; none in a lake that nobody has written to.

    Raise AwayError if PostgreSQL cannot be asked.
    """
    with asking(lake, "reads") as connection:
        try:
            asked = sql.SQL(ASKED).format(sql.Identifier(lake.schema))
            rows = connection.execute(asked, [MARK, after]).fetchall()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            return []
    return [_read(snapshot, about) for snapshot, about in rows]


def newest(lake: Lake) -> Known | None:
    """The newest version; None while there is none."""
    return next(reversed(known(lake)), None)


@contextmanager
def asking(lake: Lake, what: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to PostgreSQL; what goes wrong is a AwayError."""
    with lake.saying(), lake.address.connect(what) as connection:
        yield connection


def _read(snapshot: int, about: Mapping[str, Any]) -> Known:
    version = Version(int(about["number"]), str(about["sha256"]), str(about["created"]))
    return Known(version, snapshot, dict(about.get("digests", {})))
