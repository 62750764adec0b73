"""`POST /present/export` begins an export, `GET /present/export/JOB` says how far it is, and `…/file` is the file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

from tornado.web import HTTPError

from apps.meeting.appendix import appendix
from apps.meeting.minutes import Minutes
from apps.pack.jobs import Jobs
from apps.pack.leaf import PackError
from apps.pack.making import Shown
from apps.pack.shelf import DONE, ENDED, State
from apps.pack.wish import FORMATS, Wish, checked
from apps.present.deck import Deck
from apps.rights import Denied, demand
from apps.scene import Stage
from apps.serving.denial import UNAVAILABLE, Denial, answer
from apps.serving.gated import Gated
from apps.serving.hall import Hall
from apps.serving.pages import Spec
from apps.studio.library import Library
from auth.actor import Actor
from data.store import StoreError
from queries.library.decks import Decks
from queries.library.sound import LibraryError
from queries.trail.chain import AuditError

PRESENT, EXPORT = "present", "export"
TOLD = ("state", "done", "of", "problem", "name", "bytes", "sha256", "code", "format")
"""What a reader is told of a job."""
PART = 2**18
LONGEST = 2**14
"""Bytes of a request that are read."""
GONE = "there is no such export of yours: they are kept for a day"

T = TypeVar("T")


class Exports(Gated):
    """What all of it shares."""

    def initialize(self, hall: Hall, jobs: Jobs, decks: Decks) -> None:
        """All are the worker's."""
        self.hall, self.jobs, self.decks = hall, jobs, decks
        self.set_header("Cache-Control", "no-store")

    def wanted(self) -> tuple[str, str]:
        """To have figures here; who may export which deck, the deck says."""
        if self.actor.entitlement not in self.hall.offers:
            raise HTTPError(404)
        return "", ""

    async def sound(self, asked: Awaitable[T]) -> T | None:
        """What is asked for; None where that failed and was said."""
        try:
            return await asked
        except Denied as error:
            await self.refuse(Denial(403, str(error)))
        except (AuditError, StoreError) as error:
            answer(self, Denial(UNAVAILABLE, str(error)))
        except (PackError, LibraryError, ValueError) as error:
            answer(self, Denial(400, str(error).splitlines()[0]))
        return None

    def found(self, job: str) -> State:
        """How far a job of this reader is; HTTPError 404 if there is none."""
        state = self.jobs.shelf.find(job, self.actor.name)
        if state is None:
            raise HTTPError(404)
        return state


class Begin(Exports):
    """An export that begins."""

    async def post(self) -> None:
        """Begin it; the answer is its job."""
        wish = await self.sound(self.wish())
        if wish is None:
            return
        try:
            shown = seen(self.hall, self.actor)
            job = await self.jobs.start(wish, self.actor, shown, self.request.remote_ip or "")
        except PackError as error:
            answer(self, Denial(UNAVAILABLE, str(error)))
            return
        self.set_status(202)
        self.finish({"job": job, "of": len(wish.deck.slides)})

    async def wish(self) -> Wish:
        """What is asked for. Asks the store; raise Denied, PackError, LibraryError, AuditError and StoreError."""
        said = read(self.request.body)
        format, language = checked(str(said.get("format", "")), str(said.get("language", self.language)))
        met = await self.minutes(str(said.get("meeting", ""))[:100])
        shown = (met.meeting.deck, met.meeting.version or None) if met else (str(said.get("deck", ""))[:100], None)
        library = Library(self.decks, self.actor, self.language)
        deck = (await asyncio.to_thread(library.find, *shown)).deck
        permitted(self.actor, deck)
        notes = said.get("notes") is True and bool(self.actor.may(PRESENT))
        return Wish(deck, format, language, notes, appendix(met, language) if met else ())

    async def minutes(self, meeting: str) -> Minutes | None:
        """The minutes of a meeting, if one is named: the deck is then exported as it was shown there."""
        if not meeting:
            return None
        if self.hall.meetings is None:
            raise PackError("this server has no meetings")
        return await self.hall.meetings.minutes(meeting, self.actor)


class Progress(Exports):
    """How far an export is."""

    async def get(self, job: str) -> None:
        """Say it."""
        state = await asyncio.to_thread(self.found, job)
        self.finish({name: state[name] for name in TOLD if name in state})

    async def delete(self, job: str) -> None:
        """Stop it, or remove its file."""
        state = await asyncio.to_thread(self.found, job)
        work = self.jobs.shelf.remove if state["state"] in ENDED else self.jobs.shelf.stop
        await asyncio.to_thread(work, job)
        self.finish({"state": "stopped"})


class File(Exports):
    """The file of an export."""

    async def get(self, job: str) -> None:
        """Send it."""
        state = await asyncio.to_thread(self.found, job)
        try:
            file = await asyncio.to_thread(partial(self.jobs.shelf.file(job, state).open, "rb"))
        except OSError:
            raise HTTPError(404) from None
        with file:
            if state["state"] != DONE:
                raise HTTPError(404)
            self.set_header("Content-Type", FORMATS[state["format"]])
            self.set_header("Content-Length", str(state["bytes"]))
            self.set_header("Content-Disposition", attached(state["name"], state["format"]))
            self.set_header("X-Tidemark-Receipt", state["code"])
            while part := await asyncio.to_thread(file.read, PART):
                self.write(part)
                await self.flush()


def read(body: bytes) -> Mapping[str, Any]:
    """What a request says; raise PackError if it is no JSON object."""
    try:
        said = json.loads(body) if len(body) <= LONGEST else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise PackError("expected JSON, as {deck, format, language}")
    return said


def permitted(actor: Actor, deck: Deck) -> None:
    """Raise Denied unless an actor, who may read a deck, may export it: who presents, and who exports its pages."""
    if not actor.may(PRESENT):
        for page in dict.fromkeys(slide.state.page for slide in deck.slides):
            demand(actor, EXPORT, page)


def seen(hall: Hall, actor: Actor) -> Shown:
    """The pages of slides as an actor sees them."""

    def shown(page: str) -> Stage | None:
        try:
            return hall.stage(page, actor) if page and actor.may("open", page) else None
        except HTTPError:
            return None

    return shown


def attached(name: str, format: str) -> str:
    """The header that says what a file is called, in letters of any kind."""
    return f"attachment; filename=\"deck.{format}\"; filename*=UTF-8''{quote(name)}"


def addresses(hall: Hall, jobs: Jobs, decks: Decks) -> list[Spec]:
    """The url specs of exports."""
    known: dict[str, object] = {"hall": hall, "jobs": jobs, "decks": decks}
    job = r"/present/export/([\w-]{16,40})"
    return [("/present/export", Begin, known), (job, Progress, known), (f"{job}/file", File, known)]
