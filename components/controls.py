"""What stands around the charts: cards, the strip of what is brushed, the words, the drawer, and the links."""

from __future__ import annotations

from pathlib import Path

import param
from panel.custom import Child, JSComponent

BROWSER = Path(__file__).parent / "browser"


def style(name: str) -> list[str]:
    """A component's style sheet."""
    return [(BROWSER / f"{name}.css").read_text()]


class Card(JSComponent):
    """One chart with its title and menu.

    Tells {choose: what an entry is} but for `export` and `open`, {set: name, value: text}, {pick: field, value: text},
    and {near: true} when the pointer or the focus first comes to it.
    """

    title = param.String(doc="What the chart shows.")
    about = param.String(doc="Unit, PQD items, and the data version.")
    note = param.String(doc="Which clauses the chart could not apply.")
    empty = param.String(doc="Why there is no chart; empty if there is one.")
    busy = param.Boolean(doc="Whether the chart is being worked out.")
    legend = param.List(default=[], doc="What the colours stand for: {label, colour, field, value}.")
    settings = param.List(default=[], doc="The query's arguments: {name, doc, value, choices}.")
    entries = param.List(default=[], doc="What the menu offers beside the arguments: {what, label}.")
    tier = param.String(doc="How the figures were found: from what, for how many rows, how fast.")
    receipt = param.String(doc="The code by which what is shown can be proved later; empty while it changes.")
    copied = param.List(default=[], doc="What is to be put on the clipboard: one {text, number}, another each time.")
    rows = param.String(doc="The address of the rows behind the chart, as CSV.")
    chart = Child(doc="The chart.")
    _esm = BROWSER / "card.js"
    _stylesheets = style("card")


class Strip(JSComponent):
    """Chips, undo, redo, clear and the link.

    Tells {clear: source or empty for all}, {undo: true}, {redo: true}, {newer: true}, and {present: {ask: true}} or
    {present: {deck, title, steps}}: the view, or all steps to it, as slides of a deck, "" for a new one.
    """

    badge = param.String(doc="What must stand over every figure, such as: synthetic.")
    chips = param.List(default=[], doc="What is brushed: {label, source}.")
    can_undo = param.Boolean(doc="Whether there is a state to go back to.")
    can_redo = param.Boolean(doc="Whether an undo can be taken back.")
    message = param.String(doc="What the reader should know now.")
    newer = param.String(doc="Which newer data the page can show; empty if it shows the newest.")
    link = param.String(doc="The query of the page's address: it restores what is shown.")
    present = param.Boolean(doc="Whether slides may be made of what is shown.")
    offered = param.String(doc="JSON: decks {id, title, count}, a title for a slide, steps; empty until asked for.")
    captured = param.String(doc="JSON: deck, slide, title, count, added: what was captured last; empty if nothing.")
    _esm = "\n".join((BROWSER / f"{name}.js").read_text() for name in ("capture", "strip"))
    _stylesheets = style("strip") + style("capture")


class Words(JSComponent):
    """Sentences under headings. Tells {show: position} when one is chosen."""

    sections = param.List(default=[], doc="{heading, sentences: [{text, position}]}.")
    _esm = BROWSER / "words.js"
    _stylesheets = style("words")


class Drawer(JSComponent):
    """What stands behind a chart, as markup whose texts are escaped."""

    markup = param.String(doc="A heading and tables, or an SQL statement.")
    _esm = BROWSER / "drawer.js"
    _stylesheets = style("drawer")


class Links(JSComponent):
    """The way to the other pages, and to the account of whoever is signed in."""

    pages = param.List(default=[], doc="{address, title, here}: whether it is the page that is open.")
    account = param.String(doc="What the reader is called; empty without sign-in.")
    _esm = BROWSER / "links.js"
    _stylesheets = style("links")
