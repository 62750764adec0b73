"""What stands before every request of one worker: who asks, whether they may, and what the audit is told of it."""

from __future__ import annotations

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from hmac import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from tornado.web import HTTPError, StaticFileHandler
from tornado.websocket import WebSocketHandler

from apps.serving.denial import NOTHING, UNAVAILABLE, Denial, signed_out
from apps.serving.handover import Handover
from apps.serving.headers import headers
from apps.serving.knocks import Knocks
from apps.serving.place import Place
from apps.serving.token import VALID, Ticket
from auth.access import Access
from auth.policy import RoleError
from auth.session import Session, Sessions
from data.store import StoreError
from queries.trail.audit import Audit
from queries.trail.chain import AuditError

if TYPE_CHECKING:
    from apps.serving.gated import Gated, GatedSocket

OPEN = re.compile(r"/(health|language/.*|signin(/.*)?|signout(/.*)?)")
"""Where nobody needs to be signed in."""
UNTOLD = re.compile(r"/signin(/.*)?|/signout/backchannel")
"""Where a form carries a token of its own instead of the session's."""
TOKEN = "X-Tidemark-Csrf"
"""The header that brings the session's token where the body is a file, and no form."""
PATIENCE = 1.5
"""Seconds that a request waits for the store."""
SILENT = "does not answer; try again, and see what else has it open, and whether its disk is well"
LATELY = 0.3
"""Seconds for which a session that was found opens code of the page, which holds no figures, without another look."""
FOREIGN = "a page of another server may not ask this"


class Gate:
    """One worker's gate. `hosts` are the names, with ports, that browsers know the server by."""

    def __init__(
        self, access: Access, audit: Audit, secret: bytes, hosts: frozenset[str], place: Place, handover: Handover
    ) -> None:
        self.access, self.audit, self.secret, self.hosts = access, audit, secret, hosts
        self.place, self.handover = place, handover
        self.knocks = Knocks()
        self.finding = ThreadPoolExecutor(2, thread_name_prefix="finding")
        self.sockets: set[GatedSocket] = set()
        self.stale: dict[str, Session] = {}
        self.found: tuple[str, Session | None, float] = ("", None, 0.0)

    def now(self) -> float:
        """Seconds since 1970 by the clock that all hosts go by."""
        return self.access.store.now()

    @property
    def lasts(self) -> float:
        """Seconds by this host's clock for which a page's token holds by that of all hosts."""
        return VALID + self.access.store.ahead

    def headers(self, nonce: str, framed: bool = False) -> dict[str, str]:
        """The headers of one answer."""
        return headers(nonce, self.access.secure, self.access.provider, framed)

    async def asked(self, given: Gated) -> Denial | None:
        """Why a request is refused; None if it may go on, with its session and actor set."""
        try:
            await self._signed_in(given)
            return self._foreign(given) or self._stopped(given)
        except StoreError as error:
            return Denial(UNAVAILABLE, str(error))
        except RoleError as error:
            return Denial(403, str(error))
        except HTTPError:
            return Denial(404, NOTHING)

    async def _signed_in(self, given: Gated) -> None:
        """Find the session that the request's cookie names."""
        if self.access.sessions is None or not given.cookie:
            return
        given.session = self._lately(given)
        if given.session is None:
            given.session = await self._find(self.access.sessions, given.cookie)
            self.found = given.cookie, given.session, time.monotonic()
        if given.session and given.session.fresh_until < self.now():
            self.stale[given.session.key] = given.session

    async def _find(self, sessions: Sessions, cookie: str) -> Session | None:
        """The session of a cookie; raise StoreError. A lock or a disk may hold that up, but not the event loop."""
        finding = asyncio.get_running_loop().run_in_executor(self.finding, sessions.find, cookie)
        try:
            return await asyncio.wait_for(finding, PATIENCE)
        except TimeoutError:
            raise StoreError(f"{sessions.store.name} {SILENT}") from None

    def _lately(self, given: Gated) -> Session | None:
        """The session that was found last, for the files of a page: a browser asks for a dozen at once."""
        cookie, session, found = self.found
        recent = time.monotonic() - found < LATELY and compare_digest(cookie.encode(), given.cookie.encode())
        return session if recent and isinstance(given, StaticFileHandler) else None

    def _foreign(self, given: Gated) -> Denial | None:
        """Whether a page of another server sends what may change something, or opens a websocket."""
        request = given.request
        changes = request.method not in ("GET", "HEAD", "OPTIONS") and request.path != "/signout/backchannel"
        if not changes and not isinstance(given, WebSocketHandler):
            return None
        origin = request.headers.get("Origin")
        if origin is None and changes and request.headers.get("Sec-Fetch-Site") == "same-origin":
            return None
        return None if origin is not None and self.ours(origin) else Denial(403, FOREIGN)

    def ours(self, origin: str) -> bool:
        """Whether an origin is this very server."""
        try:
            said = urlparse(origin)
        except ValueError:
            return False
        schemes = ("https",) if self.access.secure else ("http", "https")
        return said.scheme in schemes and said.netloc.lower() in self.hosts

    def _stopped(self, given: Gated) -> Denial | None:
        """Why the one who asks may not ask this."""
        path, session = given.request.path, given.session
        if session and self._unsure(given) and not UNTOLD.fullmatch(path):
            return Denial(403, "the form is not of this session: open its page again")
        if OPEN.fullmatch(path) or given.keyed():
            return None
        if session is None and self.access.sessions is not None:
            return signed_out(given.request.uri or "/")
        given.actor = self.access.actor(session)
        action, page = given.wanted()
        decision = given.actor.may(action, page) if action else None
        return Denial(403, decision.reason) if decision is not None and not decision else None

    def _unsure(self, given: Gated) -> bool:
        """Whether a request that may change something lacks its session's token."""
        if given.request.method in ("GET", "HEAD", "OPTIONS") or given.session is None:
            return False
        told = given.request.headers.get(TOKEN) or given.get_body_argument("csrf", "")
        return not compare_digest(told.encode(), given.session.csrf.encode())

    async def recorded(self, given: Gated, denial: Denial) -> Denial:
        """The denial, written down; another one if that cannot be done."""
        self.place.row.add("refused_total")
        address = given.request.remote_ip or ""
        times = 1 if given.session else self.knocks.heard(address)
        if denial.status in (404, UNAVAILABLE) or not times:
            return denial
        about: dict[str, Any] = {"path": given.request.path[:200], "address": address, "reason": denial.reason}
        actor = given.session.subject if given.session else "nobody"
        try:
            await asyncio.to_thread(self.audit.event, "denied", actor, **about, times=times)
        except AuditError as error:
            return Denial(UNAVAILABLE, str(error))
        return denial

    def given(self, socket: GatedSocket, ticket: Ticket) -> bool:
        """Whether the connection went to the worker that its session belongs to."""
        owner = self.place.owner_of(ticket.session)
        return owner is not None and owner != self.place.number and self.handover.give(socket, owner)
