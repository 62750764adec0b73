"""A host on a lake for a process of its own: what it is reached by lies in a file beside its home."""

import json
from pathlib import Path

from data.ingest import Ingest
from data.lake.lake import Lake
from data.lake.postgres import Address
from data.lake.storage import Storage


def write(host: Ingest) -> None:
    """Let `read` know how to reach the lake of `host`."""
    lake = host.lake
    assert lake
    storage = lake.storage
    known = [lake.address.text, lake.schema, storage.place, storage.endpoint, storage.key, storage.secret]
    host.home.with_suffix(".json").write_text(json.dumps(known))


def read(home: Path) -> Ingest:
    """The host whose home is `home`."""
    address, schema, place, endpoint, key, secret = json.loads(home.with_suffix(".json").read_text())
    storage = Storage(place, endpoint, "", key, secret)
    return Ingest(home, sets=tuple, lake=Lake(Address(address), storage, schema), patience=60)
