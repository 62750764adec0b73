"""The ends of the trails of several hosts, in the store that they share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from apps.__main__ import main
from apps.bench.postgres import Postgres
from data.store import Store
from data.store.joining import join
from queries.trail.audit import Audit
from queries.trail.heads import Heads, host
from tests.stored import SQLITE, schema


def joined(postgres: Postgres, folder: Path, name: str) -> Store:
    """A host of the installation whose store is that of `folder`."""
    store = Store(folder / name, schema(postgres, folder))
    store.upgrade()
    join(store)
    return store


def written(store: Store, times: int) -> Audit:
    audit = Audit(store.home)
    for _ in range(times):
        audit.event("denied", "nobody")
    return audit


def test_each_host_has_an_end_that_only_moves_on(postgres: Postgres, tmp_path: Path) -> None:
    one, other = (joined(postgres, tmp_path, name) for name in ("one", "other"))
    assert Heads(one).all() == (None, [])
    before = written(one, 2).standing()
    after = written(one, 1).standing()
    for head in (before, after, before):
        Heads(one).note(head)
    Heads(other).note(written(other, 1).standing())
    own, others = Heads(one).all()
    assert own and (own.seq, own.mac) == (after.seq, after.mac) and own.host == host(one.home)
    assert [each.host for each in others] == [host(other.home)] and str(other.home) in str(others[0])
    (one.home / "secret").unlink()
    assert host(one.home) != own.host


@SQLITE
def test_a_store_of_one_home_notes_nothing(tmp_path: Path) -> None:
    alone = Store(tmp_path)
    Heads(alone).note(written(alone, 1).standing())
    assert Heads(alone).all() == (None, [])


def test_a_trail_that_was_cut_or_lost_shows_at_every_host(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (joined(postgres, tmp_path, name) for name in ("one", "other"))
    audit = written(one, 1)
    kept = shutil.copytree(one.home, tmp_path / "kept")
    Heads(one).note(written(one, 2).standing())
    written(other, 1)
    monkeypatch.setenv("TIDEMARK_STORE", one.address)
    monkeypatch.setenv("TIDEMARK_HOME", str(one.home))
    assert main(["audit", "verify"]) == 0
    capsys.readouterr()
    for name in ("audit.jsonl", "audit.head"):
        shutil.copy(kept / name, one.home / name)
    assert main(["audit", "verify"]) == 1
    assert "the trail ends with record 2; the store knows of record 4" in capsys.readouterr().out
    audit.path.unlink()
    (one.home / "audit.head").unlink()
    assert main(["audit", "verify"]) == 1
    assert "the trail ends with record 0; the store knows of record 4" in capsys.readouterr().out
    monkeypatch.setenv("TIDEMARK_STORE", one.address.replace(f":{postgres.port}/", ":1/"))
    written(one, 1)
    assert main(["audit", "verify"]) == 0
    assert "not compared with what the store knows: the app store on Post" in capsys.readouterr().out
    monkeypatch.setenv("TIDEMARK_STORE", one.address)
    monkeypatch.setenv("TIDEMARK_HOME", str(other.home))
    assert main(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    assert f"{one.home}: head 4:" in said and "the store knows nothing of this trail yet" in said
    assert main(["verify", "TM-AAAA-AAAA-AAAA"]) == 1
    assert "another host may have it, ask there: " in capsys.readouterr().err
