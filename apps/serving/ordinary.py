"""Ordinary Panel sessions, each served by the one worker that ran its application."""

from __future__ import annotations

import time
from typing import Any

from bokeh.server.tornado import BokehTornado
from panel.io.server import DocHandler, WSHandler

from apps.serving.handover import Handover
from apps.serving.place import Place
from apps.serving.token import TokenError, session_of


def affine(tornado: BokehTornado, place: Place, handover: Handover) -> list[tuple[str, type, dict[str, Any]]]:
    """Url specs of every application's document and websocket, to add before Bokeh's own; sessions must be signed."""
    if not (tornado.sign_sessions and tornado.secret_key):
        raise ValueError("sessions must be signed: give BokehTornado sign_sessions=True and a secret_key")
    specs: list[tuple[str, type, dict[str, Any]]] = []
    for url, context in tornado.applications.items():
        path = tornado.prefix + url.rstrip("/")
        known = {"application_context": context, "bokeh_websocket_path": f"{path}/ws", "place": place}
        specs.append((f"{path}/ws", Websocket, known | {"handover": handover}))
        specs.append((f"{path}/?", Document, known))
    return specs


class Document(DocHandler):
    """Runs the application for a reader, in a session that belongs to this worker."""

    def initialize(self, place: Place, **_known: Any) -> None:
        """Take what stands in the url spec."""
        self.place = place

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Send the page; what the request says of a session is not heard."""
        start = time.perf_counter()
        for name in ("bokeh-session-id", "bokeh-token"):
            self.request.arguments.pop(name, None)
        self.request.headers["Bokeh-Session-Id"] = self.place.session_id(self.place.number, self.application.secret_key)
        await super().get(*args, **kwargs)
        self.place.row.add("pages_total")
        self.place.row.seconds("page_seconds", time.perf_counter() - start)


class Websocket(WSHandler):
    """The connection of a session, in the worker that owns it; if that has ended, in the one that is asked."""

    connection: Any
    present = False

    def initialize(self, place: Place, handover: Handover, **_known: Any) -> None:
        """Take what stands in the url spec."""
        self.place, self.handover = place, handover

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Refuse, hand over or upgrade."""
        try:
            owner = self.place.owner_of(session_of(self.request, self.application.secret_key))
        except TokenError as error:
            self.place.row.add("refused_total")
            self.set_status(403)
            self.finish(str(error))
            return
        if owner is None or owner == self.place.number or not self.handover.give(self, owner):
            await super().get(*args, **kwargs)

    def check_origin(self, origin: str) -> bool:
        """Whether a page of `origin` may ask."""
        allowed = bool(super().check_origin(origin))
        if not allowed:
            self.place.row.add("refused_total")
        return allowed

    def open(self, *args: Any, **kwargs: Any) -> None:
        """Send small messages at once, and count the reader."""
        self.set_nodelay(True)
        super().open(*args, **kwargs)  # if it raised, Tornado would not call on_close()
        self.place.row.add("sessions")
        self.place.row.add("sessions_total")
        self.present = True

    async def send_message(self, message: Any) -> None:
        """Send it; Bokeh would keep the session of a reader who left before it began for ever."""
        await super().send_message(message)
        if self.connection is not None and not self.present:
            super().on_close()
            self.connection = None

    def on_close(self) -> None:
        """Count the reader no more."""
        if self.present:
            self.place.row.add("sessions", -1)
        self.present = False
        super().on_close()
