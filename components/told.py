"""What a browser tells, in the form of Bokeh's protocol: which model it is about, and what it says."""

from __future__ import annotations

from typing import Any

from components.cells import Event
from components.view import Gesture


def subject(event: Event) -> str | None:
    """The id of the model that a browser event is about."""
    model = event.get("model") or values_of(event).get("model")
    found = model.get("id") if isinstance(model, dict) else None
    return found if isinstance(found, str) else None


def values_of(event: Event) -> dict[str, Any]:
    """What a user-interface event carries: for a box, `geometry`; for a tap, `x` and `y`; empty for other events."""
    told = event.get("msg_data")
    values = told.get("values") if isinstance(told, dict) else None
    try:
        read = plain(values)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def plain(value: Any) -> Any:
    """A value of Bokeh's protocol as ordinary JSON; an error of almost any kind if it is not one."""
    if isinstance(value, dict) and value.get("type") == "map":
        return {key: plain(item) for key, item in value.get("entries", [])}
    if isinstance(value, dict) and value.get("type") == "number":
        return float(value["value"])
    return [plain(each) for each in value] if isinstance(value, list) else value


def name_of(event: Event) -> str:
    """What kind of user-interface event it is, such as tap; empty for a changed attribute."""
    told = event.get("msg_data")
    return str(told.get("name", "")) if isinstance(told, dict) else ""


def gesture(event: Event) -> Gesture | None:
    """A box, while it is dragged too, or a tap; None for any other browser event."""
    name, values = name_of(event), values_of(event)
    try:
        if name == "selectiongeometry" and values["geometry"]["type"] == "rect":
            x0, x1, y0, y1 = (float(values["geometry"][end]) for end in ("x0", "x1", "y0", "y1"))
            return Gesture.between("box", x0, x1, y0, y1, bool(values["final"]))
        if name == "tap":
            x, y = float(values["x"]), float(values["y"])
            return Gesture.between("tap", x, x, y, y)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return None


def message_of(event: Event) -> dict[str, Any] | None:
    """What one of our own components says, or None for any other browser event."""
    said = values_of(event).get("data") if name_of(event) == "data_event" else None
    return said if isinstance(said, dict) else None
