"""One meeting in one worker: where it stands, who is there, and what its windows and screens are told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from apps.meeting.lines import Lines
from apps.meeting.meeting import GONE, Host, Meeting, Member
from apps.meeting.roll import Roll
from apps.meeting.screens import Screens
from apps.present.deck import Deck
from queries.library.meetings import Minute
from queries.trail.audit import FOLLOWED

if TYPE_CHECKING:
    from apps.meeting.meetings import Meetings
    from apps.meeting.window import Window

SOON = 0.1
"""Seconds within which changes of who is there are told together."""


class Live:
    """A meeting that somebody attends here. `windows` are those of this worker that have joined."""

    def __init__(self, meetings: Meetings, value: Meeting, deck: Deck) -> None:
        self.meetings, self.value, self.deck = meetings, value, deck
        self.roll = Roll()
        self.windows: set[Window] = set()
        self.screens, self.lines = Screens(self), Lines(self)
        self.gone: float | None = time.monotonic()
        self.used = time.monotonic()
        self.soon: asyncio.TimerHandle | None = None
        self.telling = False
        self.settled = True
        self.noted: list[Mapping[str, Any]] = []

    @property
    def empty(self) -> bool:
        """Whether nobody has been here for a while."""
        if self.windows or self.screens.seats:
            self.used = time.monotonic()
        return time.monotonic() - self.used > GONE

    @property
    def abandoned(self) -> bool:
        """Whether the host has been gone for long enough that somebody else may lead."""
        return self.gone is not None and time.monotonic() - self.gone >= GONE

    def note(self, kind: str, who: str, **about: Any) -> None:
        """Have a line of the minutes kept."""
        line = Minute(kind, who, time.time(), self.value.epoch, self.value.step, about)
        self.meetings.keeping.note(self.value.id, line)

    def become(self, value: Meeting, keep: bool = True, cells: tuple[Any, bytes] | None = None) -> None:
        """Be moved by somebody here; the others are told. `cells` are what the host's screen shows now."""
        self._stand(value)
        self.settled = keep
        if keep:
            self.meetings.keeping.keep(value)
        about, body = cells or (None, b"")
        self.meetings.publish("step", self, {"meeting": value.plain(), "shown": about, "kept": keep}, body)

    def _stand(self, value: Meeting) -> bool:
        """Take a value unless this worker knows a later one; whether it did."""
        if value.rank <= self.value.rank:
            return False
        before, self.value = self.value, value
        if before.host.window != value.host.window:
            self.see()
            for window in list(self.windows):
                window.handed(before, value)
        if value.ended and not before.ended:
            for window in list(self.windows):
                window.over()
        return True

    def hear(self, kind: str, about: Any, body: bytes) -> None:
        """Take what another worker tells of this meeting."""
        if kind == "step":
            if self._stand(Meeting.read(about["meeting"])):
                self.settled = about["kept"]
                self.screens.take(about["shown"], body)
                self.show(about["kept"])
        elif kind == "here":
            self.roll.hear(about["worker"], about["members"])
            self.rolled(tell=False)
        elif kind == "follow":
            self.followed(about["window"], about["following"], tell=False)
        elif kind == "tell":
            self.tell(about)
        elif kind == "ask":
            self.meetings.publish("step", self, {"meeting": self.value.plain(), "shown": None, "kept": True})
            self.here()

    def show(self, settled: bool = True) -> None:
        """Bring screens and windows to where the meeting stands; windows have words, which wait for a gesture's end."""
        self.screens.show()
        self.lines.show(settled)

    def tell(self, told: Mapping[str, Any], everywhere: bool = False) -> None:
        """Tell all windows here, and those of the other workers too."""
        if told["tell"] == "noted":
            self.noted.append({name: value for name, value in told.items() if name != "tell"})
        for window in list(self.windows):
            window.tell(told)
        if everywhere:
            self.meetings.publish("tell", self, told)

    def followed(self, window: str, following: bool, tell: bool = True) -> None:
        """Somebody moves on their own, or follows again."""
        if not self.roll.follow(window, following):
            return
        if tell:
            self.meetings.publish("follow", self, {"window": window, "following": following})
        for each in self.windows:
            if each.window == window:
                self.lines.tell([each])
        if following:
            self.screens.show()
        self.rolled(tell=False)

    def enter(self, window: Window) -> None:
        """Somebody's window is here."""
        self.windows.add(window)
        self.roll.enter(window.member)
        host, user = self.value.host, window.member.user
        if not host.window and host.user == user and window.may_present and not window.remote:
            self.lead(window.member)
            if not self.value.state:
                self.screens.go(0, window.actor, window.language)
        self.rolled()

    def left(self, window: Window) -> None:
        """Somebody's window is not here any more."""
        self.windows.discard(window)
        self.lines.told.pop(window, None)
        if not any(each.window == window.window for each in self.windows):
            self.roll.leave(window.window)
        self.rolled()

    def lead(self, member: Member) -> None:
        """Let somebody lead from now on."""
        self.note("led", member.user, name=member.name, guest=member.guest)
        host = Host(member.window, member.name, member.user, member.sees, member.guest)
        self.become(self.value.led(host))
        self.show()

    def see(self) -> None:
        """Notice whether the host is there."""
        here = self.roll.here(self.value.host.window)
        self.gone = None if here else self.gone if self.gone is not None else time.monotonic()

    def rolled(self, tell: bool = True) -> None:
        """Who is there has changed: say so soon, here and, if `tell`, to the others."""
        self.see()
        self.telling |= tell
        if self.soon is None:
            self.soon = asyncio.get_running_loop().call_later(SOON, self._roll)

    def _roll(self) -> None:
        self.soon = None
        if self.telling:
            self.telling = False
            self.here()
        self.lines.roll()

    def here(self) -> None:
        """Tell the others who is here."""
        self.meetings.publish("here", self, {"worker": self.meetings.worker, "members": self.roll.plain()})

    def followed_by(self, codes: Iterable[str], users: Iterable[str], page: str, state: str = "") -> None:
        """Have it written down who is shown what the host shows: one line, before it is sent. Raises AuditError."""
        value, names = self.value, sorted(users)
        about = {"epoch": value.epoch, "step": value.step, "page": page, "codes": list(codes), "shown_to": names}
        code = self.meetings.audit.event(FOLLOWED, value.host.user, meeting=value.id, **about)
        self.note(FOLLOWED, value.host.user, code=code, **about, slide=value.slide, state=state)

    def untold(self, windows: Collection[str], reason: str) -> None:
        """Say to these windows why their screens stay as they are."""
        for window in self.windows:
            if window.window in windows:
                window.say(reason)

    def tick(self, beat: bool) -> None:
        """Once a second: notice who is gone, and remind the others of who is here."""
        if self.roll.sweep():
            self.rolled(tell=False)
        if beat and self.roll.own:
            self.here()

    def catch_up(self) -> None:
        """Something may have been missed: ask, and tell."""
        self.meetings.publish("ask", self)
        self.hear("ask", None, b"")

    def leave(self) -> None:
        """This worker ends: its members are gone until they come back."""
        self.meetings.publish("here", self, {"worker": self.meetings.worker, "members": []})
