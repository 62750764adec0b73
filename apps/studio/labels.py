"""What the filmstrip says of slides beside their titles, and what slides can be made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from apps.present.deck import Deck, Slide
from apps.present.placing import placed
from apps.studio.visit import Visit
from apps.words import said


class Labels:
    """Names of pages, charts and clauses for one reader."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    def pages(self) -> list[dict[str, Any]]:
        """The pages that the reader may open: name, title, views, and the state in which each opens."""
        visit = self.visit
        known = [name for name in visit.offer.titles if visit.actor.may("open", name)]
        return [self._page(name) for name in known]

    def versions(self) -> list[dict[str, Any]]:
        """The data versions, the newest first."""
        catalog = self.visit.offer.engine.catalog
        known = [catalog.version(number) for number in reversed(catalog.numbers())]
        return [{"number": each.number, "when": each.created} for each in known]

    def of(self, deck: Deck, slides: Iterable[Slide]) -> dict[str, Any]:
        """What is said of slides of a deck, by id."""
        return {slide.id: self.label(deck, slide) for slide in slides}

    def label(self, deck: Deck, slide: Slide) -> dict[str, Any]:
        """The page, what is brushed, and what of it is not there any more."""
        offer, state, language = self.visit.offer, slide.state, self.visit.language
        chips = [said(clause, language) for clause in state.selection.clauses]
        here = state.page in offer.titles and self.visit.actor.may("open", state.page)
        board = offer.stages[state.page].board if here else None
        page = self.visit.say(offer.titles.get(state.page, state.page))
        return {"page": page, "chips": chips, "problem": placed(board, deck, slide, language).problem}

    def _page(self, name: str) -> dict[str, Any]:
        stage, say = self.visit.offer.stages[name], self.visit.say
        page = stage.board.page
        views: Mapping[str, Any] = page.views
        charts = [{"name": view, "title": say(each.title)} for view, each in views.items()]
        state = json.loads(stage.opening.text())
        return {"name": name, "title": say(self.visit.offer.titles[name]), "views": charts, "state": state}
