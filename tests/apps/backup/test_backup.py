"""Backup, disaster, restore: every receipt of before still verifies, and nothing half-done is ever taken for whole."""

from __future__ import annotations

import os
import re
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from apps import setup
from apps.__main__ import main
from apps.backup.manifest import NAME, Manifest
from apps.backup.restoring import HALF
from apps.bench.postgres import Postgres
from auth.identity import Identity
from auth.policy import SHIPPED
from auth.session import Sessions
from data.store import Store
from data.store.joining import join
from panel_config import Settings
from queries.library.saved import Saved
from queries.own.place import Place
from queries.own.tables import Tables
from queries.trail.look import Wanted
from tests import entitled, stored
from tests.program import Program, coded
from tests.queries.own.test_tables import bring

pytestmark = stored.SQLITE  # a backup holds the store as a file
CODE = re.compile(r"TM(?:-[0-9A-Z]{4}){3}")
Output = pytest.CaptureFixture[str]
PARTS = """
entitlements:
  north: {datasets: [polar, filed, margin], ccps: [Aurora Clearing, Boreal House]}
  south: {datasets: [tropic, filed, margin], ccps: [Austral Clear, Zenith Guarantee]}
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in use: two entitlements, margin records, a session, a saved statement, an own table, an audit."""
    home = Path(shutil.copytree(entitled.home(), tmp_path / "home"))
    (tmp_path / "roles.yaml").write_text(SHIPPED.read_text() + PARTS)
    monkeypatch.setenv("TIDEMARK_HOME", str(home))
    monkeypatch.setenv("TIDEMARK_ROLES", str(tmp_path / "roles.yaml"))
    store = Store(home)
    store.upgrade()
    Sessions(store).begin(Identity("kim", "Kim", ("all",)))
    Saved(store).save("kim", "mine", "SELECT 1", "", "")
    store.close()
    place = Place(home, "kim")
    place.make()
    (place.folder / "0123.duckdb").write_bytes(b"rows of a reader")
    return home


def receipts(out: Output) -> list[str]:
    """The codes of what three readers were shown: everything, a part of it, and margin records."""
    for words in (("im_ranking", "--dataset", "filed"), ("margin_waterfall", "--dataset", "margin")):
        assert main(["run", *words]) == 0
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("TIDEMARK_ENTITLEMENT", "north")
        assert main(["run", "im_ranking", "--dataset", "filed"]) == 0
    return CODE.findall(out.readouterr().err)


def test_every_receipt_of_before_a_disaster_is_identical_after_it(house: Path, tmp_path: Path, capsys: Output) -> None:
    codes, folder = receipts(capsys), tmp_path / "backup"
    assert len(codes) == 3
    before = {path: path.read_bytes() for path in house.rglob("*") if path.is_file()}
    assert main(["backup", str(folder)]) == 0
    assert f"{folder}: data version 2, 5 records of the audit, " in capsys.readouterr().out
    kinds = [line["kind"] for line in setup.audit(Settings.read()).search(Wanted())]
    assert kinds == ["backed up", "shown", "shown", "shown", "begun"]
    shutil.rmtree(house)
    assert main(["restore", str(folder)]) == 0
    assert "everybody signs in again" in capsys.readouterr().out
    for code in codes:
        assert main(["verify", code]) == 0
        assert f"{code}: identical" in capsys.readouterr().out
    assert main(["audit", "verify"]) == 0
    kept = ("secret", "catalog/", "entitled/", "own/", "raw/")
    same = {path for path, content in before.items() if path.exists() and path.read_bytes() == content}
    assert {path for path in before if path.relative_to(house).as_posix().startswith(kept)} <= same
    store = Store(house)
    store.upgrade()
    assert [each.name for each in Saved(store).search("kim")] == ["mine"]
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM session").scalar() == 0
    assert {oct(path.stat().st_mode & 0o077) for path in (house / "secret", house / "app.sqlite")} == {"0o0"}


