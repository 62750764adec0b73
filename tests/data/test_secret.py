"""The secret of an installation, and the keys that are derived from it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from data.secret import derived, secret


def test_it_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    made = secret(tmp_path)
    assert len(made) == 64 and secret(tmp_path) == made
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert secret(tmp_path / "other") != made


def test_all_who_make_it_at_once_get_the_same_and_leave_nothing_beside_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: secret(tmp_path), range(16)))
    assert len(made) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_keys_differ_by_purpose_and_installation(tmp_path: Path) -> None:
    keys = {derived(home, purpose) for home in (tmp_path / "a", tmp_path / "b") for purpose in ("audit", "tokens")}
    assert len(keys) == 4 and {len(key) for key in keys} == {32}
    assert derived(tmp_path / "a", "audit") in keys
