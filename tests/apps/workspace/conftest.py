"""A broker that several tests share, and a room over a copy of the shipped catalog."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from apps.workspace.room import Room
from queries.sandbox.client import Sandbox, running
from tests.apps.workspace.sitting import PATIENCE, room

Story = Callable[[Room], Awaitable[None]]
Play = Callable[[Story], None]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(slots=1) as made:
        yield made


@pytest.fixture(scope="module")
def stage(home: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A room that the tests of one file share; each takes readers of its own."""
    return room(Path(shutil.copytree(home, tmp_path_factory.mktemp("workspace") / "home")), sandbox)


@pytest.fixture
def play(stage: Room, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Plays a story in the room; nothing that was not foreseen may be logged."""
    monkeypatch.setenv("TIDEMARK_HOME", str(stage.home))

    def played(story: Story) -> None:
        asyncio.run(asyncio.wait_for(story(stage), 2 * PATIENCE))
        log = stage.home / "error.log"
        assert not log.exists(), log.read_text()

    return played
