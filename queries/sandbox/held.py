"""The connection of a booth: what is granted, under its name, and nothing else; then locked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from data import ladder
from data.sql import literal, quoted
from queries.sandbox.gate import folded
from queries.sandbox.job import Reach

RECORDS, SELECTION = "margin", "selection"
CATALOG, OWN = "pqd", "work"
GRANTED = """
WITH granted(schema, name) AS (
    SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = $held AND comment <> ''
    UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = $held AND comment <> ''
)
SELECT schema, name, list(column_name ORDER BY column_index), list(data_type ORDER BY column_index)
FROM granted JOIN duckdb_columns() ON database_name = $held AND schema_name = schema AND table_name = name
GROUP BY ALL ORDER BY ALL
"""
FAR = (
    "The margin records of {} lie on the lake and are too many to be copied here, so that no statement can read them: "
    "TIDEMARK_RECORDS_MB says how many may be."
)
RESERVED = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
START: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_unsigned_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
    "temp_directory": "",
}
SETTLED = """
SET errors_as_json = true;
SET python_scan_all_frames = false;
SET enable_progress_bar = true;
SET enable_progress_bar_print = false;
SET enable_external_file_cache = false;
SET max_temp_directory_size = '0B';
SET max_expression_depth = 250;
SET pivot_limit = 2000;
SET secret_directory = '';
SET home_directory = '';
SET file_search_path = '';
"""
LOCKED = """
SET search_path = '{catalog}.main,{own}.main';
SET memory_limit = '{memory}B';
SET enable_external_access = false;
SET disabled_filesystems = 'LocalFileSystem';
SET lock_configuration = true;
"""


def blank() -> duckdb.DuckDBPyConnection:
    """A database without anything of anybody. It has no thread, so that a process may fork with it."""
    made = duckdb.connect(":memory:", config=START)
    for name in (CATALOG, OWN):
        made.execute(f"ATTACH ':memory:' AS {name}")
    made.execute(f"SET search_path = '{CATALOG}.main'")
    made.execute(ladder.macro())
    for sql in (GRANTED, RESERVED):  # what the first such question makes, the forks have then
        made.execute(sql, {"held": ""} if sql is GRANTED else None).fetchall()
    return made


@dataclass
class Held:
    """A connection whose catalog `pqd` has the granted relations of a version as views, and `work` those of the reader.

    The files themselves are attached under names that no reader can write. `relations` are the columns and their
    types of what is granted, by catalog, schema and name.
    """

    connection: duckdb.DuckDBPyConnection
    relations: dict[tuple[str, str, str], Mapping[str, str]] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()
    lacking: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, catalog: Path, facts: Mapping[str, Path], begun: duckdb.DuckDBPyConnection | None = None) -> Held:
        """Open a version and its margin records, in what is `begun`, which nobody else uses; raises duckdb.Error."""
        held = cls((begun or blank()).cursor())
        held.connection.execute(SETTLED)
        held.connection.execute(f"SET search_path = '{CATALOG}.main'")
        held.reserved = frozenset(name for (name,) in held.connection.execute(RESERVED).fetchall())
        held._attach("held", catalog)
        known = {(schema, name): dict(zip(*columns, strict=True)) for schema, name, *columns in held._granted()}
        recorded = known.pop(("main", RECORDS), None) is not None
        held._show(known)
        held._record(facts, recorded)
        return held

    def add(self, reach: Reach) -> None:
        """Open the own tables and make the selection; raises duckdb.Error."""
        for number, (name, path) in enumerate(sorted(reach.scratch.items())):
            file = f"own_{number}"
            self._attach(file, path)
            tables = self.connection.execute(
                "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ?", [file]
            ).fetchall()
            self._grant((OWN, "main", name), f"FROM {quoted(file, *tables[0])}")
        if reach.selection:
            self.connection.execute(f"SET search_path = '{CATALOG}.main,{OWN}.main'")
            self._grant((OWN, "main", SELECTION), reach.selection)

    def lock(self, memory: int) -> None:
        """Let nothing be changed any more, and no file be opened. `memory` is for DuckDB, in bytes."""
        self.connection.execute(LOCKED.format(catalog=CATALOG, own=OWN, memory=memory))

    @property
    def granted(self) -> dict[str, str]:
        """The names under which relations can be written, in small letters, with what each is called."""
        names: dict[str, str] = {}
        for catalog, schema, name in self.relations:
            called = ".".join(part for part in (catalog, schema, name) if part not in (CATALOG, "main"))
            called = name if (catalog, name) == (OWN, SELECTION) else called
            short = [] if schema != "main" else [name, f"{catalog}.{name}", *([f"main.{name}"] * (catalog == CATALOG))]
            for written in (f"{catalog}.{schema}.{name}", f"{schema}.{name}" * (schema != "main"), *short):
                names.setdefault(folded(written), called)
        return names

    def columns(self, called: str) -> Mapping[str, str]:
        """The columns of a relation, by what it is called."""
        written = self.granted
        return next((c for r, c in self.relations.items() if written[folded(".".join(r))] == called), {})

    def _attach(self, name: str, path: Path) -> None:
        self.connection.execute(f"ATTACH {literal(str(path))} AS {quoted(name)} (READ_ONLY)")

    def _granted(self) -> Sequence[tuple[Any, ...]]:
        """What the version's file grants: schema, name, the names of columns, and their types."""
        return self.connection.execute(GRANTED, {"held": "held"}).fetchall()

    def _show(self, known: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
        """Grant relations of the version's file, whose columns are known."""
        schemas = {schema for schema, _ in known} - {"main"}
        script = [f"CREATE SCHEMA {quoted(CATALOG, schema)}" for schema in sorted(schemas)]
        script += [f"CREATE VIEW {quoted(CATALOG, *each)} AS FROM {quoted('held', *each)}" for each in known]
        self.connection.execute(";".join(script))
        self.relations |= {(CATALOG, *each): columns for each, columns in known.items()}

    def _grant(self, relation: tuple[str, str, str], source: str) -> None:
        self.connection.execute(f"CREATE VIEW {quoted(*relation)} AS {source}")
        described = self.connection.execute(f"DESCRIBE {quoted(*relation)}").fetchall()
        self.relations[relation] = {str(name): str(kind) for name, kind, *_ in described}

    def _record(self, facts: Mapping[str, Path], recorded: bool) -> None:
        """Margin records of all datasets as one relation, empty where a version has none."""
        if far := sorted(dataset for dataset, path in facts.items() if path == Path()):
            names = (RECORDS, f"main.{RECORDS}", f"{CATALOG}.{RECORDS}", f"{CATALOG}.main.{RECORDS}")
            self.lacking = dict.fromkeys(names, FAR.format(", ".join(far)))
            return
        parts = []
        for number, (dataset, path) in enumerate(sorted(facts.items())):
            self._attach(f"facts_{number}", path)
            parts.append(f"SELECT {literal(dataset)} AS dataset, * FROM {quoted(f'facts_{number}', 'main', RECORDS)}")
        if not parts and recorded:
            parts.append(f"SELECT '' AS dataset, * FROM {quoted('held', 'main', RECORDS)}")
        if parts:
            self._grant((CATALOG, "main", RECORDS), " UNION ALL BY NAME ".join(parts))
