"""Where the catalogs of the tests lie: in each home or, with TIDEMARK_TEST_LAKE=s3, on a lake.

There, each home has a database of its own in the one PostgreSQL of the run, and a folder of its own in the one bucket;
a copy of a home is another home, which gives its lake what it has. Programs that a test starts are told where it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from apps.bench.postgres import Postgres
from data import facts
from data.catalog import Catalog
from data.ingest import Ingest
from data.lake.lake import Lake
from data.lake.postgres import Address
from tests.storage.running import Bucket
from tests.stored import database, named

WANTED = os.environ.get("TIDEMARK_TEST_LAKE") == "s3"
FILES = pytest.mark.skipif(WANTED, reason="it is about a catalog of files")
"""What only holds for a catalog that lies in the home."""
RUNNING: list[tuple[Postgres, Bucket]] = []
KNOWN: dict[Path, Lake] = {}


def lake(home: Path) -> Lake | None:
    """The lake of a home, which is for it alone; None if catalogs lie in their homes, and for parts of one."""
    path = home.absolute()
    if not RUNNING or path.parent.name == "entitled":
        return KNOWN.get(path)
    if path not in KNOWN:
        KNOWN[path] = made(*RUNNING[0], named("home", path))
    return KNOWN[path]


def made(server: Postgres, bucket: Bucket, name: str) -> Lake:
    """A new lake: a database of that name, and a folder of the bucket."""
    return Lake(Address(database(server, name)), bucket.storage(name))


def variables(of: Lake, secret: Path) -> dict[str, str]:
    """What the environment of a host says of a lake; the key's secret is written into a file."""
    secret.touch(0o600)
    secret.write_text(of.storage.secret)
    names = {"CATALOG": f"ducklake:{of.address.text}", "STORAGE": of.storage.place}
    names |= {"S3_ENDPOINT": of.storage.endpoint, "S3_KEY_ID": of.storage.key, "S3_SECRET_FILE": str(secret)}
    return {f"TIDEMARK_{name}": value for name, value in names.items()}


def told(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program, which learns where the catalog of its home lies."""
    home = environment.get("TIDEMARK_HOME", "")
    found = lake(Path(home)) if home and RUNNING and "TIDEMARK_CATALOG" not in environment else None
    return {**environment, **(variables(found, RUNNING[0][1].folder / "secret") if found else {})}


def forgotten(home: Path) -> Path:
    """The home without its files of margin records if a lake has them, where they are read then; not to be copied."""
    for path in facts.folder(Catalog(home)).glob("*.duckdb") if RUNNING else ():
        path.unlink()
    return home


@contextmanager
def everywhere(server: Postgres, bucket: Bucket) -> Iterator[None]:
    """Let every catalog of this process lie on a lake, but those that say where they lie."""
    written, read = Ingest.__init__, Catalog.__init__

    def ingest(self: Ingest, home: Path, *values: Any, lake: Lake | None = None, **others: Any) -> None:
        written(self, home, *values, lake=lake or of(home), **others)

    def catalog(self: Catalog, home: Path, lake: Lake | None = None) -> None:
        if lake:
            KNOWN.setdefault(home.absolute(), lake)
        read(self, home, lake or of(home))

    of = lake
    RUNNING.append((server, bucket))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ingest, "__init__", ingest)
        patch.setattr(Catalog, "__init__", catalog)
        yield
    RUNNING.clear()
