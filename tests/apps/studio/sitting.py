"""Somebody at the studio without a socket: every message is taken, and what is told is kept."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from apps.offer import Offer
from apps.serving.hall import Hall
from apps.serving.ledger import Ledger
from apps.serving.place import Place
from apps.shell import Shell
from apps.studio.room import Studios
from apps.studio.sitting import Sitting
from apps.studio.visit import Visit
from data.catalog import Catalog
from data.entitlement import EVERYTHING
from data.store import Store
from queries.engine import Engine
from queries.trail.audit import Audit
from tests.charts import page, somebody

NOTHING = Shell("", "{}", {}, {}, {})
Plain = dict[str, Any]


def studios(home: Path, folder: Path) -> Studios:
    """A worker's studios over the catalog of `home`; what is kept lies in `folder`."""
    store, audit = Store(folder), Audit(folder)
    store.upgrade()
    offers = {EVERYTHING: Offer({"benchmark": page()}, {"benchmark": NOTHING}, Engine(Catalog(home), audit.record))}
    hall = Hall(Place(0, (), Ledger(1), folder), offers, b"key")
    return Studios(NOTHING, hall, audit, store)


class Window:
    """One window of somebody, a host unless it is said otherwise."""

    def __init__(self, here: Studios, name: str = "kim", role: str = "host", language: str = "en") -> None:
        self.here, self.told = here, list[Plain]()
        self.sitting = Sitting(Visit(here, somebody(name, role), self.tell, language))
        self.opening: Plain = json.loads(self.sitting.open())

    def tell(self, tell: str, /, **about: Any) -> None:
        """What the browser would get."""
        self.told.append(json.loads(json.dumps({"tell": tell, **about})))

    def say(self, do: str, **about: Any) -> list[Plain]:
        """What the browser says; all that is told then."""
        self.told.clear()
        asyncio.run(self.sitting.take({"do": do, **about}))
        return list(self.told)

    def one(self, do: str, **about: Any) -> Plain:
        """The same where one thing is told."""
        (told,) = self.say(do, **about)
        return told

    def state(self, *clauses: Plain) -> Plain:
        """A state of the page."""
        return {**self.opening["pages"][0]["state"], "clauses": list(clauses)}

    def slide(self, id: str, **about: Any) -> Plain:
        """A slide of the page as it opens."""
        words = {"title": id, "points": "", "notes": "", "narrative": ""}
        return {"id": id, **words, "state": self.state(), "focus": "", **about}

    def save(self, deck: str, expected: int, *slides: Plain, order: list[str] | None = None, **parts: Any) -> Plain:
        """Save changed slides, in this order of all if there is one."""
        ids = order if order is not None else [each["id"] for each in slides]
        return self.one("save", deck=deck, expected=expected, parts=parts, order=ids, slides=list(slides))

    def made(self, *slides: Plain, **parts: Any) -> str:
        """A deck of these slides; its id."""
        id = str(self.one("new")["about"]["id"])
        assert self.save(id, 1, *slides, **parts)["tell"] == "saved"
        return id

    def deck(self, id: str) -> Plain:
        """A deck as this window gets it."""
        return dict(self.one("open", deck=id)["deck"])
