"""The words of a meeting as each of its windows is told them: in its language, and no more than its role allows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tornado.web import HTTPError

from apps.board import SERVER
from apps.meeting.meeting import Member
from apps.meeting.screens import checked
from apps.present import text
from apps.present.narrative import told
from apps.serving.spoken import forgiven
from apps.state import State
from apps.trouble import said
from components.language import say
from components.retold import retold
from queries.answer import Asker
from queries.trail.chain import AuditError

if TYPE_CHECKING:
    from apps.meeting.live import Live
    from apps.meeting.window import Window

Sight = tuple[str, str, str]
"""What words depend on beside the slide: the part of the data, why the page may not be opened, and the language."""
Of = tuple[int, str, str]
NARRATIVE = "narrative"


@dataclass(frozen=True)
class Words:
    """What is said of a slide, a state, and the part of the data that the host sees, which `of` names.

    `masked` says what the reader does not see, `page` is empty if that is all of it.

    `codes` are the receipts of the figures in the narrative.
    """

    of: Of
    title: str = ""
    points: str = ""
    narrative: str = ""
    page: str = ""
    masked: str = ""
    codes: tuple[str, ...] = ()


class Lines:
    """What the windows of one meeting in one worker are told."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.words: dict[Sight, Words] = {}
        self.told: dict[Window, Words] = {}
        self.working: asyncio.Task[None] | None = None
        self.again = False

    def named(self, member: Member, language: str = "en") -> str:
        """What somebody is called."""
        return member.name or say(language, "Guest {number}", number=member.guest)

    def host(self, window: Window) -> str:
        """What the host is called, in the language of a window."""
        host = self.live.value.host
        return host.name if not host.guest else say(window.language, "Guest {number}", number=host.guest)

    def sight(self, window: Window) -> Sight:
        """What the words of a window depend on."""
        page = self.live.value.page
        decision = window.actor.may("open", page) if page else None
        reason = "" if decision is None or decision else decision.reason
        return window.actor.entitlement, reason, window.language

    def welcome(self, window: Window) -> None:
        """Tell a window that has just joined."""
        self.show()
        self.tell([window])
        window.tell(self.members(window.language))

    def show(self, settled: bool = True) -> None:
        """Tell all windows where the meeting stands; while a gesture goes on, nothing is said."""
        if not settled:
            return
        lacking = [window for window in self.live.windows if self.lacks(self.sight(window))]
        if lacking:
            self.again = True
            if self.working is None:
                self.working = asyncio.ensure_future(self._work())
                self.working.add_done_callback(forgiven)
        self.tell([window for window in self.live.windows if window not in lacking])

    def lacks(self, sight: Sight) -> bool:
        """Whether the words for a sight are those of another step."""
        known = self.words.get(sight)
        return bool(self.live.value.state) and (known is None or known.of != self.of)

    @property
    def of(self) -> Of:
        """What words are of that are said now."""
        return self.live.value.slide, self.live.value.state, self.live.value.host.sees

    async def _work(self) -> None:
        """Find the words that windows lack, off the event loop, until none does."""
        try:
            while self.again:
                self.again = False
                for sight in {self.sight(window): window for window in self.live.windows}.items():
                    if self.lacks(sight[0]):
                        await self._find(*sight)
                self.tell(list(self.live.windows))
        finally:
            self.working = None

    async def _find(self, sight: Sight, window: Window) -> None:
        of = self.of
        try:
            made = await self.live.meetings.hall.off(partial(self._words, sight, window))
        except Exception as error:
            made = Words(of, masked=said(error).splitlines()[0])
        self.words[sight] = replace(made, of=of)
        self.again |= self.of != of

    def _words(self, sight: Sight, window: Window) -> Words:
        """The words of the present slide for a sight. Waits for statements."""
        entitlement, reason, language = sight
        value, deck = self.live.value, self.live.deck
        slide, state = deck.slides[min(value.slide, len(deck.slides) - 1)], State.read(value.state)
        title, points = (text.of(each, language) for each in (slide.title, slide.points))
        if reason:
            return Words(self.of, title, masked=hidden(language, reason))
        try:
            stage = self.live.meetings.hall.stage(state.page, window.actor)
            if not stage.ready(state, language):
                checked(stage, state)
        except HTTPError:
            return Words(self.of, title, masked=hidden(language, "your role has no figures for its page"))
        except ValueError as error:
            reason = str(error).splitlines()[0]
            return Words(self.of, title, masked=hidden(language, reason))
        part = say(language, "You see the part of the figures that your role sees; the host sees another")
        masked = part if entitlement != value.host.sees else ""
        made = told(stage.board, slide, state, language)
        codes = recorded(self.live, state.page, made.receipts, entitlement)
        return Words(self.of, title, points, " ".join(filter(None, (made.text, made.note))), state.page, masked, codes)

    def tell(self, windows: Iterable[Window]) -> None:
        """Tell windows where the meeting stands. What cannot be recorded is not shown."""
        telling = [(window, self.words.get(self.sight(window))) for window in windows if window.joined]
        fresh = [(each, words) for each, words in telling if words and words.codes and self.told.get(each) != words]
        untold = set()
        for words in {words for _, words in fresh}:
            shown = [window for window, own in fresh if own == words]
            try:
                self.live.followed_by(words.codes, [window.user for window in shown], NARRATIVE)
            except AuditError as error:
                untold.update(shown)
                for window in shown:
                    window.say(str(error))
        self.told |= {window: words for window, words in fresh if window not in untold}
        for window, own in telling:
            window.tell(self.meeting(window, replace(own, narrative="") if own and window in untold else own))

    def meeting(self, window: Window, words: Words | None) -> dict[str, Any]:
        """Where the meeting stands, for one window. Notes are for hosts alone."""
        value, deck = self.live.value, self.live.deck
        words = words or Words(self.of)
        link = "?" + urlencode({"state": value.state}) if words.page else ""
        index = min(value.slide, len(deck.slides) - 1)
        told: dict[str, Any] = {
            "tell": "meeting",
            "id": value.id,
            "title": text.of(value.title, window.language),
            "began": value.began,
            "ended": bool(value.ended),
            "minutes": minutes(value.id),
            "host": {"name": self.host(window), "here": self.live.gone is None},
            "you": self.you(window),
            "slide": {"index": index, "count": len(deck.slides), "id": deck.slides[index].id, "link": link},
            "blank": value.blank,
            "epoch": value.epoch,
            "step": value.step,
            "masked": words.masked,
            "noted": self.live.noted,
        }
        told["slide"] |= {name: getattr(words, name) for name in ("title", "points", "narrative", "page")}
        told["slide"] |= {"focus": value.focus}
        return told | (self.led(window, index) if window.hosting else {})

    def you(self, window: Window) -> dict[str, Any]:
        """What a window is told of itself."""
        about = {"window": window.window, "host": window.hosting, "following": window.following}
        name = self.named(window.member, window.language)
        return about | {"may_present": window.may_present, "remote": window.remote, "name": name}

    def led(self, window: Window, index: int) -> dict[str, Any]:
        """What only a host is told."""
        titles = [text.of(each.title, window.language) for each in self.live.deck.slides]
        slides = self.live.deck.slides
        following = {"title": titles[index + 1]} if index + 1 < len(slides) else None
        notes = text.of(slides[index].notes, window.language)
        return {"notes": notes, "next": following, "slides": [{"title": title} for title in titles]}

    def roll(self) -> None:
        """Tell all windows who is there, and whether the host is."""
        told = {language: self.members(language) for language in {each.language for each in self.live.windows}}
        for window in list(self.live.windows):
            window.tell(told[window.language])
        self.show(self.live.settled)

    def members(self, language: str) -> dict[str, Any]:
        """Who is there."""
        host = self.live.value.host.window
        return {"tell": "members", "members": [self.member(each, host, language) for each in self.listed()]}

    def listed(self) -> list[Member]:
        """Who is there, the longest there first."""
        return list(self.live.roll.members.values())

    def member(self, member: Member, host: str, language: str) -> dict[str, Any]:
        """One who is there."""
        about = {"window": member.window, "name": self.named(member, language), "here": True}
        about |= {"following": member.following, "host": member.window == host, "remote": member.remote}
        return about | {"may_present": member.may_present}


def hidden(language: str, reason: str) -> str:
    """Why somebody sees a sentence in place of a slide."""
    return say(language, "You do not see this slide: {reason}", reason=retold(language, reason))


def minutes(id: str) -> str:
    """Where the minutes are, seen from the meeting's page."""
    return f"./{id}/minutes"


def recorded(live: Live, page: str, receipts: Any, entitlement: str) -> tuple[str, ...]:
    """Have it written down that figures are shown to the members of a meeting; the receipt codes."""
    engine = live.meetings.hall.engine(entitlement)
    return tuple(engine.record([(Asker(SERVER, page, name), receipt) for name, receipt in receipts]))
