"""An ordinary Panel session runs its application once, and only a token of this server opens it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import time
from pathlib import Path

import pytest
from bokeh.server.tornado import BokehTornado
from bokeh.util.token import check_session_id_signature, get_session_id
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from apps.serving.ledger import Ledger
from apps.serving.ordinary import affine
from apps.serving.place import Place
from apps.serving.token import Ticket
from tests.apps.serving.doors import SECRET
from tests.apps.serving.running import Running, running, status, wait_until
from tests.apps.serving.test_handover import shake

LOADS = 24


async def page(server: Running, path: str) -> str:
    """The token that a page carries."""
    text = await asyncio.to_thread(server.get, path)
    return str(re.findall(r'"token":"([^"]+)"', text)[0])


async def opened(server: Running, path: str, token: str, origin: str = "") -> WebSocketClientConnection:
    """A session's websocket on a new connection, behind its ACK."""
    request = HTTPRequest(
        f"ws://127.0.0.1:{server.port}{path.rstrip('/')}/ws",
        headers={"Origin": origin or f"http://127.0.0.1:{server.port}"},
    )
    websocket = await websocket_connect(request, subprotocols=["bokeh", token])
    assert websocket.protocol
    websocket.protocol.set_nodelay(True)  # as browsers do; Tornado's client does not
    assert (await heard(websocket))["msgtype"] == "ACK"
    return websocket


async def heard(websocket: WebSocketClientConnection) -> dict[str, str]:
    """The header of Bokeh's next message, which comes in three parts."""
    header, _, _ = [await websocket.read_message() for _ in range(3)]
    assert header, "the connection was closed"
    found: dict[str, str] = json.loads(header)
    return found


async def asked(websocket: WebSocketClientConnection, kind: str) -> float:
    """Send Bokeh's request of a kind; the seconds until its reply was whole."""
    start = time.perf_counter()
    for part in ({"msgid": "1", "msgtype": f"{kind}-REQ"}, {}, {}):
        await websocket.write_message(json.dumps(part))
    assert (await heard(websocket))["msgtype"] == f"{kind}-REPLY"
    return time.perf_counter() - start


async def loaded(server: Running, path: str) -> None:
    """Load a page as a browser does."""
    websocket = await opened(server, path, await page(server, path))
    await asked(websocket, "PULL-DOC")
    websocket.close()


@pytest.mark.parametrize("workers", [pytest.param(1, marks=pytest.mark.long), 3])
def test_the_application_runs_once_a_page_load(tmp_path: Path, workers: int) -> None:
    async def load() -> None:
        for number in range(LOADS):
            await loaded(server, ("/", "/form")[number % 2])

    runs = tmp_path / "runs"
    with running(tmp_path, workers, str(runs), module="counting") as server:
        asyncio.run(load())
        assert len(runs.read_text().splitlines()) == LOADS
        assert (server.count("pages_total"), server.count("sessions_total")) == (LOADS, LOADS)
        assert (server.count("handovers_total") > 0) == (workers > 1)
        wait_until(lambda: server.count("sessions") == 0, 3)


def test_a_small_message_does_not_wait_for_the_acknowledgement_of_another(tmp_path: Path) -> None:
    async def fastest() -> float:
        websocket = await opened(server, "/form", await page(server, "/form"))
        return min([await asked(websocket, "SERVER-INFO") for _ in range(10)])

    with running(tmp_path, 1, str(tmp_path / "runs"), module="counting") as server:
        assert asyncio.run(fastest()) < 0.03, "TCP_NODELAY is off: an acknowledgement takes 40 ms"


def test_a_reader_of_a_dead_worker_is_served_by_another(tmp_path: Path) -> None:
    async def survive() -> None:
        token = await page(server, "/form")
        os.kill(owner := int(runs.read_text()), signal.SIGKILL)
        # A zombie's threads may hold its door open for a moment: who is given to it then comes again.
        await asyncio.to_thread(wait_until, lambda: status(owner)[0] == "-", 5)
        (await opened(server, "/form", token)).close()

    runs = tmp_path / "runs"
    with running(tmp_path, 2, str(runs), module="counting") as server:
        asyncio.run(survive())
        first, second = runs.read_text().splitlines()
        assert first != second


