"""What the address of a page answers: its HTML with a fresh token. Nothing runs for it before the websocket comes."""

from __future__ import annotations

from typing import Any

from apps.serving.gated import Gated
from apps.serving.hall import Hall
from apps.shell import Shell


class Html(Gated):
    """The page that its `shell` is of."""

    hall: Hall

    @property
    def shell(self) -> Shell:
        """What is drawn of the page before anybody asks."""
        raise TypeError("a page has a shell")

    def html(self) -> str:
        """The page with a token."""
        token = self.ticket(self.hall.session()).token(self.hall.secret, self.gate.lasts)
        return self.shell.page(token, self.nonce, self.language)

    def get(self) -> Any:
        """Send the page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.html())
        self.hall.row.add("pages_total")

    def head(self) -> Any:
        """The same without the page."""
        return self.get()
