"""A role: which groups have it, what it may do, and which part of the catalog it sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

ON_PAGES = {
    "open": "open {}",
    "adjust": "change what charts ask on {}",
    "data": "see the rows behind charts on {}",
    "provenance": "see where figures come from on {}",
    "sql": "see the statements behind charts on {}",
    "export": "take figures along from {}",
}
"""Actions on one page, in words around its name."""

ON_SERVER = {
    "verify": "look receipts up",
    "query": "write SQL in the workspace",
    "upload": "bring tables of your own",
    "pin": "pin charts to a board of your own",
    "present": "make decks and host meetings",
    "share": "share saved queries and pins with everybody",
    "audit": "read the audit trail",
    "metrics": "read the server's metrics",
}
"""Actions on the server as a whole, in words."""

ACTIONS = {**ON_PAGES, **ON_SERVER}

Grants: TypeAlias = Mapping[str, frozenset[str] | None]
"""For each action the pages that it is granted on; None is all."""


@dataclass(frozen=True)
class Role:
    """What the members of `groups` may do, and whom to `ask` for the role; `sees` names an entitlement."""

    name: str
    groups: tuple[str, ...]
    sees: str
    ask: str
    may: Grants

    def grants(self, action: str, resource: str) -> bool:
        """Whether the role may do `action` on `resource`; the empty one stands for all of them."""
        pages = self.may.get(action, frozenset())
        return pages is None or resource in pages


def in_words(action: str, resource: str) -> str:
    """What is asked for, as `open the page 'margin'`."""
    return ACTIONS[action].format(f"the page {resource!r}" if resource else "every page")


def joined(one: Grants, other: Grants) -> Grants:
    """What either grants."""
    both = dict(one)
    for action, pages in other.items():
        known = both.get(action, frozenset())
        both[action] = None if known is None or pages is None else known | pages
    return both
