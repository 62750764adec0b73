"""Bokeh's own serializer writes what the workspace is told in the same way: an upgrade that differs fails here."""

from __future__ import annotations

import json
from typing import Any

from bokeh.core.serialization import Serializer
from bokeh.document import Document
from bokeh.document.events import MessageSentEvent
from bokeh.models import Div
from panel.models.esm import ESMEvent

from apps.workspace.tell import joined, rows_text, telling


def bokeh(about: dict[str, Any]) -> tuple[str, Any]:
    """The same told by Bokeh, and the model that it is told to."""
    document, model = Document(), Div()
    document.add_root(model)
    told = MessageSentEvent(document, "bokeh_event", ESMEvent(model, data=about))
    return model.id, json.loads(json.dumps(Serializer(references={model}, deferred=False).encode(told)))


def test_a_message_is_what_bokeh_would_send() -> None:
    rows = [[1, 2.5, "김 <img src=x>", None, True], [-1, 0.1, '"\\\n\u2028', None, False]]
    about = {"run": "x", "columns": [{"name": "a", "type": "map"}], "more": True, "total": None, "plan": {"id": "p1"}}
    model, expected = bokeh({"tell": "rows", **about, "rows": rows})
    assert json.loads(telling(model, "rows", about, {"rows": rows_text(rows)})) == {"events": [expected]}


def test_what_json_has_no_number_for_is_a_text() -> None:
    assert rows_text([[float("nan"), float("inf"), -float("inf"), 1.0]]) == '[["nan","inf","-inf",1.0]]'


def test_rows_that_came_in_parts_are_one_text() -> None:
    parts: list[list[list[Any]]] = [[[1, "가"], [None, "],["]], [], [[3, "c"]]]
    assert joined(map(rows_text, parts)) == rows_text([row for part in parts for row in part])
    assert joined([]) == "[]"
