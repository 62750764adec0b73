"""The addresses of a meeting that are no websocket: to begin one, its page, and its minutes."""

from __future__ import annotations

import json

from apps.meeting.meetings import Meetings
from apps.meeting.minuted import minuted
from apps.meeting.page import page
from apps.meeting.socket import wanted
from apps.present import text
from apps.rights import Denied
from apps.serving.denial import UNAVAILABLE, Denial
from apps.serving.gated import Gated
from apps.signing.paper import COOKIE, paper
from components.language import say
from data.store import StoreError
from queries.library.sound import LibraryError
from queries.trail.chain import AuditError


class _Asked(Gated):
    def initialize(self, meetings: Meetings) -> None:
        self.meetings = meetings
        self.set_header("Cache-Control", "no-store")

    def wanted(self) -> tuple[str, str]:
        return wanted(self.meetings, self.actor.entitlement)

    async def sorry(self, error: Exception) -> None:
        """Say why there is nothing."""
        known = isinstance(error, LibraryError)
        await self.refuse(Denial(404 if known else UNAVAILABLE, str(error)))


class Begin(_Asked):
    """A form with a deck and perhaps its version begins a meeting."""

    def wanted(self) -> tuple[str, str]:
        """To host meetings."""
        super().wanted()
        return "present", ""

    async def post(self) -> None:
        """Begin it, and say where it is."""
        version = self.get_body_argument("version", "")
        try:
            id = await self.meetings.begin(
                self.get_body_argument("deck"), int(version) if version.isdigit() else None, self.actor
            )
        except Denied as error:
            await self.refuse(Denial(403, str(error)))
            return
        except (LibraryError, StoreError, AuditError) as error:
            await self.sorry(error)
            return
        self.write({"meeting": id, "address": f"./meeting/{id}"})


class Html(_Asked):
    """The page of a meeting."""

    async def get(self, id: str) -> None:
        """Send it, with a token for its websocket."""
        try:
            live = await self.meetings.entered(id)
        except (LibraryError, StoreError) as error:
            await self.sorry(error)
            return
        token = self.ticket(self.meetings.hall.session()).token(self.meetings.hall.secret, self.gate.lasts)
        if self.get_query_arguments("token"):
            self.write({"token": token})
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        about = {"id": live.value.id, "token": token}
        title = text.of(live.value.title, self.language)
        self.finish(page(title, about, self.language, self.nonce, self.get_cookie(COOKIE, "") or ""))


class MinutesPage(_Asked):
    """The minutes of a meeting, for who was there and for who reads the audit."""

    async def get(self, id: str, kind: str | None = None) -> None:
        """Send them."""
        try:
            made = await self.meetings.minutes(id, self.actor)
        except (LibraryError, StoreError) as error:
            await self.sorry(error)
            return
        said = made.plain(self.language)
        if kind:
            self.set_header("Content-Type", "application/json; charset=utf-8")
            self.finish(json.dumps(said, ensure_ascii=False))
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        title = say(self.language, "Minutes: {title}", title=said["title"])
        theme = self.get_cookie(COOKIE, "") or ""
        self.finish(paper(title, minuted(said, self.language), theme=theme, wide=True))
