"""A meeting as every worker knows it: one small value, moved by its host."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

Text = Mapping[str, str]
At = tuple[int, int]
"""Epoch and step at which what the pages show has changed last."""
BLANKS = ("", "black", "white")
KINDS = ("decision", "question", "action")
"""What members note."""
GONE = 20.0
"""Seconds without the host after which somebody else may lead."""


@dataclass(frozen=True)
class Host:
    """Who leads: their window, what they are called, their name in the audit, and the part of the data they see.

    `guest` is the number of one who has not signed in. No window: the first of that user becomes the host's.
    """

    window: str = ""
    name: str = ""
    user: str = ""
    sees: str = ""
    guest: int = 0


@dataclass(frozen=True)
class Meeting:
    """What is shown, and by whom. `epoch` grows when the host changes, `step` with every change: the higher wins.

    `state` is the text of the State on the host's screen, since the step `at`. Times are seconds since 1970; `ended` is
    0 until then.
    """

    id: str
    deck: str
    version: int
    title: Text
    host: Host
    began: float
    epoch: int = 1
    step: int = 0
    slide: int = 0
    state: str = ""
    focus: str = ""
    blank: str = ""
    ended: float = 0.0
    at: At = (0, 0)

    @property
    def rank(self) -> tuple[int, int, str]:
        """Of two values of a meeting, the higher holds: all workers choose the same."""
        return self.epoch, self.step, self.host.window

    @property
    def page(self) -> str:
        """The page on the host's screen."""
        return str(json.loads(self.state)["page"]) if self.state else ""

    def moved(self, **changes: Any) -> Meeting:
        """One step further; with a `state`, the pages go on to it."""
        at = (self.epoch, self.step + 1) if "state" in changes else self.at
        return replace(self, step=self.step + 1, at=at, **changes)

    def led(self, host: Host) -> Meeting:
        """In the hands of another host, or in another window of the same."""
        return replace(self, epoch=self.epoch + 1, step=self.step + 1, host=host)

    def plain(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Meeting:
        """What `plain` gave."""
        epoch, step = plain["at"]
        return cls(**{**plain, "host": Host(**plain["host"]), "at": (epoch, step)})


@dataclass(frozen=True)
class Member:
    """One window at a meeting, and what its reader may do and see. `since` is in seconds since 1970."""

    window: str
    name: str
    user: str
    since: float
    guest: int = 0
    remote: bool = False
    may_present: bool = False
    sees: str = ""
    following: bool = True


def window_of(secret: str) -> str:
    """What others may know of a window, whose secret stays in its own browser; empty for no secret."""
    return sha256(f"window {secret}".encode()).hexdigest()[:16] if 16 <= len(secret) <= 100 else ""
