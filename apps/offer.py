"""The pages that one entitlement has figures for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from apps.board import Board
from apps.boards import drawn
from apps.page import Page
from apps.pinned import pinned
from apps.scene import Stage
from apps.shell import Shell
from auth.actor import Actor
from data.entitlement import EVERYTHING
from queries.engine import Engine
from queries.library.pins import Pin


class Offer:
    """Every page over the figures of one entitlement.

    `titles` are those of the pages that it has figures for: the others are not there for its readers, until a newer
    version has some. Whoever sees everything has all pages; one without figures says what it lacks.
    """

    def __init__(self, pages: Mapping[str, Page], shells: Mapping[str, Shell], engine: Engine) -> None:
        self.engine = engine
        self.titles: dict[str, str] = {}
        self.stages = {
            name: Stage(Board(page, engine), replace(shells[name], titles=self.titles)) for name, page in pages.items()
        }
        self.choose()

    @property
    def shown(self) -> list[Stage]:
        """The pages that have figures."""
        return [self.stages[name] for name in self.titles]

    def choose(self) -> None:
        """Offer what the current version has figures for."""
        version = self.engine.opened().version.number
        chosen = {name: stage.board.page.title for name, stage in self.stages.items() if self.has(stage, version)}
        self.titles.clear()
        self.titles.update(chosen)

    def has(self, stage: Stage, version: int) -> bool:
        """Whether a page has figures, or says what it lacks."""
        return self.engine.entitlement == EVERYTHING or bool(stage.board.datasets(version))

    def stage(self, page: str, actor: Actor) -> Stage | None:
        """The page as a reader sees it, "" for the first that they may open; None if it is not there for them."""
        first = next((name for name in self.titles if actor.may("open", name)), next(iter(self.titles), ""))
        name = page or first
        return self.stages[name] if name in self.titles else None

    def repin(self, name: str, pins: Sequence[Pin]) -> None:
        """Let a page open with `pins` from now on. It is drawn first; whoever sees it goes on as before."""
        former = self.stages[name].board
        page = pinned(former.page, pins, self.engine)
        fresh = Stage(Board(page, self.engine), replace(drawn(page), titles=self.titles))
        fresh.board.go_on(former)
        if name in self.titles:
            fresh.renew()
        self.stages[name] = fresh

    def follow(self, version: int) -> list[Stage]:
        """Offer what `version` has figures for, the current one; the pages that are to be drawn anew for it."""
        behind = [stage for stage in self.stages.values() if stage.opening.version != version]
        if behind:
            self.choose()
        return [stage for stage in behind if stage in self.shown]
