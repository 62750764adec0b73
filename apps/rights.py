"""What a reader may do on a page: beside its state and the reader's name, all that it depends on as it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.language import ENGLISH, say
from queries.query import QueryError

if TYPE_CHECKING:
    from auth.actor import Actor

AUDIT = "audit"
PLACES = {
    "query": ("sql", "SQL"),
    "pin": ("board", "My board"),
    "present": ("present", "Present"),
    AUDIT: ("audit", "Audit"),
}
"""Actions that lead to a place of the server's own: its address and what it is called in the head of a page."""
ENTRIES = {"data": "Data table", "sql": "SQL", "provenance": "Provenance", "export": "Export CSV"}
"""Actions on a page that stand in the menu of a chart, and what they are called there."""
COPY, OPEN, PIN = "copy", "open", "pin"
MORE = {COPY: ("Copy as SQL", {"sql"}), OPEN: ("Open in SQL", {"sql", "query"}), PIN: ("Pin to my board", {"pin"})}
"""What else the menu offers, and the actions that it takes."""


class Denied(QueryError):
    """What the reader may not do; the sentence says which role it takes, and whom to ask."""


@dataclass(frozen=True)
class Rights:
    """The pages that a reader may open, by name, and what else may be done on the page that is open."""

    pages: tuple[str, ...]
    actions: frozenset[str]

    @classmethod
    def of(cls, actor: Actor, page: str, pages: Iterable[str]) -> Rights:
        """The rights of `actor` on `page`, of all `pages`."""
        allowed = {action for action in (*ENTRIES, "adjust") if actor.may(action, page)}
        allowed |= {action for action in PLACES if actor.may(action)}
        return cls(tuple(name for name in pages if actor.may("open", name)), frozenset(allowed))

    @classmethod
    def every(cls, pages: Iterable[str]) -> Rights:
        """All that can be done."""
        return cls(tuple(pages), frozenset({*ENTRIES, *PLACES, "adjust"}))

    def entries(self, language: str = ENGLISH) -> list[dict[str, str]]:
        """What the menu of a chart offers."""
        offered = {action: label for action, label in ENTRIES.items() if action in self.actions}
        offered |= {what: label for what, (label, actions) in MORE.items() if actions <= self.actions}
        return [{"what": what, "label": say(language, label)} for what, label in offered.items()]

    def links(self, titles: Mapping[str, str], here: str, language: str = ENGLISH) -> list[dict[str, Any]]:
        """The addresses that the head of the page offers."""
        known = {name: titles[name] for name in self.pages if name in titles}
        known |= {place: title for action, (place, title) in PLACES.items() if action in self.actions}
        said = {name: say(language, title) for name, title in known.items()}
        return [{"address": f"./{name}", "title": title, "here": name == here} for name, title in said.items()]


def demand(actor: Actor, action: str, page: str) -> None:
    """Raise Denied, with the reason, unless `actor` may do `action` on `page`."""
    decision = actor.may(action, page)
    if not decision:
        raise Denied(decision.reason)
