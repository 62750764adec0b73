"""One window at a meeting: what its browser asks for, and what it is told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from apps.meeting.meeting import BLANKS, KINDS, Meeting, Member, window_of
from apps.rights import Denied
from apps.trouble import said
from apps.workspace.message import MessageError, word
from auth.actor import Actor
from components.language import say

if TYPE_CHECKING:
    from apps.meeting.live import Live

Message = Mapping[str, Any]
LONGEST = 8000
"""Bytes of a decision, a question or an action."""
STANDING = ("meeting", "members")
OF_HOSTS = ("slide", "next", "previous", "blank", "point", "focus", "hand", "end")


class Window:
    """One browser window; a `remote` is another device of the host's, which leads and shows notes but no charts."""

    def __init__(self, live: Live, actor: Actor, language: str, send: Callable[[str], None], signed: bool) -> None:
        self.live, self.actor, self.language, self.send, self.signed = live, actor, language, send, signed
        self.window, self.remote, self.joined = "", False, False
        self.may_present = bool(actor.may("present"))
        self.member = Member("", "", "", 0)
        self.last: dict[str, str] = {}

    @property
    def user(self) -> str:
        """What minutes and audit call who sits here."""
        return self.actor.name if self.signed else f"guest {self.member.guest}"

    @property
    def hosting(self) -> bool:
        """Whether the meeting is led from here."""
        host = self.live.value.host
        if not self.joined or not self.may_present:
            return False
        return host.window == self.window or (self.remote and host.user == self.actor.name)

    @property
    def following(self) -> bool:
        """Whether this window's screen shows what the host's does."""
        return self.window not in self.live.roll.wandering

    def tell(self, told: Mapping[str, Any]) -> None:
        """Tell the browser something; where the meeting stands, only if that is news to it."""
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        kind = str(told["tell"])
        if kind not in STANDING or self.last.get(kind) != text:
            self.last[kind] = text
            self.send(text)

    def say(self, text: str, **values: object) -> None:
        """Tell one sentence, in the reader's language."""
        self.tell({"tell": "said", "message": say(self.language, text, **values)})

    def hear(self, message: Message) -> None:
        """Take what the browser asks for; what goes wrong in it is said in one sentence."""
        try:
            self.heard(word(message, "do"), message)
        except Exception as error:
            self.tell({"tell": "said", "message": said(error).splitlines()[0]})

    def heard(self, do: str, message: Message) -> None:
        """Do it; raise MessageError or Denied if that makes no sense or is not for this window."""
        if do == "join":
            self.join(message)
            return
        doing = DOING.get(do)
        if doing is None or not self.joined:
            raise MessageError(say(self.language, "the meeting does not understand this; reload the page"))
        if self.live.value.ended:
            raise MessageError(say(self.language, "the meeting is over"))
        if do in OF_HOSTS and not self.hosting:
            raise Denied(say(self.language, "only the host does this; {name} leads", name=self.live.lines.host(self)))
        doing(self, message)

    def join(self, message: Message) -> None:
        """Be one of the meeting, from now on or again."""
        window = window_of(word(message, "window"))
        if not window:
            raise MessageError("window is a text of 16 characters or more that its browser alone knows")
        roll = self.live.roll
        guest = 0 if self.signed else roll.guest(window)
        self.window, self.remote, self.joined = window, bool(message.get("remote")), True
        name = self.actor.title if self.signed else ""
        about = guest, self.remote, self.may_present, self.actor.entitlement
        self.member = Member(window, name, self.actor.name, time.time(), *about)
        back = roll.here(window)
        self.live.enter(self)
        if not back:
            self.live.note("joined", self.user, name=name, remote=self.remote)
        self.live.lines.welcome(self)

    def leave(self) -> None:
        """The browser is gone."""
        if self.joined:
            self.joined = False
            self.live.left(self)
            if not self.live.roll.here(self.window):
                self.live.note("left", self.user)

    def handed(self, before: Meeting, after: Meeting) -> None:
        """Another window leads."""
        if before.host.window == self.window and after.host.window:
            self.say("{name} leads the meeting now", name=self.live.lines.host(self))
        if after.host.window == self.window:
            self.live.followed(self.window, True)

    def over(self) -> None:
        """The meeting has ended."""
        self.tell({"tell": "over", "minutes": f"./{self.live.value.id}/minutes"})

    def slide(self, message: Message) -> None:
        """Show a slide."""
        to = message.get("to")
        count = len(self.live.deck.slides)
        if type(to) is not int or not 0 <= to < count:
            raise MessageError(say(self.language, "there are slides 1 to {count}", count=count))
        self.live.screens.go(to, self.actor, self.language)

    def next(self, _: Message) -> None:
        """Show the next slide, if there is one."""
        self.step(1)

    def previous(self, _: Message) -> None:
        """Show the slide before, if there is one."""
        self.step(-1)

    def step(self, by: int) -> None:
        """Go so many slides further."""
        to = self.live.screens.aim + by
        if 0 <= to < len(self.live.deck.slides):
            self.live.screens.go(to, self.actor, self.language)

    def blank(self, message: Message) -> None:
        """Make all screens black or white, or show the slide again."""
        on = word(message, "on")
        if on not in BLANKS:
            raise MessageError("on is black, white or empty")
        self.live.become(self.live.value.moved(blank=on))
        self.live.lines.show()

    def point(self, message: Message) -> None:
        """Point at a place of a chart, or at nothing any more."""
        about = {name: message[name] for name in ("x", "y") if isinstance(message.get(name), int | float)}
        about |= {name: word(message, name) for name in ("view", "shape") if name in message}
        self.live.tell({"tell": "point", "name": self.member.name, **about}, everywhere=True)

    def focus(self, message: Message) -> None:
        """Show one chart alone, or all."""
        self.live.become(self.live.value.moved(focus=word(message, "view")))
        self.live.lines.show()

    def back(self, _: Message) -> None:
        """Follow the host again."""
        self.live.followed(self.window, True)

    def hand(self, message: Message) -> None:
        """Have somebody else lead."""
        member = self.live.roll.members.get(word(message, "to"))
        if member is None or member.remote:
            raise MessageError(say(self.language, "nobody sits at that window any more; choose somebody who is here"))
        if not member.may_present:
            raise MessageError(
                say(self.language, "{name} may not lead: that takes the role host", name=self.live.lines.named(member))
            )
        self.live.lead(member)

    def take(self, _: Message) -> None:
        """Lead, where the host has gone."""
        if self.hosting and not self.remote:
            return
        if self.remote or not self.may_present:
            reason = self.actor.may("present").reason or say(self.language, "a remote leads for its host")
            raise Denied(reason)
        if not (self.live.abandoned or (self.signed and self.live.value.host.user == self.actor.name)):
            raise Denied(say(self.language, "{name} leads; ask for it", name=self.live.lines.host(self)))
        self.live.lead(self.live.roll.members[self.window])

    def note(self, message: Message) -> None:
        """Keep a decision, a question or an action with what is on screen; all are told."""
        kind, text = word(message, "kind"), word(message, "text", LONGEST).strip()
        if kind not in KINDS or not text:
            raise MessageError(say(self.language, "write a decision, a question or an action"))
        value = self.live.value
        called = self.live.lines.named(self.member)
        self.live.note(kind, self.user, text=text, called=called, slide=value.slide, state=value.state)
        told = {"kind": kind, "text": text, "who": called, "at": time.time()}
        self.live.tell({"tell": "noted", **told, "slide": value.slide}, everywhere=True)

    def end(self, _: Message) -> None:
        """End the meeting."""
        self.live.note("ended", self.user)
        self.live.become(self.live.value.moved(ended=time.time()))


DOING: Mapping[str, Callable[[Window, Message], None]] = {
    name: getattr(Window, name) for name in (*OF_HOSTS, "back", "take", "note")
}
