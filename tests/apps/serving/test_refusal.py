"""What a websocket refuses over a real socket, with a reason, and that the server goes on."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from apps.serving.wire import LARGEST
from tests.apps.serving.conftest import Play
from tests.apps.serving.room import Caller, Room, token

NONSENSE: list[tuple[list[str | bytes], str]] = [
    (["no JSON"], "a frame is not JSON"),
    (["[]"], "a frame is not a JSON object"),
    ([b"{}"], "binary where text was expected"),
    (['{"msgtype":"PATCH-DOC","num_buffers":-1}'], "num_buffers is -1"),
    (['{"msgtype":"PATCH-DOC","num_buffers":"many"}'], "num_buffers is 'many'"),
    (['{"msgtype":"PATCH-DOC"}', "{}", "{}"], "a patch without events"),
    (['{"msgtype":"NONSENSE"}', "{}", "{}"], "a message of kind 'NONSENSE' is not understood"),
]


@pytest.mark.parametrize(("given_frames", "reason"), NONSENSE)
def test_nonsense_is_closed_with_a_reason(play: Play, given_frames: list[str | bytes], reason: str) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        for frame in given_frames:
            await caller.socket.write_message(frame, binary=isinstance(frame, bytes))
        assert await caller.closed() == (1002, reason)
        await made.left()
        assert made.counted("refused_total") == 1 and made.counted("sessions") == 0

    play(story)


def test_a_name_of_a_message_however_long_is_refused_with_a_reason(play: Play) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        await caller.say("한" * 400, {})
        code, reason = await caller.closed()
        assert code == 1002 and reason

    play(story)


def test_a_message_that_is_too_long_is_closed(play: Play) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        await caller.socket.write_message("x" * (LARGEST + 1))
        assert (await caller.closed())[0] in (1009, None)
        await made.left()
        assert made.counted("sessions") == 0

    play(story)


async def refusal(calling: Awaitable[Caller]) -> tuple[int, str]:
    with pytest.raises(HTTPClientError) as error:
        await calling
    response = error.value.response
    return error.value.code, response.body.decode() if response and response.body else ""


def test_a_foreign_page_is_refused(play: Play) -> None:
    async def story(made: Room) -> None:
        for origin in ("http://elsewhere.example", f"http://127.0.0.1:{made.port}.elsewhere.example", "null"):
            assert (await refusal(made.call(origin=origin)))[0] == 403
        assert made.counted("refused_total") == 3 and made.counted("sessions") == 0

    play(story)


@pytest.mark.parametrize(
    ("offered", "sentence"),
    [
        ("", "a session's token is missing: open the page, not its websocket"),
        ("nonsense", "the session's token is not of this server: reload the page"),
        (token(secret=b"of another server"), "the session's token is not of this server: reload the page"),
        (token(expires=-10), "the session's token has expired: reload the page"),
        (token()[:-3] + "abc", "the session's token is not of this server: reload the page"),
    ],
)
def test_a_token_that_opens_no_session_is_refused_with_a_sentence(play: Play, offered: str, sentence: str) -> None:
    async def story(made: Room) -> None:
        assert (await refusal(made.call(offered)))[0] == 403
        headers = {"Origin": f"http://127.0.0.1:{made.port}"}
        headers |= {"Sec-WebSocket-Protocol": f"bokeh, {offered}"} if offered else {}
        address = f"http://127.0.0.1:{made.port}/ws"
        answer = await AsyncHTTPClient().fetch(address, headers=headers, raise_error=False)
        assert (answer.code, answer.body.decode()) == (403, sentence)
        assert made.counted("refused_total") == 2

    play(story)
