"""Who is at a meeting: those whose windows this worker serves, and those that other workers have told of."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from apps.meeting.meeting import Member

LOST = 12.0
"""Seconds without a word after which a worker is gone, and those with it whom no other serves."""


class Roll:
    """The members by window."""

    def __init__(self) -> None:
        self.own: dict[str, Member] = {}
        self.far: dict[str, tuple[float, dict[str, Member]]] = {}
        self.wandering: set[str] = set()
        self.numbers: dict[str, int] = {}

    @property
    def members(self) -> dict[str, Member]:
        """All, the longest there first."""
        found = {window: member for _, others in self.far.values() for window, member in others.items()} | self.own
        listed = (replace(each, following=window not in self.wandering) for window, each in found.items())
        return {each.window: each for each in sorted(listed, key=lambda each: (each.since, each.window))}

    def here(self, window: str) -> bool:
        """Whether somebody sits at that window."""
        return window in self.own or any(window in others for _, others in self.far.values())

    def guest(self, window: str) -> int:
        """A number for somebody without a name; a window keeps its own."""
        if window not in self.numbers:
            taken = {*self.numbers.values(), *(each.guest for each in self.members.values())}
            self.numbers[window] = 1 + max(taken, default=0)
        return self.numbers[window]

    def enter(self, member: Member) -> None:
        """Somebody came, or came back."""
        known = self.members.get(member.window)
        self.own[member.window] = replace(member, since=known.since) if known else member

    def leave(self, window: str) -> None:
        """Somebody left."""
        self.own.pop(window, None)

    def follow(self, window: str, following: bool) -> bool:
        """Whether that is news."""
        known = window not in self.wandering
        (self.wandering.discard if following else self.wandering.add)(window)
        return known != following

    def plain(self) -> list[dict[str, Any]]:
        """What other workers are told."""
        return [asdict(replace(each, following=window not in self.wandering)) for window, each in self.own.items()]

    def hear(self, worker: str, told: Sequence[dict[str, Any]]) -> None:
        """What another worker tells of its own."""
        members = {each["window"]: Member(**each) for each in told}
        if members:
            self.far[worker] = time.monotonic(), members
        else:
            self.far.pop(worker, None)
        self.numbers |= {each.window: each.guest for each in members.values() if each.guest}
        for each in members.values():
            (self.wandering.discard if each.following else self.wandering.add)(each.window)

    def sweep(self) -> bool:
        """Forget workers of which nothing was heard for long; whether there were any."""
        lost = [worker for worker, (heard, _) in self.far.items() if time.monotonic() - heard > LOST]
        for worker in lost:
            del self.far[worker]
        return bool(lost)