def test_a_backup_while_others_write_is_of_one_moment(
    house: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records are written, and a version is published, while it is taken again and again."""
    audit, over = setup.audit(Settings.read()), threading.Event()

    def write() -> None:
        while not over.is_set():
            audit.event("denied", "kim", why="x" * 200)

    writers = [threading.Thread(target=write), threading.Thread(target=main, args=(["demo-facts", "--rows", "50000"],))]
    for writer in writers:
        writer.start()
    try:
        taken = [tmp_path / f"backup {number}" for number in range(2)]
        assert [main(["backup", str(folder)]) for folder in taken] == [0] * 2
    finally:
        over.set()
        for writer in writers:
            writer.join()
    for number, folder in enumerate(taken):
        monkeypatch.setenv("TIDEMARK_HOME", str(tmp_path / f"home {number}"))
        assert main(["restore", str(folder)]) == 0
        assert main(["audit", "verify"]) == 0
        assert main(["run", "im_ranking", "--dataset", "filed"]) == 0
    seqs = [Manifest.read(folder).seq for folder in taken]
    assert seqs == sorted(set(seqs))
    capsys.readouterr()


def test_a_store_on_postgresql_is_backed_up_and_put_back_there(
    house: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, postgres: Postgres
) -> None:
    """With an own table that another host has brought; the disaster takes the home and the database."""
    first, second = (stored.schema(postgres, tmp_path / name) for name in ("first", "second"))
    assert main(["store", "move", "--to", first]) == 0
    monkeypatch.setenv("TIDEMARK_STORE", first)
    store, other = Store(house, first), Tables(tmp_path / "other", Store(tmp_path / "other", first))
    join(other.store)
    upload = bring(other, b"ccp,amount\nOurs,5\n")
    table, _ = other.take("kim", upload, "brought", {})
    folder = tmp_path / "backup"
    assert main(["backup", str(folder)]) == 0
    shutil.rmtree(house)
    monkeypatch.setenv("TIDEMARK_STORE", second)
    assert main(["restore", str(folder)]) == 0
    assert "tidemark store move --to" in capsys.readouterr().out
    monkeypatch.delenv("TIDEMARK_STORE")
    assert main(["store", "move", "--to", second]) == 0
    back = Store(house, second)
    assert [each.name for each in Saved(back).search("kim")] == ["mine"]
    assert Tables(house, back).files("kim")["brought"].name == table.file
    for each in (store, other.store, back):
        each.close()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("catalog/v0002.duckdb", "is not what was backed up"),
        ("audit.jsonl", "is not what was backed up"),
        (NAME, "is damaged"),
    ],
)
def test_a_backup_that_was_changed_is_not_put_back(
    house: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, place: str, said: str
) -> None:
    folder, elsewhere = tmp_path / "backup", tmp_path / "elsewhere"
    assert main(["backup", str(folder)]) == 0
    assert main(["restore", "--check", str(folder)]) == 0
    path = folder / place
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"e", b"f", 1))
    monkeypatch.setenv("TIDEMARK_HOME", str(elsewhere))
    capsys.readouterr()
    for words in (["restore", "--check", str(folder)], ["restore", str(folder)]):
        assert main(words) == 1
        told = capsys.readouterr()
        assert told.out == "" and str(path) in told.err and said in told.err and told.err.count("\n") == 1
    assert not elsewhere.exists() or not list(elsewhere.iterdir())


def test_a_backup_reaches_no_place_outside_of_the_home(
    house: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backup"
    assert main(["backup", str(folder)]) == 0
    manifest = folder / NAME
    manifest.write_text(manifest.read_text().replace('"secret"', '"../secret"'))
    (tmp_path / "secret").write_bytes((folder / "secret").read_bytes())
    monkeypatch.setenv("TIDEMARK_HOME", str(tmp_path / "inner" / "home"))
    assert main(["restore", str(folder)]) == 1
    assert "which is no place in a home" in capsys.readouterr().err
    assert not (tmp_path / "inner" / "secret").exists()


def test_what_is_in_the_way_is_said_and_stays(house: Path, tmp_path: Path, capsys: Output) -> None:
    folder = tmp_path / "backup"
    assert main(["backup", str(folder)]) == 0
    for words, said in (
        (["backup", str(folder)], "is there already; name a new folder"),
        (["restore", str(folder)], "is not empty; a backup is put back where nothing is"),
        (["restore", str(tmp_path)], f"is no backup: it holds no {NAME}"),
    ):
        assert main(words) == 1
        assert said in capsys.readouterr().err
    assert (house / "catalog" / "CURRENT").read_text() == "2"


def test_a_full_disk_leaves_nothing(house: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for a disk that is full."""
    folder = tmp_path / "backup"
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
    code += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    code += "from apps.__main__ import main; sys.exit(main(sys.argv[1:]))"
    done = coded(code, tmp_path, "backup", folder)
    assert "no backup was taken" in done.said() and done.returncode == 1
    assert sorted(path.name for path in tmp_path.glob("backup*")) == []


@pytest.mark.parametrize("pause", [0.0, 0.03])
def test_a_restore_that_is_killed_is_never_served(
    house: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, pause: float
) -> None:
    folder, other = tmp_path / "backup", tmp_path / "other"
    assert main(["backup", str(folder)]) == 0
    process = Program(["apps", "restore", str(folder)], {**os.environ, "TIDEMARK_HOME": str(other)}, tmp_path / "said")
    while process.poll() is None and not (other / HALF).exists():
        time.sleep(0.001)
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)
    process.wait()
    monkeypatch.setenv("TIDEMARK_HOME", str(other))
    if (other / HALF).exists():
        assert main(["datasets"]) == 1
        assert "a restore did not end here" in capsys.readouterr().err
        shutil.rmtree(other)
        assert main(["restore", str(folder)]) == 0
    assert main(["run", "im_ranking", "--dataset", "filed"]) == 0
    assert [line["kind"] for line in setup.audit(Settings.read()).search(Wanted())].count("backed up") == 1
