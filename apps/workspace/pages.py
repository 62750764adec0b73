"""What the workspace's address answers: its HTML with a token."""

from __future__ import annotations

from apps.serving.gated import Gated
from apps.serving.hall import Hall
from apps.serving.html import Html
from apps.serving.pages import Spec
from apps.shell import Shell
from apps.workspace.export import Export
from apps.workspace.room import Room
from apps.workspace.seat import BenchSeat, wanted
from apps.workspace.upload import Upload
from apps.workspace.visit import PAGE


class BenchHtml(Html):
    """The page of the workspace."""

    def initialize(self, hall: Hall, room: Room) -> None:
        """Both are the worker's."""
        self.hall, self.room = hall, room
        self.set_header("Cache-Control", "no-store")

    def wanted(self) -> tuple[str, str]:
        """To write SQL."""
        return wanted(self.hall, self.actor.entitlement)

    @property
    def shell(self) -> Shell:
        """One for all."""
        return self.room.shell


def addresses(hall: Hall, room: Room) -> list[Spec]:
    """The url specs of the workspace."""
    known: dict[str, object] = {"hall": hall, "room": room}
    kinds: dict[str, type[Gated]] = {"/ws": BenchSeat, "/?": BenchHtml, "/upload": Upload, "/export": Export}
    return [(f"/{PAGE}{path}", kind, known) for path, kind in kinds.items()]
