"""What the studio's address answers: its HTML with a token."""

from __future__ import annotations

from apps.serving.hall import Hall
from apps.serving.html import Html
from apps.serving.pages import Spec
from apps.shell import Shell
from apps.studio.room import Studios
from apps.studio.seat import StudioSeat, wanted
from apps.studio.visit import PAGE


class StudioHtml(Html):
    """The page of the studio."""

    def initialize(self, hall: Hall, studios: Studios) -> None:
        """Both are the worker's."""
        self.hall, self.studios = hall, studios
        self.set_header("Cache-Control", "no-store")

    def wanted(self) -> tuple[str, str]:
        """Nothing but figures here."""
        return wanted(self.hall, self.actor.entitlement)

    @property
    def shell(self) -> Shell:
        """One for all."""
        return self.studios.shell


def addresses(hall: Hall, studios: Studios) -> list[Spec]:
    """The url specs of the studio."""
    known: dict[str, object] = {"hall": hall, "studios": studios}
    return [(f"/{PAGE}/ws", StudioSeat, known), (f"/{PAGE}/?", StudioHtml, known)]
