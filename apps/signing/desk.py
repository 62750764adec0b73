"""What the plain pages share: who may come in, the audit, the data; and how such a page answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tornado.web import HTTPError

from apps.serving.denial import AGAIN, UNAVAILABLE
from apps.serving.gated import Gated
from apps.signing.paper import COOKIE, button, languages, paper, paragraph
from auth.access import Access
from auth.session import Sessions
from components.language import say
from components.markup import Markup, element, joined
from components.retold import retold
from data.store import StoreError
from queries.engine import Engine
from queries.trail.audit import Audit
from queries.trail.chain import AuditError

if TYPE_CHECKING:
    from auth.access import Access

T = TypeVar("T")


def need(part: T | None) -> T:
    """A part of sign-in that a page leans on; HTTPError 404 where readers sign in otherwise, or not at all."""
    if part is None:
        raise HTTPError(404)
    return part


@dataclass(frozen=True)
class Desk:
    """`engine_of` gives the data of an entitlement."""

    access: Access
    audit: Audit
    engine_of: Callable[[str], Engine]


class Plain(Gated):
    """A plain page."""

    here = ""
    """The entry of the head that leads to this page."""

    def initialize(self, desk: Desk) -> None:
        """Take what stands in the url spec."""
        self.desk, self.access, self.audit = desk, desk.access, desk.audit
        self.set_header("Cache-Control", "no-store")

    def say(self, text: str, /, **values: object) -> str:
        """`text` in the language of the reader."""
        return say(self.language, text, **values)

    @property
    def sessions(self) -> Sessions:
        """Those who are signed in."""
        return need(self.access.sessions)

    @property
    def address(self) -> str:
        """Where the request comes from."""
        return self.request.remote_ip or ""

    async def off(self, work: Callable[[], T]) -> T:
        """What `work` gives, which waits for a disk or a lock."""
        return await asyncio.to_thread(work)

    async def sound(self, work: Awaitable[None]) -> None:
        """Do `work`; where the store or the audit fails, nothing is done, and a page says so."""
        try:
            await work
        except (StoreError, AuditError) as error:
            said = paragraph(f"{retold(self.language, str(error))}.", kind="trouble")
            self.answer(self.say("This cannot be done now"), said, self.retry(), status=UNAVAILABLE)

    def answer(self, title: str, *body: str, status: int = 200, wide: bool = False) -> None:
        """Send a page."""
        self.set_status(status)
        if status == UNAVAILABLE:
            self.set_header("Retry-After", AGAIN)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        head = joined(self.head_links(), languages(self.language, self.request.uri or "/"))
        theme = self.get_cookie(COOKIE, "")
        self.finish(paper(title, *body, head=head, theme=theme, wide=wide, language=self.language))

    def head_links(self) -> Markup:
        """The ways from here, for whom they are open."""
        if not hasattr(self, "actor"):
            return Markup()
        ways = {"/audit": self.say("Audit")} if self.actor.may("audit") else {}
        made = [way(address, label, address == self.here) for address, label in ways.items()]
        if self.session:
            made.append(way("/account", self.actor.title, self.here == "/account", "account"))
        return joined(*made)

    def retry(self) -> Markup:
        """The way out where nothing else helps."""
        return button(self.say("Back to the pages"), "/")


class Nowhere(Plain):
    """An address where nothing is, that is open to all."""

    def get(self) -> None:
        """Say so."""
        self.answer(self.say("There is no such page"), self.retry(), status=404)


def way(address: str, label: str, here: bool, kind: str = "") -> Markup:
    """One entry of the head."""
    return element("a", label, href=address, class_=kind, **({"aria_current": "page"} if here else {}))