def test_a_reader_who_leaves_at_once_leaves_no_connection_to_a_session(tmp_path: Path) -> None:
    with running(tmp_path, 1, str(tmp_path / "runs"), module="counting") as server:
        for _ in range(3):
            token = asyncio.run(page(server, "/form"))
            extra = f"Sec-WebSocket-Protocol: bokeh, {token}\r\nOrigin: http://127.0.0.1:{server.port}\r\n"
            with server.raw() as connection:
                connection.sendall(shake("/form/ws", extra))
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1" + bytes(7))
        wait_until(lambda: server.count("sessions_total") == 3, 3)
        wait_until(lambda: server.count("sessions") == 0 and server.get("/connections")["connections"] == 0, 3)
        assert server.get("/connections")["sessions"] == 3


def test_only_a_token_of_this_server_and_of_now_opens_a_session(tmp_path: Path) -> None:
    def refused(token: str, origin: str = "", path: str = "/form") -> tuple[int, str]:
        with pytest.raises(HTTPClientError) as error:
            asyncio.run(opened(server, path, token, origin))
        return error.value.code, error.value.response.body.decode() if error.value.response else ""

    runs = tmp_path / "runs"
    runs.touch()
    with running(tmp_path, 2, str(runs), module="counting") as server:
        own = Place(0, [], Ledger(2), tmp_path).session_id(1, SECRET)
        signed = Ticket(own, "local", "/form").token
        sound = signed(SECRET)
        for token in ("x", "e30", "e30.e30", signed(b"another"), sound[:-2], f"{'A' * 5000}.b", "%", "bnVsbA.x"):
            assert refused(token) == (403, "the session's token is not of this server: reload the page"), token
        assert refused(signed(SECRET, expiration=-1))[1] == "the session's token has expired: reload the page"
        assert refused(sound, origin="http://elsewhere.example")[0] == 403
        assert runs.read_text() == ""
        assert server.count("refused_total") == 10
        asyncio.run(opened(server, "/form", sound))
        assert "Traceback" not in server.said.read_text()


def test_a_reader_does_not_choose_the_session(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    with running(tmp_path, 1, str(runs), module="counting") as server:
        mine = Place(0, [], Ledger(1), tmp_path).session_id(0, SECRET)
        token = Ticket(mine, "local", "/form").token(SECRET)
        asked = (f"/form?bokeh-session-id={mine}", f"/form?bokeh-token={token}")
        tokens = [asyncio.run(page(server, path)) for path in asked]
        given = server.get("/form", **{"Bokeh-Session-Id": mine})
        tokens.append(re.findall(r'"token":"([^"]+)"', given)[0])
        assert mine not in map(get_session_id, tokens)
        assert len(set(map(get_session_id, tokens))) == 3


def test_bokeh_takes_our_signature_for_its_own(tmp_path: Path) -> None:
    place = Place(0, [], Ledger(4), tmp_path)
    session = place.session_id(3, SECRET)
    assert check_session_id_signature(session, SECRET, True)
    assert not check_session_id_signature(session, b"another", True)
    assert place.owner_of(session) == 3


@pytest.mark.parametrize("foreign", ["", "w4-x", "w-x", "w01-x", "x0-y", "w1", "w²-x", "w99999-x"])
def test_a_foreign_id_has_no_owner(tmp_path: Path, foreign: str) -> None:
    assert Place(0, [], Ledger(4), tmp_path).owner_of(foreign) is None


def test_sessions_that_are_not_signed_are_not_served(tmp_path: Path) -> None:
    place = Place(0, [], Ledger(1), tmp_path)
    with pytest.raises(ValueError, match="sign_sessions=True"):
        affine(BokehTornado({"/": lambda document: None}, sign_sessions=False), place)
