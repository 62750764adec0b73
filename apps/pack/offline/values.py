"""What a chart shows, in values that plain JSON holds: columns by source, and attributes of models."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from components.cells import Cells

Columns = dict[str, dict[str, list[Any]]]
"""Lists of values by source and column; None where there is no figure."""


def columns(cells: Cells) -> Columns:
    """The columns among `cells`."""
    made: Columns = {}
    for (source, _, column), value in cells.items():
        if column:
            made.setdefault(source, {})[column] = plain(json.loads(value))
    return made


def attributes(cells: Cells) -> dict[tuple[str, str], Any]:
    """The attributes among `cells`, by model and name."""
    return {(model, name): plain(json.loads(value)) for (model, name, column), value in cells.items() if not column}


def plain(value: Any) -> Any:
    """A value of Bokeh's protocol; None for a figure that is not there."""
    if isinstance(value, dict) and value.get("type") == "number":
        return None
    if isinstance(value, dict) and value.get("type") == "ndarray":
        return figures(value)
    return [plain(each) for each in value] if isinstance(value, list) else value


def figures(packed: Mapping[str, Any]) -> list[float | None]:
    """The figures of an array that was sent as bytes, with seven digits."""
    held = b64decode(packed["array"]["data"])
    array = np.frombuffer(gzip.decompress(held) if held[:2] == b"\x1f\x8b" else held, packed["dtype"])
    return [float(f"{value:.7g}") if np.isfinite(value) else None for value in array.tolist()]


def changed(before: Columns, after: Columns) -> Columns:
    """The columns of `after` that `before` has otherwise."""
    moved = {source: dict(fresh(before.get(source, {}), own)) for source, own in after.items()}
    return {source: own for source, own in moved.items() if own}


def fresh(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """The entries of `after` that `before` lacks or has otherwise."""
    return ((key, value) for key, value in after.items() if key not in before or before[key] != value)
