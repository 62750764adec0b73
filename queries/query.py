"""A query is one .sql file: a comment header that says what it is, then SQL that runs as it stands."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from queries.selection import Scalar

FOLDER = Path(__file__).parent
REQUIRED = ("title", "unit", "grain", "source", "items", "filters")
UNSAID = {"unit": "", "grain": "", "source": "SQL of a reader", "items": "none", "filters": "", "dataset": "any"}
"""What a query that a reader wrote is about, as far as nobody has said it."""
RELATION = re.compile(r"[A-Za-z_]\w*", re.ASCII)
"""The name of a relation: what a run has told of a reader's query is believed no further."""
TYPED = re.compile(r"(?P<type>DOUBLE|INTEGER|BIGINT|VARCHAR|DATE|BOOLEAN) = (?P<default>\S+(?: \S+)*)  (?P<doc>.+)")
CHOICE = re.compile(r"(?P<choices>\w+(?: \| \w+)+)  (?P<doc>.+)")


class QueryError(ValueError):
    """A query, its arguments or its dataset are wrong. The message says where, what, and the nearest right name."""


def unknown(where: str, word: str, known: Collection[str]) -> str:
    """`where: unknown 'word'; did you mean 'world'?`"""
    near = get_close_matches(word, known, 1, 0.5)
    return f"{where}: unknown {word!r}; " + (f"did you mean {near[0]!r}?" if near else f"choose from {sorted(known)}")


def _date(given: Any) -> str:
    return date.fromisoformat(str(given)).isoformat()


def _truth(given: Any) -> bool:
    return {"true": True, "false": False}[str(given).lower()]


READERS: Mapping[str, Callable[[Any], Scalar]] = {
    "DOUBLE": float, "INTEGER": int, "BIGINT": int, "VARCHAR": str, "DATE": _date, "BOOLEAN": _truth,
}  # fmt: skip


@dataclass(frozen=True)
class Argument:
    """A `$name` of a query: its type, its default, what it may be (empty: anything of the type) and its meaning."""

    type: str
    default: str
    choices: tuple[str, ...]
    doc: str

    def read(self, where: str, given: Any) -> Scalar:
        """`given` in the argument's type; raise QueryError if it is not one of the choices or not of the type."""
        if self.choices and given not in self.choices:
            raise QueryError(unknown(where, str(given), self.choices))
        try:
            return READERS[self.type](given)
        except (TypeError, ValueError, KeyError):
            raise QueryError(f"{where}: {given!r} is not a {self.type}") from None


@dataclass(frozen=True)
class Query:
    """One question. `about` has title, unit, grain, source, items (PQD numbers) and filters (the relation brushed).

    An `own` query is one that a reader wrote: it runs nowhere but in the sandbox, and what it reads and gives is known
    from a run: `columns` are those of its rows. It may read the own tables of its `owner`, and waits in their name.
    """

    name: str
    sql: str
    about: Mapping[str, str]
    arguments: Mapping[str, Argument]
    own: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the file's text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def relation(self) -> str:
        """The relation that clauses filter; several are separated by commas."""
        return self.about["filters"]

    @cached_property
    def relations(self) -> list[str]:
        """The relations that clauses filter, each by itself."""
        return [name for name in self.relation.split(", ") if RELATION.fullmatch(name)]

    @property
    def selection(self) -> str:
        """The relation that an own query reads as far as it is brushed, under the name `selection`; empty if none."""
        name = self.about.get("selection", "")
        return name if RELATION.fullmatch(name) else ""

    @property
    def items(self) -> list[list[str]]:
        """The PQD items that are needed; of each inner list, one is enough."""
        return [choice.split(" or ") for choice in self.about["items"].split(", ") if choice != "none"]

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Every argument's value; raise QueryError for a name or a value that does not fit."""
        for name in given:
            if name not in self.arguments:
                raise QueryError(unknown(f"{self.name}: argument", name, self.arguments.keys()))
        return {n: a.read(f"{self.name}.{n}", given.get(n, a.default)) for n, a in self.arguments.items()}

    @classmethod
    def read(cls, path: Path) -> Query:
        """Read `path`; raise QueryError if the header lacks a line or its arguments and the SQL's `$names` differ."""
        text = path.read_text()
        header = dict(re.findall(r"^-- (\$?\w+): +(.+?)\s*$", text, re.MULTILINE))
        about = {key: line for key, line in header.items() if not key.startswith("$")}
        arguments = {key[1:]: argument(path.name, key, line) for key, line in header.items() if key.startswith("$")}
        for key in REQUIRED:
            if key not in about:
                raise QueryError(f"{path.name}: the header has no line '-- {key}: …'")
        _check_names(path, text, arguments)
        return cls(path.stem, text.rstrip().removesuffix(";"), about, arguments)

    @classmethod
    def written(
        cls,
        name: str,
        text: str,
        about: Mapping[str, str],
        arguments: Mapping[str, Argument],
        columns: Mapping[str, str],
        owner: str = "",
    ) -> Query:
        """A query that a reader wrote, without looking into its SQL. What `about` does not say is empty."""
        said = {"title": name, **UNSAID, **about}
        return cls(name, text.strip().removesuffix(";").rstrip(), said, arguments, True, columns, owner)


def argument(where: str, name: str, line: str) -> Argument:
    """The argument that a line of a header says; raise QueryError if it says none."""
    if match := CHOICE.fullmatch(line):
        choices = tuple(match["choices"].split(" | "))
        return Argument("VARCHAR", choices[0], choices, match["doc"])
    if match := TYPED.fullmatch(line):
        return Argument(match["type"], match["default"], (), match["doc"])
    raise QueryError(f"{where}: {name}: write 'DOUBLE = 1.8  Meaning' or 'first | second  Meaning', not {line!r}")


def _check_names(path: Path, text: str, arguments: Collection[str]) -> None:
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error as error:
        raise QueryError(f"{path.name}: {error}") from None
    if len(statements) != 1:
        raise QueryError(f"{path.name}: holds {len(statements)} statements; a query is one")
    used = statements[0].named_parameters
    for name in used - set(arguments):
        raise QueryError(unknown(f"{path.name}: ${name} is not declared in the header", name, arguments))
    for name in set(arguments) - used:
        raise QueryError(f"{path.name}: ${name} is declared but never used")


def read_all(folder: Path = FOLDER) -> dict[str, Query]:
    """Every query of `folder` by name."""
    return {path.stem: Query.read(path) for path in sorted(folder.glob("*.sql"))}
