"""Results on disk: found by all that they depend on, within a budget, and no trouble where they cannot be kept."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from queries.library.kept import Kept, Key

KEY = Key("kim", "all", 7, "SELECT $n", {"n": 1}, {"book": "book-1.duckdb"}, "TRUE")


def test_a_result_is_found_by_all_that_it_depends_on(tmp_path: Path) -> None:
    Kept(tmp_path).put(KEY, b"rows" * 1000)
    kept = Kept(tmp_path)
    assert kept.get(replace(KEY)) == b"rows" * 1000
    others = [
        replace(KEY, owner="lee"),
        replace(KEY, entitlement="public"),
        replace(KEY, version=8),
        replace(KEY, text="SELECT $n "),
        replace(KEY, values={"n": "1"}),
        replace(KEY, own={"book": "book-2.duckdb"}),
        replace(KEY, selection="FALSE"),
    ]
    assert [kept.get(other) for other in others] == [None] * len(others)
    (file,) = kept.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600 and kept.folder.stat().st_mode & 0o777 == 0o700
    assert "kim" not in file.name and file.stat().st_size < 1000


def test_the_oldest_make_room(tmp_path: Path) -> None:
    kept = Kept(tmp_path, budget=3500)
    keys = [replace(KEY, version=number) for number in range(5)]
    for number, key in enumerate(keys[:3]):
        assert kept.put(key, os.urandom(1000))
        os.utime(kept.folder / f"{key.name}.gz", (number, number))
    assert kept.get(keys[0]), "what is asked for is young again"
    assert kept.put(keys[3], os.urandom(1000))
    assert [bool(kept.get(key)) for key in keys] == [True, False, True, True, False]
    assert sum(file.stat().st_size for file in kept.folder.iterdir()) <= 3500


def test_a_large_result_is_not_kept(tmp_path: Path) -> None:
    assert not Kept(tmp_path, largest=10).put(KEY, b"x" * 11)
    assert not (tmp_path / "results").exists()


def test_a_torn_file_is_no_result_and_leftovers_go(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put(KEY, os.urandom(1000))
    path = kept.folder / f"{KEY.name}.gz"
    path.write_bytes(path.read_bytes()[:500])
    assert kept.get(KEY) is None
    left, young = kept.folder / "part.left", kept.folder / "part.young"
    left.touch()
    young.touch()
    os.utime(left, (time.time() - 700,) * 2)
    kept.put(KEY, b"rows")
    assert not left.exists() and young.exists() and kept.get(KEY) == b"rows"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "results").symlink_to("/dev/full")
    assert not Kept(tmp_path).put(KEY, b"rows") and Kept(tmp_path).get(KEY) is None
