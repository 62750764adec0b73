"""What `tidemark deck` does."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

import pandas as pd

from apps import setup
from apps.board import Board
from apps.page import FOLDER, read
from apps.pinned import shipped as queries
from apps.present import shipped, text
from apps.present.deck import Deck
from apps.present.telling import Telling, telling
from apps.rows import written
from auth.words import unknown
from components.language import say
from data.store import Store
from panel_config import Settings
from queries.engine import Engine
from queries.library.decks import Decks
from queries.library.sound import LibraryError

ACTOR = "local"
COLUMNS = ("id", "title", "owner", "slides", "version", "shared with")


def deck(given: Namespace, settings: Settings) -> int:
    """Print the decks, or what one of them says."""
    store = Store(settings.home, settings.store)
    store.upgrade()
    try:
        if given.what == "list":
            return _listed(Decks(store))
        if given.what == "export":
            from apps.pack.command import export

            deck = found(Decks(store), given.deck)
            engine = setup.engine(settings)
            return export(given, deck, boards(deck, engine), setup.audit(settings))
        return _shown(given, settings, Decks(store))
    finally:
        store.close()


def _listed(decks: Decks) -> int:
    lines = [*decks.list(ACTOR, every=True), *shipped.lines()]
    rows = [
        (
            line.id,
            text.of(text.read("title", line.title), "en"),
            line.owner,
            line.slides,
            line.version,
            ", ".join(line.roles),
        )
        for line in lines
    ]
    print(written(pd.DataFrame(rows, columns=list(COLUMNS), dtype=object), "table"))
    return 0


def found(decks: Decks, id: str) -> Deck:
    """The deck of that id, shipped or kept; raise LibraryError with the nearest."""
    if id in shipped.decks():
        return shipped.decks()[id]
    known = [line.id for line in decks.list(ACTOR, every=True)]
    if id not in known:
        raise LibraryError(unknown("deck", id, [*known, *shipped.decks()]))
    return Deck.read(decks.take(id).plain)


def boards(deck: Deck, engine: Engine) -> dict[str, Board]:
    """The pages that slides of a deck show, as far as there are such pages."""
    paths = {slide.state.page: FOLDER / f"{slide.state.page}.yaml" for slide in deck.slides}
    known = {path.stem for path in FOLDER.glob("*.yaml")}
    return {page: Board(read(path, engine, queries()), engine) for page, path in paths.items() if page in known}


def _shown(given: Namespace, settings: Settings, decks: Decks) -> int:
    deck = found(decks, given.deck)
    engine = setup.engine(settings)
    pages = boards(deck, engine)
    print(text.of(deck.title, given.language))
    for number, slide in enumerate(deck.slides, 1):
        told = telling(pages.get(slide.state.page), deck, slide, given.language, ACTOR, record=True)
        print("\n".join(_lines(number, told, given)))
    return 0


def _lines(number: int, told: Telling, given: Namespace) -> Iterator[str]:
    """A slide as text: what is missing of it stands last."""
    yield f"\n{number}. {told.title or say(given.language, 'without a title')}"
    yield from (line for line in (*told.narrative.splitlines(), told.narrative_note, told.badge) if line)
    if given.codes:
        yield from (f"{chart.code}  {chart.title}" for chart in told.charts if chart.code)
        yield from (f"{code}  {say(given.language, 'narrative')}" for code in told.codes)
    yield from (f"! {problem}" for problem in told.problems)
