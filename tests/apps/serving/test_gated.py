"""Every class that answers is behind the gate; what the gate says when its own tools fail; who stays signed in."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPResponse
from tornado.web import RequestHandler

from apps.serving.gate import LATELY, OPEN
from apps.serving.gated import Gated
from apps.serving.handover import Handover
from apps.serving.knocks import MOST, QUIET, Knocks
from apps.serving.ledger import Ledger
from apps.serving.place import Place
from apps.serving.presence import Presence, lasted
from apps.serving.rules import rules
from apps.serving.site import Plan, Site
from auth.access import Access
from auth.seal import digest
from data.entitlement import EVERYTHING
from queries.trail.audit import Audit
from tests.apps.serving.doors import SECRET, closed, let_in
from tests.apps.serving.room import Caller, Room, offer, room, token
from tests.charts import stage
from tests.stored import SQLITE

HOUR = 3600.0
Story = Callable[[Room, Access, str], Awaitable[None]]


def played(folder: Path, story: Story, url: str = "http://localhost") -> None:
    """Play a story in a room where a viewer has signed in, whose cookie is the last that the story gets."""

    async def play() -> None:
        access = closed(folder, url=url)
        async with room(stage(), folder, access) as made:
            await story(made, access, let_in(access))

    asyncio.run(asyncio.wait_for(play(), 30))


async def asked(made: Room, path: str, cookie: str, name: str = "tidemark-dev") -> HTTPResponse:
    headers = {"Cookie": f"{name}={cookie}"}
    return await AsyncHTTPClient().fetch(f"http://127.0.0.1:{made.port}{path}", headers=headers, raise_error=False)


async def sits(made: Room, access: Access, cookie: str) -> Caller:
    assert access.sessions
    session = access.sessions.find(cookie)
    assert session
    caller = await made.call(token(who=session.key, path="/benchmark"), path="/benchmark/ws", cookie=cookie)
    await caller.hear()
    return caller


def test_every_url_of_a_worker_is_behind_the_gate(tmp_path: Path) -> None:
    place = Place(0, (), Ledger(1), tmp_path)
    plan = Plan({EVERYTHING: offer(stage())}, {}, SECRET, frozenset({"x"}), closed(tmp_path), Audit(tmp_path))
    site = Site(place, Handover(place), plan)
    found = list(rules(site.tornado.default_router))
    kinds = [rule.target for rule in found] + [site.tornado.settings["default_handler_class"]]
    assert len(found) > 15
    for kind in kinds:
        assert issubclass(kind, Gated) and kind.gate is site.gate, kind
        assert kind.mro().index(Gated) < kind.mro().index(RequestHandler)
    assert [kind.__name__ for kind in kinds if kind.prepare is not Gated.prepare] == ["GatedStranger"]
    paths = [rule.matcher.regex.pattern.rstrip("$") for rule in found if hasattr(rule.matcher, "regex")]
    free = {path for path in paths if OPEN.fullmatch(re.sub(r"/\?$", "", path))}
    texts = {path for path in paths if path.startswith("/language/")}
    assert len(texts) == 2
    assert free - texts == {"/health", "/signin/?", "/signin/ldap", "/signin/.*", "/signout/?", "/signout/.*"}


def test_who_signs_out_gets_no_file_of_a_page_either(tmp_path: Path) -> None:
    async def story(made: Room, access: Access, cookie: str) -> None:
        assert access.sessions
        made.gate.found = cookie, access.sessions.find(cookie), time.monotonic() - LATELY
        access.sessions.end(digest(cookie))
        assert (await asked(made, "/favicon.ico", cookie)).code == 401

    played(tmp_path, story)


@SQLITE
def test_a_store_that_is_damaged_is_said_and_nothing_is_served(tmp_path: Path) -> None:
    async def story(made: Room, access: Access, cookie: str) -> None:
        assert (await asked(made, "/benchmark", cookie)).code == 200
        access.close()
        for left in tmp_path.glob("app.sqlite*"):
            left.write_bytes(b"x" * 8192)
        for path in ("/benchmark", "/metrics"):
            answer = await asked(made, path, cookie)
            assert answer.code == 503 and "is damaged" in answer.body.decode() and len(answer.body) < 300
        with pytest.raises(HTTPClientError, match="503"):
            await made.call(token(who="x", path="/benchmark"), path="/benchmark/ws", cookie=cookie)

    played(tmp_path, story)


def test_a_denial_that_cannot_be_written_down_lets_nobody_in(tmp_path: Path) -> None:
    async def story(made: Room, _: Access, cookie: str) -> None:
        (tmp_path / "audit.jsonl").mkdir()
        answer = await asked(made, "/metrics", cookie)
        assert answer.code == 503 and b"tidemark_" not in answer.body

    played(tmp_path, story)


def test_over_tls_a_cookie_and_an_origin_of_plain_http_count_for_nothing(tmp_path: Path) -> None:
    async def story(made: Room, _: Access, cookie: str) -> None:
        assert (await asked(made, "/benchmark", cookie)).code == 401
        answer = await asked(made, "/benchmark", cookie, "__Host-tidemark")
        assert answer.code == 200 and answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert not made.gate.ours(f"http://127.0.0.1:{made.port}") and made.gate.ours(f"https://127.0.0.1:{made.port}")

    played(tmp_path, story, "https://ccp.example.org")


def test_who_does_something_at_a_websocket_is_there(tmp_path: Path) -> None:
    """Reading at an open page sends no request: without this, an hour of brushing would be an hour of idling."""

    async def story(made: Room, access: Access, cookie: str) -> None:
        assert access.sessions
        now = access.sessions.clock()
        watch = Presence(made.gate, access.sessions)
        caller = await sits(made, access, cookie)
        for hour in (0.9, 1.8, 2.7):
            access.sessions.clock = lambda at=now + hour * HOUR: at  # type: ignore[misc]
            watch.counted.clear()
            await caller.tell()
            while not all(socket.heard for socket in made.gate.sockets):
                await asyncio.sleep(0.01)
            await watch.look()
        access.sessions.clock = lambda: now + 3.6 * HOUR
        await watch.look()
        assert [socket.over for socket in made.gate.sockets] == [False]
        access.sessions.clock = lambda: now + 3.8 * HOUR
        await watch.look()
        assert await caller.closed() == (4001, "signed out")

    played(tmp_path, story)


def test_who_is_in_other_groups_opens_the_page_anew(tmp_path: Path) -> None:
    async def story(made: Room, access: Access, cookie: str) -> None:
        assert access.sessions
        caller = await sits(made, access, cookie)
        (socket,) = made.gate.sockets
        assert socket.session
        Presence(made.gate, access.sessions).found(replace(socket.session, groups=()), [socket])
        assert await caller.closed() == (4002, "your groups have changed")

    played(tmp_path, story)


def test_a_key_is_noted_once_in_a_while() -> None:
    since = {"a": -1000.0}
    assert lasted(since, "a", 5) and lasted(since, "b", 5) and since == {}


def test_knocks_of_an_address_are_counted_and_those_of_too_many_forgotten() -> None:
    now = [0.0]
    knocks = Knocks(lambda: now[0])
    assert [knocks.heard("a") for _ in range(5)] == [1, 0, 0, 0, 0]
    assert knocks.heard("b") == 1
    now[0] = QUIET
    assert knocks.heard("a") == 5
    for number in range(3 * MOST):
        knocks.heard(f"{number}")
    assert len(knocks._heard) == MOST
