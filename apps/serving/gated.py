"""Request handlers that stand behind the gate: every class that answers requests is made one of them."""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketHandler

from apps.serving.denial import NOTHING, Denial, answer
from apps.serving.token import Ticket, TokenError, page_of, ticket_of
from auth.actor import Actor
from auth.session import Session
from components.language import COOKIE, chosen

if TYPE_CHECKING:
    from apps.serving.gate import Gate

OVER = 4001
"""The code that a websocket is closed with whose reader is signed out; components/browser/connection.js knows it."""
CHANGED = 4002
"""The same where what the reader may do has changed: the page is to be opened again."""


class Gated(RequestHandler):
    """A request. `actor` asks it, in `session`, which is None where nobody signs in."""

    gate: Gate
    actor: Actor
    session: Session | None = None
    frameable = False
    """Whether the studio and meetings may show it within their pages, where its address says `presented`."""

    @cached_property
    def nonce(self) -> str:
        """What the scripts of this answer carry."""
        return secrets.token_urlsafe(16)

    @property
    def cookie(self) -> str:
        """The identifier of the browser's session; empty if it has none."""
        return self.get_cookie(self.gate.access.cookie) or ""

    @cached_property
    def language(self) -> str:
        """The language that the reader chose, or that the browser asks for."""
        return chosen(self.get_cookie(COOKIE) or "", self.request.headers.get("Accept-Language", ""))

    @property
    def who(self) -> str:
        """Whom a page's token is made for."""
        return self.session.key if self.session else "local"

    def ticket(self, session: str) -> Ticket:
        """What the page of this request shows when it comes back as a websocket."""
        return Ticket(session, self.who, page_of(self.request.path))

    def set_default_headers(self) -> None:
        """What every answer carries, errors too."""
        super().set_default_headers()
        self.clear_header("Server")
        framed = self.frameable and "presented" in self.request.query_arguments
        for name, value in self.gate.headers(self.nonce, framed).items():
            self.set_header(name, value)

    def wanted(self) -> tuple[str, str]:
        """The action that the request asks for, and its page; HTTPError 404 if its reader has no such page."""
        return "", ""

    def keyed(self) -> bool:
        """Whether the request needs no session, because it brings a key of its own."""
        return False

    async def prepare(self) -> None:
        """Ask the gate; what it refuses goes no further."""
        denial = await self.gate.asked(self)
        if denial:
            await self.refuse(denial)
        elif (further := super().prepare()) is not None:
            await further

    async def refuse(self, denial: Denial) -> None:
        """Write down that the request is refused, and say so."""
        answer(self, await self.gate.recorded(self, denial))

    def write_error(self, status_code: int, **about: Any) -> None:
        """One sentence, whatever went wrong."""
        denial = Denial(status_code, NOTHING if status_code == 404 else self._reason)
        answer(self, denial)


class Unknown(Gated):
    """An address where nothing is."""

    def wanted(self) -> tuple[str, str]:
        """Nothing that anybody has."""
        raise HTTPError(404)


class GatedSocket(Gated, WebSocketHandler):
    """The websocket of a page, in the worker that owns its session; if that has ended, in the one that is asked."""

    over = False
    heard = False

    async def get(self, *given: Any, **named: Any) -> None:
        """Refuse, hand over or upgrade."""
        try:
            ticket = ticket_of(self.request, self.gate.secret, self.gate.now())
            ticket.check(self.who, page_of(self.request.path))
        except TokenError as error:
            await self.refuse(Denial(403, str(error)))
            return
        if not self.gate.given(self, ticket):
            await WebSocketHandler.get(self, *given, **named)

    def check_origin(self, origin: str) -> bool:
        """The gate has asked already whose page it is."""
        return True

    def open(self, *given: str, **named: str) -> Any:
        """Sit down: whoever signs out is sent away from here too."""
        self.gate.sockets.add(self)
        return super().open(*given, **named)

    def on_message(self, message: str | bytes) -> Any:
        """Hear nothing from those who were sent away."""
        self.heard = True
        return None if self.over else super().on_message(message)

    def send_away(self, code: int, reason: str) -> None:
        """Close the connection; nothing more is heard of it."""
        self.over = True
        self.close(code, reason)

    def on_close(self) -> None:
        """Leave."""
        self.gate.sockets.discard(self)
        super().on_close()


def guarded(kind: type[RequestHandler], gate: Gate) -> type[Gated]:
    """The class `kind` behind `gate`."""
    front = GatedSocket if issubclass(kind, WebSocketHandler) else Gated
    bases = (kind,) if issubclass(kind, front) else (front, kind)
    return type(f"Gated{kind.__name__}", bases, {"gate": gate})
