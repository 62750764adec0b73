"""A board as files: the page, and the queries that its readers wrote."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import replace

import yaml

from apps.pinned import BOARD, shipped
from queries.brushed import headless
from queries.library.pins import Pin
from queries.owned import LABELS
from queries.query import Query
from queries.written import file, own_query


def packed(pins: Sequence[Pin]) -> bytes:
    """A ZIP archive: `pages/board.yaml`, and `queries/<name>.sql` for each query that is no shipped one.

    A query that is called like a shipped one gets another name.
    """
    views: dict[str, object] = {}
    files: dict[str, str] = {}
    for pin in pins:
        block = dict(pin.block)
        if pin.query:
            name = free(str(pin.query.get("name", pin.name)), {*shipped(), *files})
            block = {key: name if value == pin.query.get("name") else value for key, value in block.items()}
            files[name] = file(labelled(own_query(pin.query)))
        views[pin.name] = block
    page = yaml.safe_dump({"title": "My board", "views": views}, allow_unicode=True, sort_keys=False)
    texts = {f"pages/{BOARD}.yaml": page, **{f"queries/{name}.sql": text for name, text in files.items()}}
    return archive(texts)


def labelled(query: Query) -> Query:
    """A query whose rows have what boards give those of a reader's own: the short name and the region of each CCP."""
    lacking = [label for label in LABELS if label not in query.columns]
    if "ccp" not in query.columns or not lacking:
        return query
    labels = {"short": "coalesce(ccp.short, shown.ccp) AS short", "region": "coalesce(ccp.region, '') AS region"}
    said = ", ".join(labels[label] for label in lacking)
    sql = f"SELECT shown.*, {said}\nFROM (\n{headless(query.sql)}\n) AS shown\nLEFT JOIN ccp ON ccp.ccp = shown.ccp"
    return replace(query, sql=sql)


def free(name: str, taken: Collection[str]) -> str:
    """A file name made of `name` that is not taken."""
    base = re.sub(r"\W+", "_", name).strip("_") or "query"
    return next(each for n in range(1, 1000) if (each := base if n == 1 else f"{base}_{n}") not in taken)


def archive(texts: dict[str, str]) -> bytes:
    """Files in one archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as files:
        for name, text in texts.items():
            files.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
    return made.getvalue()
