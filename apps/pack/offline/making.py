"""The file of a deck, made by a process of its own: here the words are told, there the charts are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from apps.board import Board
from apps.pack.offline.content import Shown
from apps.pack.offline.order import Leaf, Order
from apps.pack.packing import Packed, Packing
from apps.present import text
from apps.present.deck import Slide
from apps.present.telling import Telling, telling
from apps.scene import Stage
from components.language import LANGUAGES
from data.entitlement import EVERYTHING
from queries.answer import EXPORTED

if TYPE_CHECKING:
    from apps.pack.making import Making

MODULE = "apps.pack.offline.__main__"


@dataclass
class Offline:
    """One file. `entitlement` and the versions are those of the pages that its slides show."""

    making: Making
    entitlement: str = EVERYTHING
    versions: set[int] = field(default_factory=set)

    async def made(self) -> Packed:
        """The file. Raise PackError, and what the engine raises."""
        leaves = [await self.making.off(partial(self.leaf, slide)) for slide in self.making.wish.deck.slides]
        packing = await Packing.begin(self.order(), self.making.told, MODULE)
        try:
            for leaf in leaves:
                self.making.told(-1)
                await packing.add(leaf)
            packed = await packing.end()
            self.making.codes += packing.codes
            return packed
        finally:
            await packing.close()

    @property
    def languages(self) -> Sequence[str]:
        """The language that was asked for, then those that the deck is in too."""
        wished = self.making.wish
        known = dict.fromkeys([wished.language, *wished.deck.languages])
        return [language for language in known if language in LANGUAGES]

    def order(self) -> Order:
        """What the process is asked for."""
        wish, audit = self.making.wish, self.making.audit
        return Order(
            {language: text.of(wish.deck.title, language) for language in self.languages},
            self.languages,
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            ", ".join(map(str, sorted(self.versions))) or "–",
            str(audit.home),
            self.entitlement,
            self.making.actor,
            str(self.making.work),
            audit.config_hash,
            str(audit.anchor or ""),
        )

    def leaf(self, slide: Slide) -> Leaf:
        """A slide in all languages; its narrative is written down as exported, its charts once they are asked."""
        shown = self.making.shown(slide.state.page)
        board = shown.board if isinstance(shown, Stage) else shown
        told = {language: self.told(board, slide, language) for language in self.languages}
        first = told[self.languages[0]]
        self.making.codes += first.codes
        if board is None or not first.page_title:
            return Leaf(Shown(slide.id, None, "", {each: self.words(own) for each, own in told.items()}))
        self.entitlement = board.engine.entitlement
        self.versions.add(first.state.version)
        words = {language: self.words(own, first.codes) for language, own in told.items()}
        return Leaf(Shown(slide.id, first.state, slide.focus, words))

    def told(self, board: Board | None, slide: Slide, language: str) -> Telling:
        """A slide in one language."""
        record = language == self.languages[0]
        return telling(board, self.making.wish.deck, slide, language, self.making.actor, record, EXPORTED)

    def words(self, told: Telling, codes: Sequence[str] = ()) -> dict[str, str]:
        """What the file says of a slide."""
        narrative = "\n".join(filter(None, [told.narrative, told.narrative_note, *told.problems]))
        said = {"title": told.title, "points": told.points, "narrative": narrative, "page": told.page_title}
        notes = told.notes if self.making.wish.notes else ""
        return {**said, "badge": told.badge, "notes": notes, "codes": ", ".join(codes)}
