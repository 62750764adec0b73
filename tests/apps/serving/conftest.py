"""A room for the tests of the websocket: a page whose work can be held up, and stories that are played there."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from apps.scene import Scene, Stage
from apps.state import State
from queries.wish import Wish
from tests.apps.serving.room import Room, room
from tests.charts import board, stage

Story = Callable[[Room], Awaitable[None]]
Play = Callable[..., None]


class Slow(Stage):
    """A stage whose scenes are worked out only once they may be."""

    def __init__(self) -> None:
        super().__init__(board(), stage().shell)
        self.asked: list[State] = []
        self.may = threading.Event()
        self.may.set()

    def _scene(self, state: State, wish: Wish, language: str) -> Scene:
        self.asked.append(state)
        end = time.monotonic() + 20
        while not self.may.wait(0.01):
            wish.check()
            assert time.monotonic() < end
        return super()._scene(state, wish, language)


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    made.renew()
    yield made
    made.may.set()


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Plays a story in a room; whatever happened in it, another reader is then served and no trace is logged."""
    stage().renew()
    monkeypatch.setenv("TIDEMARK_HOME", str(tmp_path))

    async def played(story: Story, served: Stage) -> None:
        async with room(served, tmp_path) as made:
            await story(made)
            other, document = await made.open()
            assert document["doc"]["roots"] and other.socket.close_code is None
        log = tmp_path / "error.log"
        assert not log.exists(), log.read_text()

    return lambda story, served=None: asyncio.run(asyncio.wait_for(played(story, served or stage()), 30))
