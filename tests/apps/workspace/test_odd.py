"""Messages that no honest browser sends: each costs its sender a sentence, and nobody anything else."""

from __future__ import annotations

from typing import Any

import pytest

from apps.workspace.room import Room
from tests.apps.workspace.conftest import Play
from tests.apps.workspace.sitting import Sitting

FIELDS = (
    *("tab", "run", "text", "title", "start", "end", "values", "ids", "active", "relation", "words", "name", "about"),
    *("why", "saved", "version", "first", "second", "kind", "settings", "board", "upload", "options", "table"),
)
DEEP: list[Any] = []
for _ in range(500):
    DEEP = [DEEP]
ODD: dict[str, Any] = {
    "nothing": None,
    "a number": 1e308,
    "below nothing": -1,
    "no number": float("nan"),
    "yes": True,
    "a list": [[], {}, None, "\ud800"],
    "a map": {"\ud800": {"a": [1]}, "": None},
    "half a letter": "\ud800",
    "a zero byte": "a\0b",
    "a path": "../../../etc/passwd",
    "long": "x" * 2**20,
    "deep": DEEP,
}
WAYS_OUT = ("error.log", "Traceback", "Error(")


@pytest.mark.parametrize("odd", ODD)
def test_fields_of_wrong_shapes(play: Play, odd: str) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, f"odd-{list(ODD).index(odd)}")
        for do in [*reader.bench.hears, odd, "", "__init__"]:
            await reader.say(do, **dict.fromkeys(FIELDS, ODD[odd]))
            await reader.say(do, **dict.fromkeys(FIELDS, ODD[odd]) | {"tab": reader.tab})
            await reader.settled()
        said = str(reader.all("said") + reader.all("fault"))
        assert not [each for each in WAYS_OUT if each in said], said
        assert len(reader.opening["tabs"]) == 1 and Sitting(room, reader.bench.visit.owner).opening["tabs"]
        assert (await reader.run("SELECT 1"))["tell"] == "done"

    play(story)


def test_messages_without_fields_and_a_flood_of_them(play: Play) -> None:
    async def story(room: Room) -> None:
        reader, other = Sitting(room, "flora"), Sitting(room, "owen")
        for do in reader.bench.hears:
            await reader.say(do)
        for number in range(80):
            reader.bench.hear({"do": "saved", "words": str(number)})
            if number < 12:
                reader.begin(f"SELECT {number}")
        assert len(reader.bench.heard) <= 64
        assert (await other.run("SELECT 2"))["tell"] == "done"
        reader.bench.leave()
        await reader.settled()

    play(story)
