"""What the workspace's address answers: its HTML with a token."""

from __future__ import annotations

from apps.serving.gated import Gated
from apps.serving.hall import Hall
from apps.serving.pages import Spec
from apps.workspace.export import Export
from apps.workspace.room import Room
from apps.workspace.seat import BenchSeat, wanted
from apps.workspace.upload import Upload
from apps.workspace.visit import PAGE


class Html(Gated):
    """The page. Nothing runs for it: the session begins with the websocket."""

    def initialize(self, hall: Hall, room: Room) -> None:
        """Both are the worker's."""
        self.hall, self.room = hall, room
        self.set_header("Cache-Control", "no-store")

    def wanted(self) -> tuple[str, str]:
        """To write SQL."""
        return wanted(self.hall, self.actor.entitlement)

    def get(self) -> None:
        """Send the page with a fresh token."""
        token = self.ticket(self.hall.session()).token(self.hall.secret)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.room.shell.page(token, self.nonce))
        self.hall.row.add("pages_total")

    head = get


def addresses(hall: Hall, room: Room) -> list[Spec]:
    """The url specs of the workspace."""
    known: dict[str, object] = {"hall": hall, "room": room}
    kinds: dict[str, type[Gated]] = {"/ws": BenchSeat, "/?": Html, "/upload": Upload, "/export": Export}
    return [(f"/{PAGE}{path}", kind, known) for path, kind in kinds.items()]
