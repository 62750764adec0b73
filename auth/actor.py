"""Who is asking, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auth.policy import Policy


@dataclass(frozen=True)
class Decision:
    """Whether something is allowed, which is its truth value; if not, `reason` tells the reader why and whom to ask."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Actor:
    """One who asks. `name` is for the audit, `title` for pages, `entitlement` the part of the catalog that they see."""

    name: str
    title: str
    roles: tuple[str, ...]
    entitlement: str
    policy: Policy = field(compare=False, repr=False)

    def may(self, action: str, resource: str = "") -> Decision:
        """Whether this may be done on this page; without a page: on every one. ValueError for what is no action."""
        return self.policy.decide(self, action, resource)
