"""The contract of apps/serving/wire.py with Bokeh's protocol, and frames that make no sense."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bokeh.protocol import Protocol
from bokeh.protocol.receiver import Receiver as Bokehs
from hypothesis import given
from hypothesis import strategies as st

from apps.serving.wire import MOST_BUFFERS, ProtocolError, Receiver, events, frames


def taken(*given_frames: str | bytes) -> Any:
    receiver, whole = Receiver(), None
    for frame in given_frames:
        whole = receiver.take(frame)
    return whole


def header(**known: Any) -> str:
    return json.dumps({"msgid": "1", "msgtype": "PATCH-DOC", **known})


@pytest.mark.parametrize("kind", ["ACK", "PATCH-DOC", "PULL-DOC-REPLY"])
def test_bokeh_understands_what_is_sent(kind: str) -> None:
    content = {"ACK": {}, "PATCH-DOC": {"events": []}, "PULL-DOC-REPLY": {"doc": {"roots": []}}}[kind]
    receiver = Bokehs(Protocol())
    *_, message = [run(receiver.consume(frame)) for frame in frames(kind, json.dumps(content), "m7")]
    assert (message.msgtype, message.header["reqid"], message.content) == (kind, "m7", content)


def run(coroutine: Any) -> Any:
    """What a coroutine gives that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits")


@pytest.mark.parametrize("kind", ["PULL-DOC-REQ", "OK"])
def test_what_bokeh_sends_is_understood(kind: str) -> None:
    protocol = Protocol()
    message = protocol.create(kind, "m1") if kind == "OK" else protocol.create(kind)
    read, content = taken(message.header_json, message.metadata_json, message.content_json)
    assert (read["msgtype"], read["msgid"]) == (kind, message.header["msgid"])
    assert json.loads(content) == message.content


def test_messages_are_numbered_and_answer_only_when_asked() -> None:
    first, second = (json.loads(frames("ACK", "{}")[0]) for _ in range(2))
    assert first["msgid"] != second["msgid"] and "reqid" not in first


def test_a_message_is_whole_after_three_frames_and_another_may_follow() -> None:
    receiver = Receiver()
    for number in ("1", "2"):
        assert receiver.take(header(msgid=number)) is None and receiver.take("{}") is None
        read, content = receiver.take('{"events":[]}') or ({}, "")
        assert read["msgid"] == number and events(content) == []


def test_buffers_are_passed_over() -> None:
    receiver = Receiver()
    given_frames = [header(num_buffers=2), "{}", '{"events":[]}', '{"id":"a"}', b"\x00", '{"id":"b"}', b"\x01"]
    found = [receiver.take(frame) for frame in given_frames]
    assert found[:-1] == [None] * 6 and found[-1] is not None and found[-1][1] == '{"events":[]}'
    assert taken(header(), "{}", "x") is not None


@pytest.mark.parametrize(
    "frame",
    [b"{}", "", "no JSON", "[]", "7", '"text"', "null", "[" * 100_000, '{"a":' * 50_000, "\ud800"]
    + [header(num_buffers=each) for each in (-1, MOST_BUFFERS + 1, 10**9, 1.5, "2", True, None, [])],
)
def test_a_first_frame_that_makes_no_sense(frame: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        Receiver().take(frame)


def test_binary_in_place_of_content() -> None:
    with pytest.raises(ProtocolError, match="binary"):
        taken(header(), "{}", b"{}")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"events":{}}', '{"events":[7]}', '{"events":null}', "[" * 9999])
def test_a_patch_without_events(content: str) -> None:
    with pytest.raises(ProtocolError):
        events(content)


@given(st.lists(st.one_of(st.text(), st.binary(), st.just(header()), st.just("{}")), max_size=9))
def test_whatever_comes_is_a_message_or_a_protocol_error(given_frames: list[str | bytes]) -> None:
    try:
        found = taken(*given_frames)
    except ProtocolError:
        return
    assert found is None or isinstance(found[0], dict)
