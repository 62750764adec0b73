"""What a part of the catalog holds, and that nothing of what it leaves out is in it: no row, no count, no byte."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data import facts
from data.catalog import Catalog
from data.entitlement import Entitlement, catalog, folder
from data.part import Part
from tests.catalogs import small
from tests.entitled import NORTH_CCPS, NORTH_WORDS, SOUTH_WORDS, home
from tests.shared import ROOT

A, B = {"ccp": "A", "quarter": "2024Q4", "item": "6.1.1", "descriptor": "Total", "value": 1.0}, {"ccp": "B"}
ROWS: dict[str, Any] = {
    "disclosure": [A, A | B, A | {"dataset": "other"}, A | B | {"dataset": "other", "item": "4.1.1", "descriptor": ""}],
    "published": [{"ccp": ccp, "source_table": 1, "quarter": "2024Q4", "measure": "m", "value": 1.0, "note": "of B"}
                  for ccp in "AB"],
    "refusal": [{"sha256": "1", "ccp": ccp, "quarter": "", "reason": "r"} for ccp in ("A", "B", "")],
    "file": [{"sha256": "1", "name": "f", "dataset": "filed", "source": "wide", "present": 5, "loaded": 2, "refused": 3,
              "loaded_in": 1}],
    "ccp": [{"ccp": ccp, "short": ccp} for ccp in "ABC"],
}  # fmt: skip
TEXTS = "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns"
FLEET = """
import sys
from pathlib import Path
from tests.entitled import SOUTH_SIDE, built

home = Path(sys.argv[1])
home.mkdir()
sides = {"few": SOUTH_SIDE, "many": ("sureste", ("Austral Clear", "Zenith Guarantee", "Meridian", "Pampero"), 0.5)}
built(home, south=sides[sys.argv[2]])
"""


def part(folder: Path, *of: Any) -> duckdb.DuckDBPyConnection:
    """The part of `ROWS` that an entitlement to `of` may see."""
    whole = small(folder / "home", ROWS)
    version = whole.version(1)
    made = Part(folder / "home", Entitlement("part", *of), 2**28)
    made.follow(version)
    return made.catalog.connect(made.catalog.version(1))


def of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return [row[0] if len(row) == 1 else row for row in connection.execute(sql).fetchall()]


def test_a_dataset_that_is_entitled_whole_comes_with_its_files_and_refusals(tmp_path: Path) -> None:
    own = part(tmp_path, ("filed",))
    assert of(own, "SELECT dataset, ccp FROM disclosure ORDER BY ALL") == [("filed", "A"), ("filed", "B")]
    assert of(own, "SELECT dataset, ccp FROM ccp_quarter ORDER BY ALL") == [("filed", "A"), ("filed", "B")]
    assert of(own, "SELECT present FROM file") == [5] and of(own, "SELECT ccp FROM refusal") == ["A", "B", ""]
    assert of(own, "SELECT dataset FROM dataset") == ["filed"] and of(own, "SELECT ccp FROM ccp") == ["A", "B"]
    assert of(own, "SELECT count(*) FROM published") == [0]


def test_where_ccps_are_cut_away_no_count_of_theirs_is_left(tmp_path: Path) -> None:
    own = part(tmp_path, None, ("A", "D"))
    assert of(own, "SELECT dataset, ccp FROM disclosure ORDER BY ALL") == [("filed", "A"), ("other", "A")]
    assert of(own, "FROM file") == [] and of(own, "SELECT sha256, ccp FROM refusal") == [("file 1", "A")]
    assert of(own, "SELECT dataset, title FROM dataset ORDER BY ALL") == [
        ("eu_2019", "eu_2019, in part"), ("filed", "filed, in part"), ("other", "other, in part"),
    ]  # fmt: skip
    assert of(own, "SELECT note FROM published") == ["There is a remark on this cell, which speaks of other rows too"]
    assert of(own, "SELECT ccp FROM ccp") == ["A"]


def test_an_entitlement_to_what_is_not_there_yet_is_an_empty_catalog(tmp_path: Path) -> None:
    own = part(tmp_path, ("later",))
    assert [of(own, f"SELECT count(*) FROM {table}") for table in ("disclosure", "dataset", "ccp", "ccp_quarter")] == [
        [0], [0], [0], [0],
    ]  # fmt: skip


def test_names_are_values_and_never_sql(tmp_path: Path) -> None:
    own = part(tmp_path, None, ("A", "' OR TRUE --", "B') --"))
    assert of(own, "SELECT DISTINCT ccp FROM disclosure") == ["A"]


def test_reference_tables_are_the_same_for_all() -> None:
    for table in ("item", "fx", "event"):
        sql = f"FROM {table} ORDER BY ALL"
        whole, own = (connected(name).execute(sql).fetchall() for name in ("everything", "north"))
        assert whole == own and own


def connected(name: str) -> duckdb.DuckDBPyConnection:
    own = catalog(home(), name)
    return own.connect(own.version(2))


def told(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Every name and every text of a file: tables, columns, comments, and all values as text."""
    for table in ("tables", "columns", "views", "constraints"):
        found = connection.execute(f"FROM duckdb_{table}() WHERE database_name NOT IN ('system', 'temp')")
        yield from (str(row) for row in found.fetchall())
    for table, column in connection.execute(TEXTS).fetchall():
        for (value,) in connection.execute(f'SELECT DISTINCT "{column}"::VARCHAR FROM {table}').fetchall():
            yield str(value)


