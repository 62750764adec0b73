"""What a Bokeh document would send: the messages that its changes make, built and never sent."""

from __future__ import annotations

import panel as pn
from bokeh.document import Document
from bokeh.protocol import Protocol


class Outbox:
    """A document that shows `content`, and the changes since the last message."""

    def __init__(self, content: pn.viewable.Viewable) -> None:
        self.document, self.protocol = Document(), Protocol()
        self.document.add_root(content.get_root(self.document))
        self.events: list[object] = []
        self.document.on_change(self.events.append)

    def message(self) -> int:
        """Build one PATCH-DOC of all changes, and give its bytes, buffers included; 0 if there was no change."""
        if not self.events:
            return 0
        made = self.protocol.create("PATCH-DOC", self.events)
        self.events.clear()
        return len(made.content_json) + sum(len(buffer.to_bytes()) for buffer in made.buffers)
