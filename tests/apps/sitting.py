"""A reader with what its browser has: the document as it was opened, and what messages made of it."""

from __future__ import annotations

import json
from typing import Any

from apps.reader import Reader
from apps.scene import Stage
from auth.actor import Actor
from components.cells import Event, models
from components.controls import Strip
from components.told import plain
from tests.charts import chosen, local, said, tap
from tests.components.screen import Seen, flat

PERSONAL = {
    "strip": ("can_undo", "can_redo", "message", "newer"),
    "drawer": ("markup",),
    "page": ("contextbar_open",),
}
"""What two readers of one state may see differently, beside the receipts of their charts."""
HIDDEN = ("left", "right")
"""Where a box stands that is not seen."""


class Sitting:
    """Every event is heard and what comes of it is sent at once."""

    def __init__(self, stage: Stage, link: str = "", actor: Actor | None = None) -> None:
        self.stage, self.reader = stage, Reader(stage, actor or local())
        self.reader.open(link)
        self.roots = json.loads(self.reader.document())["doc"]["roots"]
        self.known = {each["id"]: each for each in models(self.roots)}
        self.sent: list[str] = []
        self.take(self.reader.hurry())

    def take(self, message: str) -> str:
        """Do with a message what BokehJS does."""
        if message:
            self.sent.append(message)
        for event in json.loads(message)["events"] if message else ():
            attributes = self.known[event["model"]["id"]].setdefault("attributes", {})
            if event["kind"] == "ModelChanged":
                attributes[event["attr"]] = event["new"]
                self.known.update((each["id"], each) for each in models(event["new"]))
            else:
                merged = {**dict(attributes["data"]["entries"]), **dict(event["data"]["entries"])}
                attributes["data"] = {"type": "map", "entries": list(merged.items())}
        return message

    def show(self) -> str:
        """Bring the browser to the reader's state."""
        return self.take(self.reader.show(self.stage.scene(self.reader.state)))

    def hear(self, event: Event) -> None:
        """What the browser tells, taken as the server does."""
        if self.reader.concerns(event):
            self.reader.hear(event)
            self.show()

    def say(self, part: str, **message: Any) -> None:
        """What a part of the page says."""
        self.hear(said(self.stage.shell.hosts[part], **message))

    def pick(self, field: str, title: str) -> None:
        """Another entry of a list, which the browser then shows; the server has not answered yet."""
        model = self.stage.shell.models[field]
        self.known[model]["attributes"]["value"] = title
        self.reader.hear(chosen(model, "value", title))

    def choose(self, field: str, title: str) -> None:
        """Another entry of a list, and what comes of it."""
        self.pick(field, title)
        self.show()

    def shut(self) -> None:
        """The drawer is shut in the browser."""
        page = self.stage.shell.models["page"]
        self.known[page]["attributes"]["contextbar_open"] = False
        self.hear(chosen(page, "contextbar_open", False))

    def click(self, name: str, x: float, y: float) -> None:
        """A click on a chart."""
        self.hear(tap(self.figure(name), x, y))

    def figure(self, name: str) -> str:
        """The chart that the browser has in a card."""
        return str(self.part(f"card {name}", "chart")["id"])

    def part(self, name: str, attribute: str) -> Any:
        """What the browser has of a part of the page."""
        attributes = self.known[self.stage.shell.models[name]]["attributes"]
        return plain(attributes[attribute] if name != "strip" else attributes.get(attribute, getattr(Strip, attribute)))

    def fresh(self) -> list[str]:
        """Where the browser does not have what a reader gets who opens the page in this state now."""
        other = Sitting(self.stage, self.reader.state.text())
        mine, theirs = self.seen(), other.seen()
        found = [f"{model} is on one alone" for model in mine.keys() ^ theirs.keys()]
        return found + [
            f"{model}.{name}: {mine[model].get(name)!r:.200} and {theirs[model].get(name)!r:.200}"
            for model in mine.keys() & theirs.keys()
            for name in mine[model].keys() | theirs[model].keys()
            if mine[model].get(name) != theirs[model].get(name)
        ]

    def seen(self) -> Seen:
        """What can be seen of each model: no chart behind the words that it is lacking, no place of a hidden box."""
        ids, held = self.stage.shell.models, {}
        for name in self.stage.board.page.views:
            if self.part(f"card {name}", "empty"):
                held[ids[f"card {name}"]] = self.known[ids[f"card {name}"]]["attributes"].pop("chart")
        seen = {each["id"]: flat(each) for each in models(self.roots)}
        for card, chart in held.items():
            self.known[card]["attributes"]["chart"] = chart
        for part, names in PERSONAL.items():
            seen[ids[part]] = {k: v for k, v in seen[ids[part]].items() if k not in names}
        for attributes in seen.values():
            attributes.pop("receipt", None)
            for name in HIDDEN if attributes.get("visible") is False else ():
                attributes.pop(name, None)
        return seen
