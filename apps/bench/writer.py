"""A simulated reader who writes SQL: speaks to the workspace of a server as its script does."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from typing import Any

from apps.bench.offer import message, walk
from apps.bench.reader import Reader
from components.told import plain

ENDS = ("done", "fault")


class Writer(Reader):
    """One window of the workspace: its tab in front, and the component that is spoken to."""

    page = "/sql"

    def _opened(self, document: str) -> None:
        models = [each for each in walk(json.loads(document)) if each.get("type") == "object"]
        inner = next(each for each in models if each.get("attributes", {}).get("name") == "workspace")
        held = [each for each in models if each.get("attributes", {}).get("data") == inner]
        self.host = str((held or [inner])[0]["id"])
        opening = json.loads(inner["attributes"]["opening"])
        self.tab, self.csrf = str(opening["active"]), str(opening.get("csrf", ""))
        self.draft = "".join(str(each["text"]) for each in opening["tabs"] if each["id"] == self.tab)

    async def say(self, do: str, **about: Any) -> None:
        """Tell the workspace something."""
        entries = [["do", do], *([name, value] for name, value in about.items())]
        told = [["model", {"id": self.host}], ["data", {"type": "map", "entries": entries}]]
        event = {"type": "event", "name": "data_event", "values": {"type": "map", "entries": told}}
        await self._send("PATCH-DOC", {"events": [message(event)]})

    async def hear(self) -> list[dict[str, Any]]:
        """What the workspace is told next."""
        events = json.loads(await self._until("PATCH-DOC"))["events"]
        return [plain(each["msg_data"]["values"])["data"] for each in events if "msg_data" in each]

    async def begin(self, text: str) -> str:
        """Ask for a statement to be run; the id of the run."""
        run = secrets.token_urlsafe(16)
        await self.say("run", tab=self.tab, run=run, text=text, start=0, end=0, values={"type": "map", "entries": []})
        return run

    async def ended(self, run: str) -> dict[str, Any]:
        """How a run ended."""
        while True:
            for told in await self.hear():
                if told.get("run") == run and told["tell"] in ENDS:
                    return told

    async def run(self, text: str, patience: float = 60) -> tuple[dict[str, Any], float]:
        """Run a statement: how it ended, and after how many seconds. Raises TimeoutError."""
        begun = time.monotonic()
        async with asyncio.timeout(patience):
            end = await self.ended(await self.begin(text))
        return end, time.monotonic() - begun
