"""A simulated reader of the margin page, who drags and waits until every other chart has followed."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from apps.bench.gesture import Box, Span, said
from apps.bench.offer import Model, figure, model, walk
from apps.bench.reader import Reader
from apps.state import State
from queries.selection import Clause

QUIET = 3.0
"""Seconds without a message after which a chart that has not moved has nothing to move."""
BUSY = 300.0
"""Seconds until a chart that says that it is being worked out is given up."""
SLOW = ("Re-query", "Roll-up")
"""How the lines begin of the tiers that ask the database."""


@dataclass
class Step:
    """A brush and what came of it: seconds until the last part of it, bytes, messages, and the views that moved."""

    seconds: float = 0.0
    bytes: int = 0
    messages: int = 0
    shown: bool = False
    moved: set[str] = field(default_factory=set)


class Tab(Reader):
    """The margin page in a browser. `tiers` is what the menu of each chart says about its figures."""

    page = "/margin"

    def _opened(self, document: str) -> None:
        models = [each for each in walk(json.loads(document)) if each.get("type") == "object"]
        self.known = {each["id"]: each for each in models if "id" in each}
        named = {each["attributes"].get("name"): each for each in models if "attributes" in each}
        self.strip: str = model(named, "strip")["id"]
        self.cards = {name.removeprefix("card "): each for name, each in named.items() if str(name)[:5] == "card "}
        self.figures: dict[str, Model] = {view: figure(named, f"card {view}") for view in self.cards}
        self.places = {card["id"]: view for view, card in self.cards.items()}
        self.owners = {each: view for view, card in self.cards.items() for each in ids(card)}
        self.tiers: dict[str, str] = {}
        self.busy: set[str] = set()
        self.brushed: tuple[Clause, ...] = ()

    def categories(self, view: str, axis: str) -> int:
        """How many categories an axis of the view has."""
        return len(self._range(view, axis)["factors"])

    def span(self, view: str, axis: str) -> Span:
        """From where to where a numeric axis of the view reaches."""
        ends = self._range(view, axis)
        return ends["start"], ends["end"]

    def _range(self, view: str, axis: str) -> Model:
        attributes: Model = self.known[self.figures[view]["attributes"][f"{axis}_range"]["id"]]["attributes"]
        return attributes

    async def near(self, view: str) -> None:
        """Point at a chart."""
        await self._send("PATCH-DOC", {"events": [said(self.cards[view]["id"], near=True)]})

    async def clear(self) -> None:
        """Take off all that is brushed."""
        if self.brushed:
            await self.followed("", said(self.strip, clear=""))

    async def brush(self, box: Box, final: bool = False) -> Step:
        """Drag the box to where it is now, and wait until every other chart shows it."""
        return await self.followed(box.view, box.event(self.figures[box.view]["id"], final))

    async def followed(self, source: str, event: Model) -> Step:
        """Send `event`, and wait until the strip's link has moved and every chart but the source has followed."""
        step, start = Step(), time.perf_counter()
        await self._send("PATCH-DOC", {"events": [event]})
        while not step.shown or self.busy or step.moved < self.cards.keys() - {source}:
            try:
                content = await asyncio.wait_for(
                    self._until("PATCH-DOC"), BUSY if self.busy or not step.shown else QUIET
                )
            except TimeoutError:
                break
            step.seconds = time.perf_counter() - start
            step.bytes += len(content)
            step.messages += 1
            for each in json.loads(content)["events"]:
                self._take(each, step)
        if not step.shown or self.busy:
            raise RuntimeError(f"a brush on {source or 'nothing'} was not shown within {BUSY:g} s")
        return step

    def _take(self, event: Model, step: Step) -> None:
        """Note what an event of a patch says."""
        about = event["model"]["id"]
        if event["kind"] == "ColumnDataChanged":
            step.moved.add(self.owners[about])
        elif event.get("attr") == "link" and about == self.strip:
            brushed = State.read(parse_qs(event["new"].lstrip("?"))["state"][0]).selection.clauses
            step.shown |= brushed != self.brushed
            self.brushed = brushed
        elif about in self.places:
            self._stand(self.places[about], event)

    def _stand(self, view: str, event: Model) -> None:
        """Note what a card says about its chart."""
        match event["attr"]:
            case "tier":
                self.tiers[view] = event["new"]
            case "busy":
                (self.busy.add if event["new"] else self.busy.discard)(view)
            case "chart":
                self.figures[view] = event["new"]
                self.owners.update(dict.fromkeys(ids(event["new"]), view))

    def answered(self, source: str) -> list[str]:
        """The tiers that answered every chart but the source."""
        return [self.tiers.get(view, "").partition(":")[0] for view in self.cards.keys() - {source}]

    def quick(self, source: str) -> bool:
        """Whether every chart but the source was answered without asking the database."""
        return all(tier and not tier.startswith(SLOW) for tier in self.answered(source))


def ids(content: Model) -> set[str]:
    """The models within serialised content."""
    return {each["id"] for each in walk(content) if each.get("type") == "object" and "id" in each}
