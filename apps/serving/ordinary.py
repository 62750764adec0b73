"""Ordinary Panel sessions, each served by the one worker that ran its application."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import panel_material_ui as pmui
from bokeh.application import Application
from bokeh.application.handlers.function import FunctionHandler
from bokeh.document import Document as Content
from bokeh.server.tornado import BokehTornado
from panel.io.server import DocHandler, WSHandler
from panel.io.state import set_curdoc
from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError

from apps.nonce import trusted
from apps.serving.gated import Gated, GatedSocket
from apps.serving.place import Place
from apps.serving.token import page_of, ticket_of
from data.entitlement import EVERYTHING


def application(page: Callable[[], pmui.Page]) -> Application:
    """A page that is an ordinary Panel session for each reader."""

    def draw(document: Content) -> None:
        with set_curdoc(document):
            page().server_doc(document, "Tidemark")

    return Application(Bound(draw))


class Bound(FunctionHandler):
    """Has Bokeh put into a session's token whom and which page it was made for."""

    def process_request(self, request: HTTPServerRequest) -> dict[str, Any]:
        """What the handlers below have noted of the request; without it, the token opens nothing."""
        return dict(getattr(request, "bound", {}))


def affine(tornado: BokehTornado, place: Place) -> list[tuple[str, type, dict[str, Any]]]:
    """Url specs of every application's document and websocket, in place of Bokeh's own; sessions must be signed."""
    if not (tornado.sign_sessions and tornado.secret_key):
        raise ValueError("sessions must be signed: give BokehTornado sign_sessions=True and a secret_key")
    specs: list[tuple[str, type, dict[str, Any]]] = []
    for url, context in tornado.applications.items():
        path = tornado.prefix + url.rstrip("/")
        known = {"application_context": context, "bokeh_websocket_path": f"{path}/ws", "place": place}
        specs += [(f"{path}/ws", Websocket, known), (f"{path}/?", Document, known)]
    return specs


class Document(Gated, DocHandler):
    """Runs the application for a reader, in a session that belongs to this worker."""

    application: BokehTornado

    def initialize(self, place: Place, **_known: Any) -> None:
        """Take what stands in the url spec."""
        self.place = place

    def wanted(self) -> tuple[str, str]:
        """To open the page."""
        return wanted(self)

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Send the page; what the request says of a session is not heard."""
        start = time.perf_counter()
        for name in ("bokeh-session-id", "bokeh-token"):
            self.request.arguments.pop(name, None)
        session = self.place.session_id(self.place.number, self.application.secret_key)
        self.request.headers["Bokeh-Session-Id"] = session
        bind(self, session)
        await DocHandler.get(self, *args, **kwargs)
        self.place.row.add("pages_total")
        self.place.row.seconds("page_seconds", time.perf_counter() - start)

    def write(self, chunk: str | bytes | dict[str, Any]) -> None:
        """Write; of a page, the scripts are those of the answer."""
        super().write(trusted(chunk, self.nonce) if isinstance(chunk, str) else chunk)


class Websocket(GatedSocket, WSHandler):
    """The connection of a session, in the worker that owns it; if that has ended, in the one that is asked."""

    connection: Any
    present = False

    def initialize(self, place: Place, **_known: Any) -> None:
        """Take what stands in the url spec."""
        self.place = place

    def wanted(self) -> tuple[str, str]:
        """To open the page."""
        return wanted(self)

    def open(self, *args: Any, **kwargs: Any) -> None:
        """Send small messages at once, and count the reader."""
        bind(self, ticket_of(self.request, self.gate.secret, self.gate.now()).session)
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


def wanted(given: Gated) -> tuple[str, str]:
    """To open the page, for those who see everything: what is wrong with a page may name what others do not see."""
    if given.actor.entitlement != EVERYTHING:
        raise HTTPError(404)
    return "open", page_of(given.request.path).strip("/")


def bind(given: Gated, session: str) -> None:
    """Note at a request what its session's token says."""
    given.request.bound = given.ticket(session).about  # type: ignore[attr-defined]
