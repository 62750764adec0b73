"""What a browser shows of a page, as cells: an attribute of a model, or a column of a source, each as JSON text.

Two states of a page are two sets of cells, and what a reader is sent is what differs. The texts are in the form of
Bokeh's protocol; tests/components/test_cells.py holds what is relied on.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
from bokeh.core.serialization import Serializer

Event = dict[str, Any]
SHORT = 32
"""Values up to which an array is shorter as digits than as bytes."""
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Cell(NamedTuple):
    """Where a value stands: in an attribute of a model, or in a column of a source's data."""

    model: str
    attribute: str
    column: str = ""


Cells = dict[Cell, str]


def encode(value: Any) -> Any:
    """`value` as Bokeh's protocol writes it in JSON, without binary buffers."""
    return Serializer(deferred=False).encode(value)


def text(value: Any) -> str:
    """`value` in Bokeh's protocol, as short as JSON can be."""
    return ENCODER.encode(value if ordinary(value) else encode(value))


def ordinary(value: Any) -> bool:
    """Whether `value` is the same in Bokeh's protocol and in JSON: texts, finite numbers, and lists of texts."""
    if isinstance(value, list):
        return all(type(each) is str for each in value)
    return type(value) in (str, bool, int) or (type(value) is float and isfinite(value))


def columns(source: str, values: Mapping[str, list[Any]]) -> Cells:
    """Columns of a source, with seven significant digits: a screen tells fewer apart."""
    return {Cell(source, "data", name): ENCODER.encode(list(map(brief, column))) for name, column in values.items()}


def array_text(column: np.ndarray) -> str:
    """Figures with seven significant digits: a short array value by value, a long one all at once."""
    if len(column) > SHORT:
        return packed(column)
    said = ",".join([f"{value:.7g}" for value in column.tolist()])
    return ENCODER.encode(list(map(brief, column.tolist()))) if "n" in said else f"[{said}]"


def packed(column: np.ndarray) -> str:
    """An array as the bytes of single floats, which have seven digits, in the wrapping that Bokeh wants for bytes."""
    held = b64encode(gzip.compress(column.astype("<f4").tobytes(), 0, mtime=1)).decode()
    return (
        f'{{"type":"ndarray","array":{{"type":"bytes","data":"{held}"}},'
        f'"shape":[{len(column)}],"dtype":"float32","order":"little"}}'
    )


def brief(value: Any) -> Any:
    """A figure with seven significant digits, without a point if it is whole; a text as it is."""
    if not isinstance(value, float):
        return value
    if not isfinite(value):
        return encode(value)
    short = float(f"{value:.7g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def difference(before: Mapping[Cell, str], after: Mapping[Cell, str]) -> Cells:
    """The cells of `after` that `before` lacks or has otherwise."""
    return {cell: value for cell, value in after.items() if before.get(cell) != value}


def message(cells: Cells) -> str:
    """What sets `cells` in a browser: the content of one PATCH-DOC message.

    The attributes come first, because one may bring the models that others and columns are of.
    """
    return f'{{"events":[{",".join([*_attributes(cells), *_columns(cells)])}]}}'


def _attributes(cells: Cells) -> Iterator[str]:
    for (model, attribute, column), value in cells.items():
        if not column:
            yield f'{{"kind":"ModelChanged","model":{{"id":"{model}"}},"attr":"{attribute}","new":{value}}}'


def _columns(cells: Cells) -> Iterator[str]:
    sources: dict[str, dict[str, str]] = {}
    for (model, _, column), value in cells.items():
        if column:
            sources.setdefault(model, {})[column] = value
    for model, values in sources.items():
        entries = ",".join(f"[{json.dumps(name)},{value}]" for name, value in values.items())
        yield (
            f'{{"kind":"ColumnDataChanged","model":{{"id":"{model}"}},"attr":"data",'
            f'"data":{{"type":"map","entries":[{entries}]}},"cols":{json.dumps(list(values))}}}'
        )


def placed(document: dict[str, Any], cells: Cells) -> dict[str, Any]:
    """A serialised document after `cells` were set in it."""
    known = {each["id"]: each for each in models(document)}
    for (model, attribute, column), value in cells.items():
        content, attributes = json.loads(value), known[model].setdefault("attributes", {})
        if column:
            entries = dict(attributes[attribute]["entries"])
            attributes[attribute] = {"type": "map", "entries": list({**entries, column: content}.items())}
        else:
            attributes[attribute] = content
            known.update((each["id"], each) for each in models(content))
    return document


def models(content: Any) -> Iterator[dict[str, Any]]:
    """Every model within serialised content, outer ones first."""
    inner: Iterable[Any] = ()
    if isinstance(content, dict):
        if content.get("type") == "object" and "id" in content:
            yield content
        inner = content.values()
    elif isinstance(content, list | tuple):
        inner = content
    for each in inner:
        yield from models(each)
