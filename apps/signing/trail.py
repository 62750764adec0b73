"""`/audit`: what was shown, taken, refused and changed, newest first."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from apps.signing.desk import Plain
from apps.signing.paper import field, form, paragraph, submit
from apps.signing.sayings import moment, saying
from auth.actor import Actor
from components.language import say
from components.markup import Markup, element, joined
from components.retold import retold
from data.entitlement import EVERYTHING
from queries.trail.look import SearchError, Wanted

PAGE = 100
"""Records on a page."""
DEEPEST = 1000
"""Pages that one may turn."""
FIELDS = {"words": "Words", "actor": "Who", "kind": "What happened", "since": "Since (UTC)", "until": "Until (UTC)"}
HINTS = {"since": "2026-11-22", "until": "2026-11-22T14:30"}
HEADS = ("When (UTC)", "What", "Who", "About")
LONGEST = 200
"""Characters of a field."""
Record = dict[str, Any]


class Trail(Plain):
    """The audit, for who may read it."""

    here = "/audit"

    def wanted(self) -> tuple[str, str]:
        """To read the audit."""
        return "audit", ""

    async def get(self) -> None:
        """Search it."""
        await self.sound(self.searched())

    async def searched(self) -> None:
        """Write down that somebody looks, then look."""
        asked = {name: self.get_query_argument(name, "")[:LONGEST] for name in FIELDS}
        number = self.get_query_argument("page", "1")
        page = min(max(int(number), 1), DEEPEST) if number.isdecimal() and len(number) < 9 else 1
        try:
            wanted = Wanted(tuple(asked["words"].split()), *(asked[name] for name in list(FIELDS)[1:]))
        except SearchError as error:
            self.show(asked, [], page, str(error), 400)
            return
        given = {name: text for name, text in asked.items() if text}
        self.show(asked, await self.off(lambda: self.found(wanted, page, given)), page)

    def found(self, wanted: Wanted, page: int, given: dict[str, str]) -> list[Record]:
        """The records of a page, and one more if there is another page. That somebody looks is written down first."""
        looked = self.audit.event("audit read", self.actor.name, address=self.address, page=page, asked=given)
        found = (record for record in self.audit.search(wanted) if record.get("code") != looked)
        own = (record for record in found if crosses(self.actor, record))
        return list(islice(own, (page - 1) * PAGE, page * PAGE + 1))

    def show(
        self, asked: dict[str, str], records: list[Record], page: int, trouble: str = "", status: int = 200
    ) -> None:
        """The form, and what was found."""
        labels = {name: self.say(label) for name, label in FIELDS.items()}
        fields = (field(label, name, asked[name], placeholder=HINTS.get(name, "")) for name, label in labels.items())
        wrong = paragraph(retold(self.language, trouble), kind="trouble") if trouble else ""
        told = wrong or lines(records[:PAGE], self.language)
        turn = turns(asked, page, len(records) > PAGE, self.language)
        sought = form("/audit", *fields, submit(self.say("Search")), method="get", kind="search")
        self.answer(self.say("Audit"), sought, told, turn, status=status, wide=True)


def crosses(actor: Actor, record: Record) -> bool:
    """Whether a record may be shown: who sees a part of the data reads of that part, and of their own deeds."""
    own = record.get("entitlement") == actor.entitlement or record.get("actor") == actor.name
    return actor.entitlement == EVERYTHING or own


def lines(records: list[Record], language: str) -> Markup:
    """Records, each a line that opens."""
    if not records:
        return paragraph(say(language, "Nothing of the kind stands in the audit."), kind="quiet")
    head = element("tr", *(element("th", say(language, each)) for each in HEADS))
    return element(
        "table", element("thead", head), element("tbody", *(line(each, language) for each in records)), class_="lines"
    )


def line(record: Record, language: str) -> Markup:
    """A record: what it says, and all of it."""
    kind = str(record.get("kind", ""))
    colour = "denied" if kind in ("denied", "sign-in refused", "unreadable") else ""
    whole = element("pre", json.dumps(record, ensure_ascii=False, indent=1))
    about = element("details", element("summary", saying(record, language) or str(record.get("code", "–"))), whole)
    return element(
        "tr",
        element("td", moment(record), class_="when"),
        element("td", say(language, kind), class_=f"kind {colour}"),
        element("td", str(record.get("actor", ""))),
        element("td", about),
    )


def turns(asked: dict[str, str], page: int, more: bool, language: str) -> Markup:
    """The ways to newer and to older records."""
    places = [
        (say(language, "Newer"), page - 1, page > 1),
        (say(language, "Older"), page + 1, more and page < DEEPEST),
    ]
    known = {name: text for name, text in asked.items() if text}
    made = [
        element("a", label, href=f"/audit?{urlencode(known | {'page': to})}") for label, to, there in places if there
    ]
    return element("p", *made, class_="pages") if made else joined()
