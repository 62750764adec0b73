"""What the sandbox tells of a job, in the order in which it comes."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, Literal

FaultKind = Literal["denied", "stopped", "wrong", "lost"]


@dataclass(frozen=True)
class Column:
    """A column of a result and its type, as DuckDB writes it."""

    name: str
    type: str


@dataclass(frozen=True)
class Name:
    """A `$name` of a statement and the type that the statement gives it; empty if it gives none."""

    name: str
    type: str


@dataclass(frozen=True)
class Queued:
    """The job waits; `place` is how many are before it. Told again when that changes."""

    place: int


@dataclass(frozen=True)
class Started:
    """The statement that runs, in code points of the text."""

    start: int
    end: int


@dataclass(frozen=True)
class Progress:
    """The share that is done, 0 to 1 (-1: not known), rows sent, and seconds since the start."""

    share: float
    rows: int
    seconds: float


@dataclass(frozen=True)
class Columns:
    """The columns of the result, and the relations that the statement reads, as `disclosure` or `work.mine`."""

    columns: tuple[Column, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """Some rows, in order. A cell is a number (float, or an integer within 2**53), bool, None, or text as DuckDB
    writes it.
    """

    rows: list[list[Any]]


@dataclass(frozen=True)
class Done:
    """The end of a result: rows sent, whether there are more, and how many there are in all if that was found out."""

    rows: int
    more: bool
    total: int | None
    seconds: float


@dataclass(frozen=True)
class Checked:
    """What a statement would give: its `$names`, its columns, the relations it reads, and where it stands."""

    names: tuple[Name, ...]
    columns: tuple[Column, ...]
    tables: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Named:
    """The `$names` of a statement that is wrong, and the relations it reads as far as they are known: told of a check
    before its fault.
    """

    names: tuple[Name, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A plan or a profile (DuckDB's JSON), or formatted SQL of the statement at `start` to `end`."""

    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Found:
    """The clauses that a WHERE text says, as plain JSON."""

    clauses: list[dict[str, Any]]


@dataclass(frozen=True)
class Fault:
    """Why a job has no result. denied: it asks for what it may not have; stopped: by a limit; wrong: the SQL is wrong;
    lost: its process died, ask again.

    `candidate` is the nearest right name, to stand in the place of `length` code points of the text from `position`;
    empty if there is none. The message names nothing that is not granted.
    """

    kind: FaultKind
    message: str
    position: int | None = None
    length: int = 0
    candidate: str = ""


Event = Queued | Started | Progress | Columns | Rows | Done | Checked | Named | Text | Found | Fault
ENDS = (Done, Checked, Text, Found, Fault)
CODES: dict[bytes, type[Any]] = {
    b"q": Queued, b"s": Started, b"p": Progress, b"c": Columns, b"r": Rows,
    b"d": Done, b"k": Checked, b"n": Named, b"t": Text, b"f": Found, b"x": Fault,
}  # fmt: skip
LETTERS = {kind: letter for letter, kind in CODES.items()}
LAST = b"dktfx"
PARTS: dict[str, Any] = {"columns": Column, "names": Name}
SHAPES: dict[str, Any] = {"str": str, "int": int, "float": (int, float), "bool": bool, "FaultKind": str}


def written(event: Event) -> bytes:
    """The event on the wire: a letter for its kind, then JSON."""
    return LETTERS[type(event)] + json.dumps(vars(event), default=vars, ensure_ascii=False).encode("utf-8", "replace")


def read(frame: bytes) -> Event:
    """The event of a frame; raise ValueError if it is none. A frame may come from a process that was broken into."""
    kind = CODES.get(frame[:1])
    try:
        plain = json.loads(frame[1:]) if kind else None
    except RecursionError:
        raise ValueError("an event within events") from None
    if not kind or not isinstance(plain, dict):
        raise ValueError("not an event")
    return kind(**{field.name: _part(field.name, str(field.type), plain.get(field.name)) for field in fields(kind)})  # type: ignore[no-any-return]


def _part(name: str, shape: str, plain: Any) -> Any:
    if name == "rows" and shape.startswith("list"):
        return _all(plain, list)
    if shape.startswith("tuple"):
        part = PARTS.get(name)
        return tuple(_all(plain, str) if part is None else (part(**_text(each)) for each in _all(plain, dict)))
    if shape.startswith("list"):
        return _all(plain, dict)
    if shape.endswith("| None") and plain is None:
        return None
    if not isinstance(plain, SHAPES[shape.removesuffix(" | None")]):
        raise ValueError(f"{name} of an event is of no such shape")
    return plain


def _all(plain: Any, kind: type[Any]) -> list[Any]:
    if not isinstance(plain, list) or not all(isinstance(each, kind) for each in plain):
        raise ValueError("a list of an event is of no such shape")
    return plain


def _text(plain: dict[str, Any]) -> dict[str, str]:
    return {name: str(plain.get(name, "")) for name in ("name", "type")}
