"""One sandbox for all attacks, and the processes of its booths."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from queries.sandbox.client import running
from tests.attack.sql.booths import Booths
from tests.attack.sql.ground import Ground, furnished, statements


@pytest.fixture(scope="package")
def booths() -> Iterator[Booths]:
    """What is known of the booths, from before the first to after the last."""
    with Booths.watched() as made:
        yield made


@pytest.fixture(scope="package")
def ground(tmp_path_factory: pytest.TempPathFactory, booths: Booths) -> Iterator[Ground]:
    """Two may run at once. At the end no file has been written or changed, and no process is left."""
    folder = tmp_path_factory.mktemp("ground")
    folder.chmod(0o755)
    canary, reach = furnished(folder)
    with running(2) as sandbox:
        made = Ground(sandbox, canary, reach)
        before = made.files()
        assert made.tell("SELECT 1").rows == [[1]]
        yield made
        assert made.files() == before
        broker = booths.broker
    assert booths.gone(5) and broker not in booths.alive()


@pytest.fixture(autouse=True)
def known() -> None:
    """The list lies beside the project, in ../shared/data."""
    if not statements():
        pytest.skip("sql_attacks.json lies beside the project, in ../shared/data")
