"""What becomes of files: new versions, all or nothing, each content once, nothing overwritten."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.catalog import CatalogError
from data.ingest import Ingest
from data.sources.filing import SourceError
from tests.data.book import AGGREGATED, MARGIN, template, wide, workbook, written

ROW = ("2023-03-31", "Some CCP", "Some CCP", "", "EUR")


def asked(ingest: Ingest, sql: str, number: int | None = None) -> list[tuple[Any, ...]]:
    version = ingest.catalog.current() if number is None else ingest.catalog.version(number)
    assert version is not None
    with ingest.catalog.connect(version) as connection:
        return connection.execute(sql).fetchall()


def test_the_first_version_is_built_once(tmp_path: Path) -> None:
    ingest = Ingest(tmp_path / "home")
    version = ingest.first()
    assert version.number == 1 and ingest.first() == version
    datasets = {name for (name,) in asked(ingest, "SELECT DISTINCT dataset FROM disclosure")}
    assert {"krx_case", "asx_2017q2"} <= datasets
    assert asked(ingest, "SELECT count(*) > 0 FROM ccp_quarter") == [(True,)]
    assert asked(ingest, "SELECT count(*) FROM file WHERE present <> loaded + refused") == [(0,)]


def test_a_file_becomes_a_version(ingest: Ingest, tmp_path: Path) -> None:
    path = template(tmp_path / "Eurex_2016Q2.xlsx")
    summary = ingest.ingest([path])
    (file,) = summary.files
    assert summary.version == 2 and (file.present, file.loaded, file.unchanged, file.refused) == (6, 6, 0, ())
    assert asked(ingest, "SELECT DISTINCT dataset, source_file, loaded_in, region FROM disclosure") == [
        ("filed", "Eurex_2016Q2.xlsx", 2, "")
    ]
    assert asked(ingest, "SELECT ccp, short, region FROM ccp WHERE ccp = 'EUREX'") == [("EUREX", "EUREX", "")]
    figures = asked(ingest, "SELECT initial_margin, default_fund, round(peak_ratio, 3) FROM ccp_quarter")
    assert figures == [(40e9 + 0.5, 3608240387, 2.668)]


def test_the_version_file_is_sealed_and_the_raw_file_kept(ingest: Ingest, tmp_path: Path) -> None:
    path = template(tmp_path / "Eurex_2016Q2.xlsx")
    ingest.ingest([path])
    version = ingest.catalog.current()
    assert version is not None and ingest.catalog.path(version).stat().st_mode & 0o777 == 0o444
    ((sha256,),) = asked(ingest, "SELECT sha256 FROM file")
    assert (ingest.home / "raw" / sha256 / path.name).read_bytes() == path.read_bytes()


def test_the_same_content_makes_no_second_version(ingest: Ingest, tmp_path: Path) -> None:
    path = template(tmp_path / "Eurex_2016Q2.xlsx")
    copy = path.with_name("copy.xlsx")
    copy.write_bytes(path.read_bytes())
    assert len(ingest.ingest([path, copy]).files) == 1
    summary = ingest.ingest([copy])
    assert summary.version is None and ingest.catalog.numbers() == [1, 2]
    assert "copy.xlsx: loaded already, as Eurex_2016Q2.xlsx into filed in version 2" in str(summary)


def test_one_bad_file_and_nothing_is_published(ingest: Ingest, tmp_path: Path) -> None:
    good, bad = template(tmp_path / "good.xlsx"), tmp_path / "bad.xlsx"
    bad.write_bytes(good.read_bytes()[:900])
    with pytest.raises(SourceError, match=r"^bad\.xlsx"):
        ingest.ingest([good, bad])
    assert ingest.catalog.numbers() == [1] and asked(ingest, "SELECT count(*) FROM file") == [(0,)]
    assert not list((ingest.home / "raw").glob("*"))
    assert ingest.ingest([good]).version == 2


def test_a_new_figure_supersedes_the_old_which_stays(ingest: Ingest, tmp_path: Path) -> None:
    items = ("4.1.1", "4.1.4")
    ingest.ingest([wide(tmp_path / "first.xlsx", (*ROW, 1, 5), items=items)])
    (file,) = ingest.ingest([wide(tmp_path / "second.xlsx", (*ROW, 1, 6), items=items)]).files
    assert (file.present, file.loaded, file.unchanged) == (2, 1, 1)
    rows = "SELECT item, value, loaded_in, superseded_in FROM history.disclosure ORDER BY ALL"
    assert asked(ingest, rows) == [("4.1.1", 1, 2, None), ("4.1.4", 5, 2, 3), ("4.1.4", 6, 3, None)]
    assert asked(ingest, "SELECT value FROM disclosure ORDER BY ALL") == [(1,), (6,)]
    assert asked(ingest, "SELECT value FROM disclosure ORDER BY ALL", 2) == [(1,), (5,)]
    assert asked(ingest, "SELECT loaded FROM file ORDER BY loaded_in") == [(2,), (2,)]


def test_a_figure_that_becomes_not_reported_is_superseded_too(ingest: Ingest, tmp_path: Path) -> None:
    ingest.ingest([wide(tmp_path / "first.xlsx", (*ROW, "-"))])
    ingest.ingest([wide(tmp_path / "second.xlsx", (*ROW, "n/a"))])
    assert asked(ingest, "SELECT raw_text, value FROM disclosure") == [("n/a", None)]


def test_refusals_are_rows_with_their_place(ingest: Ingest, tmp_path: Path) -> None:
    path = wide(tmp_path / "x.xlsx", (*ROW, 1, 2), (*ROW, 3, ""), items=("4.1.1", "Volumen"))
    summary = ingest.ingest([path])
    assert asked(ingest, "SELECT ccp, quarter, sheet, cell, raw_text, reason FROM refusal ORDER BY cell") == [
        ("Some CCP", "2023Q1", "Sheet1", "F3", "3", "differs from F2, which says '1' for 4.1.1"),
        ("Some CCP", "2023Q1", "Sheet1", "G2", "2", "column 'Volumen' is no item"),
    ]
    assert asked(ingest, "SELECT present, loaded, refused FROM file") == [(3, 1, 2)]
    assert "x.xlsx, Sheet1, F3: '3'" in str(summary)


def test_a_folder_of_workbooks_and_csvs(ingest: Ingest, tmp_path: Path) -> None:
    folder = tmp_path / "2016Q2"
    folder.mkdir()
    template(folder / "a.xlsx")
    (folder / "OMI_AggregatedDataFile.csv").write_text(written(AGGREGATED))
    summary = ingest.ingest([folder])
    assert [(file.name, file.loaded) for file in summary.files] == [("a.xlsx", 6), ("2016Q2", 4)]
    assert ingest.ingest([folder]).version is None
    (folder / "OMI_DataFile_6_1.csv").write_text(written(MARGIN))
    (changed,) = [file for file in ingest.ingest([folder]).files if file.present]
    assert (changed.name, changed.loaded, changed.unchanged) == ("2016Q2", 2, 4)


def test_a_dataset_of_ones_own_lives_on_in_later_versions(ingest: Ingest, tmp_path: Path) -> None:
    ingest.ingest([wide(tmp_path / "a.xlsx", (*ROW, 1))], "pilot")
    ingest.ingest([wide(tmp_path / "b.xlsx", (*ROW, 2))])
    assert asked(ingest, "SELECT dataset, value FROM disclosure ORDER BY ALL") == [("filed", 2), ("pilot", 1)]
    assert asked(ingest, "SELECT synthetic FROM dataset WHERE dataset = 'pilot'") == [(False,)]


def test_a_dataset_that_ships_takes_no_files(tmp_path: Path) -> None:
    ingest = Ingest(tmp_path / "home")
    path = wide(tmp_path / "a.xlsx", (*ROW, 1))
    with pytest.raises(CatalogError, match="'krx_case' ships with Tidemark and takes no files"):
        ingest.ingest([path], "krx_case")
    with pytest.raises(CatalogError, match="unknown dataset 'fild'; did you mean 'filed'"):
        ingest.ingest([path], "fild")
    assert ingest.catalog.numbers() == [1]


def test_a_file_that_says_another_quarter_is_noted(ingest: Ingest, tmp_path: Path) -> None:
    summary = ingest.ingest([wide(tmp_path / "BME_2016Q4.xlsx", ("2016-09-30", *ROW[1:], 1))])
    assert "BME_2016Q4.xlsx: its name says 2016Q4, its rows are dated 2016Q3: loaded as dated" in str(summary)
    assert asked(ingest, "SELECT source_file, quarter FROM disclosure") == [("BME_2016Q4.xlsx", "2016Q3")]


def test_progress_runs_to_its_end(ingest: Ingest, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    ingest.ingest([template(tmp_path / "x.xlsx")], progress=lambda *step: steps.append(step))
    assert [done for _, done, _ in steps] == list(range(len(steps))) and steps[-1][1] == steps[-1][2]


def test_a_version_that_breaks_a_rule_is_not_published(ingest: Ingest, tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"X_AggregatedDataFile": AGGREGATED})
    with pytest.raises(CatalogError, match=r"version 2 was not published: present is not loaded \+ refused: lost: 3"):
        Ingest(ingest.home, tables=_lose).ingest([path])
    assert ingest.catalog.numbers() == [1]
    assert not list(ingest.catalog.folder.glob("*.part*"))


def _lose(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("INSERT INTO file VALUES ('x', 'lost', 'filed', 'wide', 3, 1, 1, 1)")


def test_a_missing_pointer_is_said_and_nothing_removed(ingest: Ingest, tmp_path: Path) -> None:
    ingest.ingest([template(tmp_path / "x.xlsx")])
    (ingest.catalog.folder / "CURRENT").unlink()
    with pytest.raises(CatalogError, match="CURRENT is missing"):
        ingest.first()
    assert (ingest.catalog.folder / "v0002.duckdb").exists()
