"""What stands around the charts: their cards, the strip of what is brushed, and the words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import param
from panel.custom import Child, JSComponent

BROWSER = Path(__file__).parent / "browser"
Told = Callable[[dict[str, Any]], None]


def style(name: str) -> list[str]:
    """A component's style sheet."""
    return [(BROWSER / f"{name}.css").read_text()]


class Speaking(JSComponent):
    """A component whose messages go to `told`."""

    __abstract = True

    def __init__(self, told: Told, **params: Any) -> None:
        super().__init__(**params)
        self.tell = told

    def _handle_msg(self, data: Any) -> None:
        if isinstance(data, dict):
            self.tell(data)


class Card(Speaking):
    """One chart with its title and menu.

    Tells {choose: data | sql | provenance | export}, {set: name, value: text} and {pick: field, value: text}.
    """

    title = param.String(doc="What the chart shows.")
    about = param.String(doc="Unit, PQD items, and the data version.")
    note = param.String(doc="Which clauses the chart could not apply.")
    empty = param.String(doc="Why there is no chart; empty if there is one.")
    legend = param.List(default=[], doc="What the colours stand for: {label, colour, field, value}.")
    settings = param.List(default=[], doc="The query's arguments: {name, doc, value, choices}.")
    chart = Child(doc="The chart.")
    _esm = BROWSER / "card.js"
    _stylesheets = style("card")

    def download(self, name: str, text: str) -> None:
        """Have the browser save `text` as the file `name`."""
        self._send_msg({"name": name, "text": text})


class Strip(Speaking):
    """Chips, undo, redo, clear. Tells {clear: source or empty for all}, {undo: true} and {redo: true}."""

    badge = param.String(doc="What must stand over every figure, such as: synthetic.")
    chips = param.List(default=[], doc="What is brushed: {label, source}.")
    can_undo = param.Boolean(doc="Whether there is a state to go back to.")
    can_redo = param.Boolean(doc="Whether an undo can be taken back.")
    message = param.String(doc="What the reader should know now.")
    _esm = BROWSER / "strip.js"
    _stylesheets = style("strip")


class Words(Speaking):
    """Sentences under headings. Tells {show: position} when one is chosen."""

    sections = param.List(default=[], doc="{heading, sentences: [{text, position}]}.")
    _esm = BROWSER / "words.js"
    _stylesheets = style("words")
