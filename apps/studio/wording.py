"""What the words of a slide say: its narrative with figures, the figures that there are, and what stands in a state."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from apps.board import Board
from apps.present.deck import Deck, Slide
from apps.present.narrative import told
from apps.present.placing import placed
from apps.rights import demand
from apps.studio.figures import figures
from apps.studio.labels import Labels
from apps.studio.visit import Visit
from apps.workspace.hearing import Heard
from apps.workspace.message import Message, MessageError, word
from components.language import LANGUAGES
from queries.query import unknown


class Wording:
    """The words of one window's slides."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.labels = visit, Labels(visit)
        self.hears: Mapping[str, Heard] = {"narrate": self.narrate, "figures": self.figures, "label": self.label}

    async def narrate(self, message: Message) -> None:
        """Tell a narrative as readers will see it, and what is wrong with it."""
        deck, slide, language = frozen(message), slide_of(message.get("slide")), word(message, "spoken")
        if language not in LANGUAGES:
            raise MessageError(unknown("language", language, LANGUAGES))
        board = self.board(slide)

        def found() -> tuple[str, list[str]]:
            where = placed(board, deck, slide, language)
            if where.problem:
                return "", [where.problem]
            said = told(board, slide, where.state, language)
            return said.text, [*said.problems, *filter(None, [said.note])]

        text, problems = await self.visit.studios.hall.off(found, waiting=True)
        self.visit.tell("told", slide=slide.id, text=text, problems=problems)

    def board(self, slide: Slide) -> Board:
        """The page of a slide; raise MessageError if it is not there, Denied if it is not for the reader."""
        offer, page = self.visit.offer, slide.state.page
        if page not in offer.titles:
            raise MessageError(unknown("page", page, offer.titles))
        demand(self.visit.actor, "open", page)
        return offer.stages[page].board

    async def figures(self, message: Message) -> None:
        """Tell the figures that a narrative may name in the state of a slide."""
        deck, slide = frozen(message), slide_of(message.get("slide"))
        board, language = self.board(slide), self.visit.language

        def found() -> list[dict[str, Any]]:
            return figures(board, slide.focus, placed(board, deck, slide, language).state, language)

        self.visit.tell("figures", figures=await self.visit.studios.hall.off(found, waiting=True))

    async def label(self, message: Message) -> None:
        """Tell what the filmstrip says of a slide."""
        deck, slide = frozen(message), slide_of(message.get("slide"))
        self.visit.tell("labels", labels=await self.visit.off(partial(self.labels.of, deck, [slide])))


def frozen(message: Message) -> Deck:
    """A deck that is frozen as a message says; raise MessageError."""
    try:
        return Deck.read({"frozen": message.get("frozen")})
    except ValueError as error:
        raise MessageError(str(error)) from None


def slide_of(said: Any) -> Slide:
    """A slide that the browser tells; raise MessageError."""
    try:
        return Slide.read(said)
    except ValueError as error:
        raise MessageError(str(error)) from None
