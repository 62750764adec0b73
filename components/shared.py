"""Charts drawn once a process and shared by all sessions.

Everything that leans on how Bokeh sends documents stands in this file: a ghost that serialises as a chart drawn
elsewhere, ready-made patch events, and the routing of browser events about shared models. tests/components/
test_shared.py is its contract: it fails when an upgrade changes what is relied on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import panel as pn
from bokeh.core.serialization import Serializer
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent
from bokeh.model import Model
from bokeh.models import Spacer

Event = dict[str, Any]
Route = Callable[[str, Event], None]


def encode(value: Any) -> Any:
    """`value` as Bokeh's protocol writes it in JSON, without binary buffers."""
    return Serializer(deferred=False).encode(value)


class Ghost(Spacer):
    """Stands for a shared chart in one session's document: it has the chart's id and is sent as the chart itself."""

    __view_model__ = "Spacer"

    @classmethod
    def of(cls, content: dict[str, Any]) -> Ghost:
        """A ghost of the model that `content` is the serialised form of."""
        ghost: Ghost = Model.__new__(cls, id=content["id"])
        ghost.__init__()  # type: ignore[misc]
        object.__setattr__(ghost, "_content", content)
        return ghost

    def to_serializable(self, serializer: Serializer) -> Any:
        """The chart that this stands for."""
        serializer.add_ref(self, self.ref)
        return object.__getattribute__(self, "_content")


class Ready(DocumentPatchedEvent):
    """A patch event that is already serialised."""

    kind = "Ready"

    def __init__(self, document: Document, content: Event) -> None:
        super().__init__(document)
        self.content = content

    def to_serializable(self, serializer: Serializer) -> Event:
        """The event as it stands."""
        return self.content


def push(document: Document, events: Iterable[Event]) -> None:
    """Send ready-made events to one session, in one message."""
    with pn.io.hold(document, "collect"):
        for event in events:
            document.callbacks.trigger_on_change(Ready(document, event))


def changed(model: Model, attribute: str, value: Any) -> Event:
    """The event that sets one attribute of a shared model."""
    return {"kind": "ModelChanged", "model": {"id": model.id}, "attr": attribute, "new": encode(value)}


def columns_changed(source: Model, columns: dict[str, list[Any]]) -> Event:
    """The event that replaces some columns of a shared ColumnDataSource; the others stay."""
    return {
        "kind": "ColumnDataChanged",
        "model": {"id": source.id},
        "attr": "data",
        "data": encode(columns),
        "cols": list(columns),
    }


def route(document: Document, ids: Callable[[], frozenset[str]], told: Route) -> None:
    """Hand browser events about shared models to `told(id, event)`; Bokeh, which does not know them, gets the rest."""
    apply = document.apply_json_patch

    def apply_own(patch: Any, *, setter: Any = None) -> None:
        content = getattr(patch, "content", patch)
        shared = ids()
        own = []
        for event in content["events"]:
            model = subject(event)
            if model in shared:
                told(str(model), event)
            else:
                own.append(event)
        if own:
            content["events"] = own
            apply(patch, setter=setter)

    document.apply_json_patch = apply_own


def subject(event: Event) -> str | None:
    """The id of the model that a browser event is about."""
    model = event.get("model") or values_of(event).get("model")
    return model.get("id") if isinstance(model, dict) else None


def values_of(event: Event) -> dict[str, Any]:
    """What a user-interface event carries: for a box, `geometry`; for a tap, `x` and `y`; empty for other events."""
    told = event.get("msg_data")
    values = told.get("values") if isinstance(told, dict) else None
    return plain(values) if isinstance(values, dict) else {}


def plain(value: Any) -> Any:
    """A value of Bokeh's protocol as ordinary JSON."""
    if isinstance(value, dict) and value.get("type") == "map":
        return {key: plain(item) for key, item in value.get("entries", [])}
    if isinstance(value, dict) and value.get("type") == "number":
        return float(value["value"])
    return value
