"""The store moved from the home into PostgreSQL and back, and the secret that the hosts there share."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.types import JSON, Boolean, Float

from apps.__main__ import main
from apps.bench.postgres import Postgres as Server
from data.secret import known, secret
from data.store import Store, StoreError, moving
from data.store.columns import Words
from data.store.joining import join
from data.store.moving import TABLES, move
from data.store.tables import installation, pin, run
from tests import stored
from tests.stored import schema

pytestmark = stored.SQLITE
ROWS = 1203
"""More than are written at once."""


def filled(store: Store) -> Store:
    """A store whose every table has rows, of odd texts and large numbers."""
    store.upgrade()
    with store.writing() as connection:
        for table in TABLES:
            count = ROWS if table is run else 3
            connection.execute(insert(table), [row(table.columns, number) for number in range(1, count + 1)])
    return store


def row(columns: Any, number: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column in columns:
        if column.name == "file":
            made[column.name] = f"{number}.duckdb"
        elif isinstance(column.type, Words):
            made[column.name] = f"{number} 증거금 \0 '%s' \x1a0"
        elif isinstance(column.type, JSON):
            made[column.name] = {"\0": [number, None, 0.1, "\ud83c\udf0a"]}
        elif isinstance(column.type, Boolean):
            made[column.name] = number % 2 == 0
        else:
            made[column.name] = number / 3 if isinstance(column.type, Float) else number + 2**33
    return made


def content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.reading() as connection:
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in TABLES}


def test_all_of_it_goes_into_postgresql_and_back(postgres: Server, tmp_path: Path) -> None:
    here, there = filled(Store(tmp_path / "a")), Store(tmp_path / "a", schema(postgres, tmp_path / "a"))
    before = content(here)
    moved = move(here, there)
    assert moved == {name: len(rows) for name, rows in before.items()} and moved["run"] == ROWS
    assert content(there) == before == content(here)
    with there.writing() as connection:
        last = max(connection.execute(select(pin.c.number)).scalars())
        new = insert(pin).values({name: value for name, value in row(pin.c, 9).items() if name != "number"})
        assert connection.execute(new.returning(pin.c.number)).scalar() == last + 1
    here.close()
    (tmp_path / "a" / "app.sqlite").rename(tmp_path / "before")
    after = content(there)
    move(there, here)
    assert content(here) == after and len(after["pin"]) == 4
    there.close()


def test_a_store_that_is_not_empty_is_refused_and_stays(postgres: Server, tmp_path: Path) -> None:
    here, there = filled(Store(tmp_path / "a")), Store(tmp_path / "a", schema(postgres, tmp_path / "a"))
    move(here, there)
    before = content(there)
    for source, target in ((here, there), (there, here)):
        with pytest.raises(StoreError, match=r"is not empty, it has rows of \w+: move it away, or name another"):
            move(source, target)
    assert content(there) == before == content(here)


def failing(table: Any, *_: Any) -> int:
    if table is TABLES[-1]:
        raise StoreError("it fails at the last table")
    return 1


def test_a_move_that_fails_leaves_nothing(postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = filled(Store(tmp_path / "a")), Store(tmp_path / "a", schema(postgres, tmp_path / "a"))
    copied: Callable[..., int] = moving._copied
    monkeypatch.setattr(moving, "_copied", lambda *given: copied(*given) and failing(*given))
    with pytest.raises(StoreError, match="fails at the last"):
        move(here, there)
    with pytest.raises(StoreError, match="is of an older Tidemark"):
        content(there)
    monkeypatch.undo()
    move(here, there)
    monkeypatch.setattr(moving, "_copied", lambda *given: copied(*given) and failing(*given))
    (tmp_path / "b").mkdir()
    with pytest.raises(StoreError, match="fails at the last"):
        move(there, Store(tmp_path / "b"))
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["app.lock"]
    there.close()


def test_hosts_have_the_secret_of_the_first_that_came(postgres: Server, tmp_path: Path) -> None:
    homes = [tmp_path / name for name in ("a", "b", "c")]
    address = schema(postgres, tmp_path)
    own = secret(homes[0])
    Store(homes[0], address).upgrade()
    for home in homes[:2]:
        join(Store(home, address))
    assert known(homes[1]) == own and (homes[1] / "secret").stat().st_mode & 0o777 == 0o600
    other = secret(homes[2])
    with pytest.raises(StoreError, match="c has another secret than the installation in TIDEMARK_STORE: name") as wrong:
        join(Store(homes[2], address))
    assert known(homes[2]) == other and own.decode() not in str(wrong.value)
    alone = Store(tmp_path / "d")
    alone.upgrade()
    join(alone)
    assert known(tmp_path / "d") is None


def test_of_hosts_that_come_at_once_all_have_one_secret(postgres: Server, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    address = schema(postgres, tmp_path)
    Store(tmp_path, address).upgrade()
    homes = [tmp_path / str(number) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda home: join(Store(home, address)), homes))
    assert len({known(home) for home in homes}) == 1


def test_the_command_moves_and_says_what_to_set(
    postgres: Server, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = Path(shutil.copytree(home, tmp_path / "home"))
    address = schema(postgres, own)
    monkeypatch.setenv("TIDEMARK_HOME", str(own))
    filled(Store(own)).close()
    assert main(["store", "move", "--to", address]) == 0
    said = capsys.readouterr().out
    assert f"{ROWS + 3 * (len(TABLES) - 1):,} rows of {len(TABLES)} tables" in said and "set TIDEMARK_STORE" in said
    assert postgres.password not in said
    with Store(own, address).reading() as connection:
        assert connection.execute(select(installation.c.secret)).scalar_one().encode() == known(own)
    monkeypatch.setenv("TIDEMARK_STORE", address)
    assert main(["store", "move", "--to", address]) == 1
    assert "--to names another" in capsys.readouterr().err
    assert main(["store", "move", "--to", "home"]) == 1
    assert "app.sqlite is not empty" in capsys.readouterr().err
    assert main(["store", "move", "--to", "redis://:cret@h"]) == 1
    assert "cret" not in capsys.readouterr().err
    (own / "secret").write_text("another")
    assert main(["store", "move", "--to", "home"]) == 1
    assert "has another secret than the installation" in capsys.readouterr().err
