"""Rolling up: what comes of it, and what is left when it fails."""

from __future__ import annotations

import math
import stat
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from apps.__main__ import main
from data import demo, margin
from data.catalog import CatalogError
from data.facts import Facts
from data.ingest import Ingest
from data.portable.translation import PortabilityError
from data.reckoning.cluster import Cluster, Way
from data.reckoning.machine import Machine
from data.reckoning.reckoner import Reckoner, ReckonerError, Relations
from data.rolling import HomeStore, roll
from data.rollup import ROLLUPS
from data.sources.filing import SourceError
from tests.data.test_records import frame, parquet, text
from tests.margin import facts_of

ROWS = 20_000


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Margin records of ten days, some of whose metrics are unknown."""
    path = tmp_path_factory.mktemp("records") / "records.parquet"
    with duckdb.connect() as connection:
        margin.create(connection)
        demo.fill(connection, ROWS, 1, lambda _: None, days=10)
        connection.execute("UPDATE margin SET stress_loss = NULL WHERE product = 'P03'")
        connection.execute(f"COPY margin TO '{path}' (FORMAT parquet)")
    return path


def kept(facts: Facts) -> dict[str, list[tuple[object, ...]]]:
    """What a facts file holds beside the records."""
    with facts.connect() as connection:
        names = ("centre", "rollup", *ROLLUPS)
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}


def near(one: object, two: object) -> bool:
    return (
        math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-9)
        if isinstance(one, float) and isinstance(two, float)
        else one == two
    )


def differences(one: Facts, two: Facts) -> list[str]:
    """The tables in which two facts files differ."""
    left, right = kept(one), kept(two)
    return [
        name
        for name in left
        if len(left[name]) != len(right[name])
        or not all(near(a, b) for x, y in zip(left[name], right[name], strict=True) for a, b in zip(x, y, strict=True))
    ]


def left_over(home: Path) -> list[Path]:
    return [*(home / "rollups").iterdir(), *(home / "catalog").rglob("*.part*")]


def test_the_roll_ups_are_those_that_loading_makes(ingest: Ingest, records: Path) -> None:
    ingest.ingest([records], "loaded")
    count, version = roll(HomeStore(ingest), [records], "rolled", Machine)
    assert (count, version) == (ROWS, 3)
    one, two = facts_of(ingest.home, "loaded"), facts_of(ingest.home, "rolled")
    assert differences(one, two) == [] and len(kept(two)["rollup"]) == 2
    assert left_over(ingest.home) == []


def test_the_records_are_those_of_the_files_and_no_others(ingest: Ingest, records: Path, tmp_path: Path) -> None:
    store = HomeStore(ingest)
    roll(store, [records], "mine", Machine)
    folder = tmp_path / "folder"
    folder.mkdir()
    text(folder / "a.csv", "2024-01-02,A,M1,P1,USD,sitg,1.5,-2,3,4", "2024-01-03,A,M1,P1,USD,sitg,,nan,3,4")
    odd = frame(date=datetime(2024, 1, 2), initial_margin=[float("inf"), 1])
    parquet(folder / "b.parquet", odd)
    assert roll(store, [folder], "mine", Machine)[0] == 4
    with facts_of(ingest.home, "mine").connect() as connection:
        assert connection.execute("SELECT count(*), count(initial_margin) FROM margin").fetchall() == [(4, 2)]
        assert connection.execute("SELECT nulls FROM centre WHERE metric = 'initial_margin'").fetchall() == [(2,)]


def test_wrong_records_are_refused_before_any_engine_is_asked(ingest: Ingest, tmp_path: Path) -> None:
    def never(relations: Relations, memory: int, spill: Path) -> Reckoner:
        raise AssertionError("an engine was asked")

    wrong = parquet(tmp_path / "wrong.parquet", frame(initial_margin="much"))
    with pytest.raises(SourceError, match="column 'initial_margin' is VARCHAR; it must be a number"):
        roll(HomeStore(ingest), [wrong], "mine", never)
    with pytest.raises(SourceError, match="line 2, column 'layer': unknown layer 'sitgg'; did you mean 'sitg'"):
        roll(HomeStore(ingest), [text(tmp_path / "a.csv", "2024-01-02,A,M1,P1,USD,sitgg,1,2,3,4")], "mine", never)
    with pytest.raises(SourceError, match="there is no such file"):
        roll(HomeStore(ingest), [tmp_path / "none"], "mine", never)
    with pytest.raises(CatalogError, match="disclosures"):
        roll(HomeStore(ingest), [wrong], "filed", never)
    assert ingest.catalog.numbers() == [1] and left_over(ingest.home) == []


def test_a_file_that_changes_meanwhile_is_not_committed(ingest: Ingest, records: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.parquet"
    mine.write_bytes(records.read_bytes())

    class Slow(Machine):
        def __exit__(self, *about: object) -> None:
            super().__exit__(None, None, None)
            parquet(mine, frame())

    with pytest.raises(CatalogError, match="the roll-ups are of 20,000 records, the files hold 2"):
        roll(HomeStore(ingest), [mine], "mine", Slow)
    assert ingest.catalog.numbers() == [1] and left_over(ingest.home) == []


def on(way: Way, relations: Relations, folder: Path) -> Cluster:
    return Cluster(way, relations, 2**28, folder)


def test_what_is_not_portable_is_refused_before_the_cluster_is_asked(records: Path, tmp_path: Path) -> None:
    cluster = on(Way(Path(sys.executable), "spark://127.0.0.1:9"), {"margin": [records]}, tmp_path)
    for do in (cluster.read, lambda sql, where: cluster.write(sql, tmp_path / "to", where)):
        with pytest.raises(PortabilityError, match=r"mine\.sql:2: mad is not portable"):
            do("SELECT\n  mad(stress_loss) AS m FROM margin", "mine.sql")


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (Way(Path(sys.executable), "spark://127.0.0.1:9"), "no Spark cluster answers at spark://127.0.0.1:9"),
        (Way(Path(sys.executable), remote="sc://127.0.0.1:9/;token=s3cret"), "no Spark cluster answers at sc://127.0.0.1:9"),
        (Way(Path(sys.executable), "127.0.0.1:7077;token=s3cret"), "is no address of a cluster: write spark://host:7077"),
        (Way(Path("/none/python"), "spark://127.0.0.1:9"), "/none/python does not exist"),
    ],
)  # fmt: skip
def test_a_cluster_that_is_away_is_one_sentence(way: Way, words: str, records: Path, tmp_path: Path) -> None:
    with pytest.raises(ReckonerError) as told, on(way, {"margin": [records]}, tmp_path):
        pass
    assert words in str(told.value) and "\n" not in str(told.value) and "s3cret" not in str(told.value)


DRIVERS = {
    "echo trouble >&2; exit 3": "its driver ended with 3 (trouble)",
    'read line; echo \'{"version": "4"}\'; read line; printf half; exit 1': "its driver ended with 1",
    'read line; echo \'{"error": "no worker"}\'; cat > /dev/null': "did not get through: no worker",
}


def test_a_driver_that_ends_leaves_nothing_behind(ingest: Ingest, records: Path, tmp_path: Path) -> None:
    python = tmp_path / "python"
    store, way = HomeStore(ingest), Way(python, "local")
    for program, words in DRIVERS.items():
        python.write_text(f"#!/bin/sh\n{program}\n")
        python.chmod(stat.S_IRWXU)
        with pytest.raises(ReckonerError) as told:
            roll(store, [records], "mine", lambda those, *_: on(way, those, tmp_path / "spill"))
        assert words in str(told.value) and "\n" not in str(told.value)
        assert ingest.catalog.numbers() == [1] and left_over(ingest.home) == []


def test_the_command(home: Path, records: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch,
                     capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))
    assert main(["rollup"]) == 0
    told = capsys.readouterr().out
    assert "queries/margin_cover2.sql: portable" in told and "queries/findings.sql:" in told
    assert main(["rollup", "--records", str(records), "--dataset", "mine"]) == 0
    assert "mine: 20,000 margin records, rolled up by duckdb.\nPublished as version 2." in capsys.readouterr().out
    spark = ["rollup", "--engine", "spark", "--records", str(records), "--dataset", "mine"]
    assert main(spark) == 2
    assert "--engine spark needs --master" in capsys.readouterr().err
    assert main([*spark, "--master", "spark://127.0.0.1:9", "--python", sys.executable]) == 1
    assert capsys.readouterr().err.startswith("tidemark: no Spark cluster answers at spark://127.0.0.1:9 (")