@pytest.mark.parametrize(
    ("name", "own", "foreign"), [("north", NORTH_WORDS, SOUTH_WORDS), ("south", SOUTH_WORDS, NORTH_WORDS)]
)
def test_no_text_and_no_bytes_of_what_is_not_entitled(
    name: str, own: tuple[str, ...], foreign: tuple[str, ...]
) -> None:
    connection = connected(name)
    (records,) = facts.held(catalog(home(), name), connection).values()
    text = "\n".join([*told(connection), *told(records.connect())]).lower()
    assert all(word in text for word in own[:4]) and not [
        word for word in foreign if word in text.replace(f"/{name}/", "")
    ]
    for path in (folder(home()) / name).rglob("*"):
        content = path.read_bytes().lower() if path.is_file() else b""
        assert not [word for word in foreign if word.encode() in content], path
    files = {path.stat().st_ino for path in (home() / "catalog").rglob("*.duckdb")}
    assert not files & {path.stat().st_ino for path in (folder(home()) / name).rglob("*.duckdb")}


def test_extent_and_counts_are_those_of_the_part() -> None:
    own = connected("north")
    assert of(own, "SELECT max(value) FROM disclosure") == [2400.0]
    assert of(own, 'SELECT "rows", ccps FROM margin_file') == [(672, 2)]
    (records,) = facts.held(catalog(home(), "north"), own).values()
    assert of(records.connect(), "SELECT max(initial_margin) FROM margin") == [84.0]
    assert of(records.connect(), "SELECT DISTINCT ccp FROM margin ORDER BY ALL") == list(NORTH_CCPS)


def test_a_whole_dataset_of_records_is_the_same_file(tmp_path: Path) -> None:
    whole = small(tmp_path, {"margin": [{"ccp": "A", "initial_margin": 1.0}]})
    made = Part(tmp_path, Entitlement("all"), 2**28)
    made.follow(whole.version(1))
    with made.catalog.connect(made.catalog.version(1)) as connection:
        (records,) = facts.held(made.catalog, connection).values()
    (theirs,) = (whole.folder / "facts").glob("*.duckdb")
    assert records.path.samefile(theirs) and records.connect().execute("SELECT ccp FROM margin").fetchall() == [("A",)]


def test_where_links_fail_the_file_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = small(tmp_path, {"margin": [{"ccp": "A", "initial_margin": 1.0}]})

    def refuse(*_: Any) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    made = Part(tmp_path, Entitlement("all"), 2**28)
    made.follow(whole.version(1))
    (copy,), (theirs,) = ((each.folder / "facts").glob("*") for each in (made.catalog, Catalog(tmp_path)))
    assert copy.read_bytes() == theirs.read_bytes() and not copy.samefile(theirs)


def test_what_the_others_hold_changes_no_byte(tmp_path: Path) -> None:
    """With memory that is handed out empty, for DuckDB fills gaps of a few bytes with what memory held before."""
    homes = [tmp_path / name for name in ("few", "many")]
    quiet = os.environ | {"DUCKDB_JE_MALLOC_CONF": "zero:true"}
    running = [
        subprocess.Popen([sys.executable, "-c", FLEET, str(place), place.name], cwd=ROOT, env=quiet) for place in homes
    ]
    assert [one.wait(120) for one in running] == [0, 0]
    few, many = (sorted((place / "home" / "entitled" / "north" / "catalog").rglob("*.duckdb")) for place in homes)
    assert len(few) == len(many) == 3
    assert [path.name for path, other in zip(few, many, strict=True) if path.read_bytes() != other.read_bytes()] == []
