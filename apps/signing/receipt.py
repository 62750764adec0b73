"""`/receipt/CODE`: what a printed figure stands for, and whether it is still the same."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from apps.signing.desk import Plain
from apps.signing.paper import field, form, hidden, paragraph, submit, told
from apps.signing.sayings import brushed, moment
from auth.actor import Actor
from components.language import ENGLISH, say
from components.markup import Markup, element, joined
from components.retold import retold
from data.entitlement import EVERYTHING
from queries.trail import code as codes
from queries.trail.again import Verdict, verified
from queries.trail.chain import AuditError
from queries.trail.written import BOARD, WORKSPACE, Library

LONGEST = 60
"""Characters of what may be a code."""
OF_READERS = {WORKSPACE: "query", BOARD: "pin"}
"""What it takes to see receipts of what readers asked for themselves, by page."""
Record = dict[str, Any]


class Receipt(Plain):
    """A receipt. One of figures that the reader may not see is like none."""

    here = "/receipt"

    def wanted(self) -> tuple[str, str]:
        """To look a receipt up."""
        return "verify", ""

    async def get(self, code: str = "") -> None:
        """What it stands for; without a code, a form for one."""
        await self.sound(self.shown(code or self.get_query_argument("code", "")))

    async def post(self, code: str) -> None:
        """Draw it again."""
        await self.sound(self.again(code))

    async def shown(self, code: str) -> None:
        """Show what was found."""
        if not code.strip():
            about = paragraph(self.say("The code stands beside a figure, as {code}.", code="TM-7K3Q-XM2P-9D4E"))
            self.answer(self.say("Receipt"), about, self.sought())
            return
        record = await self.off(lambda: self.found(code[:LONGEST]))
        if record is None:
            await self.missing(code[:LONGEST])
        else:
            about = await self.off(lambda: self.about(record))
            self.answer(self.say("Receipt {code}", code=record["code"]), about, self.sought())

    async def again(self, code: str) -> None:
        """Ask the same again, and say what came of it."""
        record = await self.off(lambda: self.found(code[:LONGEST]))
        if record is None:
            await self.missing(code[:LONGEST])
            return
        await self.off(lambda: self.audit.event("verified", self.actor.name, of=record["code"], address=self.address))
        verdict = await self.off(lambda: verified(self.desk.engine_of, record, self.audit.config_hash, self.library))
        about = await self.off(lambda: self.about(record))
        said = outcome(verdict, self.language)
        self.answer(self.say("Receipt {code}", code=record["code"]), said, about, self.sought())

    def found(self, code: str) -> Record | None:
        """The record of a code, if the reader may see what it is of."""
        try:
            record = self.audit.find(code)
        except AuditError:
            if self.actor.entitlement == EVERYTHING:
                raise
            return None
        return record if record and seen(self.actor, record) else None

    async def missing(self, code: str) -> None:
        """There is none, or none for this reader; perhaps one that is written much alike."""
        near = await self.off(lambda: self.audit.nearest(code))
        known = await self.off(lambda: self.found(near)) if near else None
        spelled = codes.read(code)
        text = "No figures that you may see have the code {code}." if spelled else "{code} is no receipt code."
        why = self.say(text, code=spelled or repr(code))
        before, after = self.say("Did you mean {code}?").split("{code}")
        hint = [paragraph(before, link(near), after)] if known else []
        self.answer(self.say("Receipt"), paragraph(why, kind="trouble"), *hint, self.sought(), status=404)

    @property
    def library(self) -> Library:
        """Where the SQL of readers is kept."""
        return Library.of(self.access.store)

    def about(self, record: Record) -> Markup:
        """What a receipt stands for, and the way to draw it again."""
        text = self.library.text(record)
        again = form(f"/receipt/{quote(str(record['code']))}", hidden(csrf=self.csrf()), submit(self.say("Draw again")))
        return joined(told(facts(record, self.language) | ({"SQL": text} if text else {})), again)

    def sought(self) -> Markup:
        """A form for a code."""
        code = field(self.say("Code"), "code", placeholder="TM-7K3Q-XM2P-9D4E")
        return form("/receipt", code, submit(self.say("Look up"), "plain"), method="get")

    def csrf(self) -> str:
        """What shows that a form is of this session; empty where nobody signs in."""
        return self.session.csrf if self.session else ""


def seen(actor: Actor, record: Record) -> bool:
    """Whether a record is of figures that `actor` may see."""
    part, page = actor.entitlement in (EVERYTHING, record.get("entitlement")), str(record.get("page", ""))
    asks = (OF_READERS[page], "") if page in OF_READERS else ("open", page)
    return bool(record.get("query")) and part and bool(actor.may(*asks))


def facts(record: Record, language: str = ENGLISH) -> dict[str, str]:
    """What a receipt stands for."""
    arguments = json.dumps(record.get("arguments", {}), ensure_ascii=False)
    known = {
        "When": f"{moment(record)} UTC",
        "Who": record.get("actor"),
        "What": say(language, str(record.get("kind"))),
        "Page": record.get("page"),
        "Chart": record.get("view"),
        "Query": record.get("query"),
        "Dataset": record.get("dataset") or say(language, "all"),
        "Part of the data": record.get("entitlement"),
        "Data version": record.get("data_version"),
        "Arguments": "" if arguments == "{}" else arguments,
        "Filtered by": brushed(record, language),
        "Rows": record.get("rows"),
        "SHA-256 of the data": record.get("data_hash"),
        "SHA-256 of the query": record.get("query_hash"),
        "SHA-256 of pages, queries and roles": record.get("config_hash"),
    }
    return {say(language, term): str(what) for term, what in known.items() if what not in (None, "")}


def outcome(verdict: Verdict, language: str = ENGLISH) -> Markup:
    """What came of drawing it again."""
    if verdict.identical:
        said = paragraph(say(language, "Identical: the same question gives the same figures."), kind="verdict")
    else:
        said = joined(
            paragraph(say(language, "Not identical"), kind="verdict"), listed(verdict.differences, "trouble", language)
        )
    return joined(said, listed(verdict.remarks, "note", language))


def listed(sentences: tuple[str, ...], kind: str, language: str) -> Markup:
    """Sentences, each by itself."""
    said = (retold(language, each) for each in sentences)
    return joined(*(paragraph(f"{each[:1].upper()}{each[1:]}.", kind=kind) for each in said))


def link(code: str) -> Markup:
    """The way to a receipt."""
    return element("a", code, href=f"/receipt/{quote(code)}")
