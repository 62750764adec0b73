"""The contract with Bokeh and Panel that components/shared.py leans on: an upgrade that breaks it fails here."""

from __future__ import annotations

import json
import threading
from typing import Any

import panel as pn
import pytest
from bokeh.core.serialization import Deserializer
from bokeh.document import Document
from bokeh.io.doc import patch_curdoc
from bokeh.models import Column as BokehColumn
from bokeh.models import ColumnDataSource, Slider
from bokeh.protocol import Protocol
from bokeh.protocol.message import Message
from components.shared import Ghost, changed, columns_changed, encode, plain, push, route, subject, values_of
from panel.io import document as panel_document

from tests.charts import CHARTS, box, chart, tap, walk


def sent(*roots: Any) -> list[Any]:
    """What stands inside the layouts of a page, as a browser gets it."""
    document = Document()
    for root in roots:
        document.add_root(BokehColumn(children=[root]))
    plain_roots: Any = document.to_json(deferred=False)["roots"]
    return [root["attributes"]["children"][0] for root in plain_roots]


@pytest.mark.parametrize("name", CHARTS)
def test_a_ghost_is_sent_as_the_chart_that_was_drawn(name: str) -> None:
    drawn = chart(name)
    ghost = Ghost.of(drawn.content)
    assert ghost.id == drawn.figure.id
    assert json.dumps(sent(ghost)[0]) == json.dumps(encode(drawn.figure)) == json.dumps(sent(drawn.figure)[0])


@pytest.mark.parametrize("name", CHARTS)
def test_the_ids_of_a_chart_are_those_that_are_sent(name: str) -> None:
    drawn = chart(name)
    found = {each["id"] for each in walk(drawn.content) if "id" in each}
    assert drawn.figure.id in found
    assert found == drawn.ids


def test_charts_share_no_model() -> None:
    ids = [chart(name).ids for name in CHARTS]
    assert len(frozenset().union(*ids)) == sum(map(len, ids))


def test_two_documents_may_hold_the_same_chart() -> None:
    content = chart("im_trend").content
    assert sent(Ghost.of(content)) == sent(Ghost.of(content)) == [content]


def test_a_ghost_is_referred_to_after_it_was_sent_once() -> None:
    ghost = Ghost.of(chart("im_trend").content)
    assert sent(ghost, ghost)[1] == {"id": ghost.id}


def test_what_is_sent_can_be_read_back_as_the_same_figure() -> None:
    drawn = chart("im_ranking")
    read = Deserializer().deserialize(json.loads(json.dumps(drawn.content)))
    bars = read.renderers[0].data_source.data
    assert {k: list(v) for k, v in bars.items()} == drawn.renderers[0].data_source.data


READY = [{"kind": "ModelChanged", "model": {"id": "p1"}, "attr": "end", "new": n} for n in range(5)]


class Socket:
    """A connection's socket, of a kind that Panel is told how to write to."""


class Connection:
    def __init__(self) -> None:
        self.protocol, self._socket = Protocol(), Socket()


class Session:
    """A session that one browser is subscribed to."""

    def __init__(self) -> None:
        self.session, self.id = self, "one"
        self._subscribed_connections = {Connection()}


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[Message[Any]]:
    """What Panel writes to sockets."""
    made: list[Message[Any]] = []

    def write(connection: Connection, events: Any = None, msg: Any = None) -> list[Any]:
        made.append(msg or connection.protocol.create("PATCH-DOC", events))
        return []

    monkeypatch.setitem(panel_document.extra_socket_handlers, Socket, write)
    return made


@pytest.fixture
def document(monkeypatch: pytest.MonkeyPatch) -> Document:
    """A session's document whose page has loaded, with a browser at the other end."""
    document, session = Document(), Session()
    monkeypatch.setattr(document, "_session_context", lambda: session)
    for known in (pn.state._loaded, pn.state._connected):
        monkeypatch.setitem(known, document, True)
    monkeypatch.setitem(pn.state._thread_id_, document, threading.get_ident())
    return document


def test_everything_that_is_pushed_goes_in_one_message(document: Document, messages: list[Message[Any]]) -> None:
    with patch_curdoc(document):
        push(document, READY)
    assert [json.loads(message.content_json)["events"] for message in messages] == [READY]
    assert messages[0].buffers == []


