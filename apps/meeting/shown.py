"""What the pages of a meeting show that follow, as cells, and what one step of it tells another worker."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from apps.meeting.meeting import At
from apps.scene import Scene
from apps.state import State
from components.cells import Cell, Cells, difference

Key = tuple[str, str, str]
"""The page, the part of the data, and the language."""


@dataclass(frozen=True)
class Shown:
    """All cells that the host's page shows at a step, and how it came there: `moved` since the step `base`, if known.

    `drawn` names the drawings that the cells are of. `codes` are the receipts of the charts, `all` those of the words
    too; there are none as long as a gesture goes on, which `final` ends.
    """

    at: At
    state: str
    cells: Cells = field(repr=False)
    drawn: str
    codes: Mapping[str, str]
    all: tuple[str, ...]
    final: bool
    base: At | None = None
    moved: Cells = field(default_factory=Cells, repr=False)

    @cached_property
    def now(self) -> State:
        """The state that it is of."""
        return State.read(self.state)

    def told(self, key: Key, before: Shown) -> tuple[dict[str, Any], bytes]:
        """What other workers need to come here from the base."""
        about: dict[str, Any] = {
            "key": key,
            "base": self.base,
            "from": before.drawn,
            "drawn": self.drawn,
            "state": self.state,
        }
        about |= {"codes": dict(self.codes), "all": self.all, "final": self.final}
        about["gone"] = list({cell.model for cell in before.cells} - {cell.model for cell in self.cells})
        cells = [[*cell, value] for cell, value in self.moved.items()]
        return about, json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode()

    def followed(self, at: At, told: Mapping[str, Any], body: bytes) -> Shown | None:
        """One step further, as another worker has told it; None if it did not begin here."""
        if self.at != tuple(told["base"]) or self.drawn != told["from"]:
            return None
        moved = {Cell(model, attribute, column): value for model, attribute, column, value in json.loads(body)}
        gone = set(told["gone"])
        cells = {cell: value for cell, value in self.cells.items() if cell.model not in gone} if gone else self.cells
        codes = told["codes"], tuple(told["all"]), told["final"]
        return Shown(at, told["state"], cells | moved, told["drawn"], *codes, base=self.at, moved=moved)


def made(at: At, scene: Scene, codes: Iterable[str], final: bool, before: Shown | None) -> Shown:
    """What pages show of a scene, and how they come there from `before`."""
    every = tuple(codes)
    own = {view: code for (view, _), code in zip(scene.receipts, every, strict=False) if view in scene.drawings}
    cells, drawn = scene.cells, signature(scene)
    moved = difference(before.cells, cells) if before else Cells()
    base = before.at if before else None
    return Shown(at, scene.state.text(), cells, drawn, own, every, final, base, moved)


def signature(scene: Scene) -> str:
    """The drawings of a scene. Their ids say what they are of, so that all workers name the same ones alike."""
    return sha256(" ".join(drawn.figure.id for drawn in scene.drawings.values()).encode()).hexdigest()[:16]
