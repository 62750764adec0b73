"""Who sits at an open websocket: signed out, they go within a second; still there, their session is kept alive."""

from __future__ import annotations

import asyncio
import time

from apps.serving.gate import Gate
from apps.serving.gated import CHANGED, OVER, GatedSocket
from apps.trouble import logged
from auth.openid import OpenID
from auth.session import Session, Sessions
from data.store import StoreError

PAUSE = 0.4
"""Seconds between two looks for those who are signed out."""
RENEWING = 5.0
"""Seconds between two times that one worker has a session renewed whose time is up."""
ALIVE = 60.0
"""Seconds between two times that a reader who does something at a websocket is counted as being there."""

Seated = dict[str, list[GatedSocket]]


class Presence:
    """The watch over one worker's websockets."""

    def __init__(self, gate: Gate, sessions: Sessions) -> None:
        self.gate, self.sessions, self.openid = gate, sessions, gate.access.openid
        self.renewed: dict[str, float] = {}
        self.counted: dict[str, float] = {}
        self.renewing: set[asyncio.Task[None]] = set()

    async def watch(self) -> None:
        """Look for those who are signed out, for as long as the worker lives. A fault is logged, once in a row."""
        faulty = False
        while True:
            await asyncio.sleep(PAUSE)
            try:
                await self.look()
                faulty = False
            except StoreError:
                continue  # it ends no session; requests say what is wrong
            except Exception as error:
                if not faulty:
                    logged(error)
                faulty = True

    async def look(self) -> None:
        """Send away who is signed out; of the others, renew the sessions whose time is up, and count who is there."""
        seated = self.seated()
        over = await asyncio.to_thread(self.sessions.ended, list(seated)) if seated else set()
        for key in over:
            for socket in seated.pop(key):
                socket.send_away(OVER, "signed out")
        stale, self.gate.stale = self.gate.stale, {}
        stale |= {key: socket.session for key, (socket, *_) in seated.items() if socket.session}
        for session in stale.values():
            self.renew(session)
        await self.count(seated)

    def seated(self) -> Seated:
        """The open websockets by the key of their session."""
        found: Seated = {}
        for socket in self.gate.sockets:
            if socket.session and not socket.over:
                found.setdefault(socket.session.key, []).append(socket)
        return found

    def renew(self, session: Session) -> None:
        """Have the provider asked again whether the session holds, if its time is up."""
        now = time.monotonic()
        if self.openid and session.fresh_until < self.sessions.clock() and lasted(self.renewed, session.key, RENEWING):
            self.renewed[session.key] = now
            task = asyncio.create_task(self.renewed_by(self.openid, session))
            self.renewing.add(task)
            task.add_done_callback(self.finished)

    async def renewed_by(self, openid: OpenID, session: Session) -> None:
        """Have one session renewed; whose groups have changed by then is sent away."""
        await openid.renew(session)
        self.found(await asyncio.to_thread(self.sessions.current, session.key), self.seated().get(session.key, []))

    def finished(self, task: asyncio.Task[None]) -> None:
        """A renewal has come to its end; what went wrong in it is logged."""
        self.renewing.discard(task)
        fault = None if task.cancelled() else task.exception()
        if isinstance(fault, Exception) and not isinstance(fault, StoreError):
            logged(fault)

    async def count(self, seated: Seated) -> None:
        """Count as being there who has done something, and send away those who may now do something else."""
        for key, sockets in seated.items():
            if any(socket.heard for socket in sockets) and lasted(self.counted, key, ALIVE):
                self.counted[key] = time.monotonic()
                for socket in sockets:
                    socket.heard = False
                await asyncio.to_thread(self.sessions.see, key)
                self.found(await asyncio.to_thread(self.sessions.current, key), sockets)

    def found(self, session: Session | None, sockets: list[GatedSocket]) -> None:
        """Their session as it now is; if it is over, the next look finds that."""
        for socket in sockets:
            if session and socket.session and session.groups != socket.session.groups:
                socket.send_away(CHANGED, "your groups have changed")
            socket.session = session or socket.session


def lasted(since: dict[str, float], key: str, seconds: float) -> bool:
    """Whether so many seconds have gone since `key` was noted; what is older is forgotten."""
    now = time.monotonic()
    for old in [each for each, noted in since.items() if now - noted >= seconds]:
        del since[old]
    return key not in since