def test_what_else_changes_meanwhile_goes_in_the_same_message(document: Document, messages: list[Message[Any]]) -> None:
    slider = Slider(start=0, end=10, value=1)
    document.add_root(slider)
    with patch_curdoc(document), pn.io.hold(document, "collect"):
        slider.value = 5
        push(document, READY)
    assert len(messages) == 1
    own, *ready = json.loads(messages[0].content_json)["events"]
    assert (own["attr"], own["new"], ready) == ("value", 5, READY)


def test_a_push_before_the_page_has_loaded_is_lost() -> None:
    """Which is why a session shows everything again once it has loaded."""
    document, seen = Document(), []
    document.on_change(seen.append)
    push(document, READY)
    assert seen == []


def test_a_changed_column_names_itself_and_no_other() -> None:
    source = ColumnDataSource({"x": ["a", "b"], "y": [1.0, 2.0]})
    event = columns_changed(source, {"y": [3.0, float("nan")]})
    assert (event["model"], event["attr"], event["cols"]) == ({"id": source.id}, "data", ["y"])
    assert event["data"] == {"type": "map", "entries": [("y", [3.0, {"type": "number", "value": "nan"}])]}


def test_a_changed_attribute_is_what_bokeh_understands() -> None:
    document, slider = Document(), Slider(start=0, end=10, value=1)
    document.add_root(slider)
    document.apply_json_patch({"events": [changed(slider, "value", 7)]})
    assert slider.value == 7


def test_what_is_sent_needs_no_binary_buffer() -> None:
    drawn = chart("im_trend")
    assert not [each for each in walk(drawn.content) if each.get("type") == "bytes"]


class Routed:
    """A document with a slider of its own; events about the model `shared` go to `told`."""

    def __init__(self) -> None:
        self.document, self.slider = Document(), Slider(start=0, end=10, value=1)
        self.document.add_root(self.slider)
        self.told: list[tuple[str, Any]] = []
        route(self.document, lambda: frozenset({"shared"}), lambda model, event: self.told.append((model, event)))

    def own(self, value: int) -> dict[str, Any]:
        return {"kind": "ModelChanged", "model": {"id": self.slider.id}, "attr": "value", "new": value}

    def patch(self, *events: dict[str, Any]) -> None:
        self.document.apply_json_patch({"events": list(events)})


def test_events_about_shared_models_are_handed_over_and_bokeh_gets_the_rest() -> None:
    routed = Routed()
    foreign = {"kind": "ModelChanged", "model": {"id": "shared"}, "attr": "inner_width", "new": 300}
    routed.patch(foreign, routed.own(7), box("shared", 0, 1, 0, 1))
    assert routed.slider.value == 7
    assert [(model, event["kind"]) for model, event in routed.told] == [
        ("shared", "ModelChanged"),
        ("shared", "MessageSent"),
    ]


def test_a_patch_of_shared_models_alone_never_reaches_bokeh() -> None:
    routed = Routed()
    routed.patch(tap("shared", 1.0, 2.0))
    assert len(routed.told) == 1


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "ModelChanged", "model": {"id": "shared"}, "attr": "nothing_of_ours", "new": object()},
        {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": {"type": "event", "name": "x", "values": None}},
        {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": {"name": "document_ready"}},
        {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": None},
        {"kind": "ModelChanged", "model": "not a reference"},
        {"kind": "TitleChanged", "title": "of the document"},
        {},
    ],
)
def test_an_event_of_no_known_form_has_a_subject_or_none(event: dict[str, Any]) -> None:
    assert subject(event) in (None, "shared")
    assert isinstance(values_of(event), dict)


def test_a_box_is_read_as_the_browser_sends_it() -> None:
    event = box("p1", 0.5, {"type": "number", "value": "inf"}, -1, 2.5)  # type: ignore[arg-type]
    assert subject(event) == "p1"
    read = values_of(event)
    assert read["final"] is True
    assert read["geometry"] == {"type": "rect", "x0": 0.5, "x1": float("inf"), "y0": -1, "y1": 2.5}


def test_a_tap_is_read_as_the_browser_sends_it() -> None:
    read = values_of(tap("p1", 1.5, 2.5))
    assert (read["x"], read["y"]) == (1.5, 2.5)


def test_ordinary_values_stay_as_they_are() -> None:
    assert plain([1, "a", None]) == [1, "a", None]
    assert plain({"id": "p1"}) == {"id": "p1"}
