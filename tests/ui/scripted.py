"""The server's side of the workspace for one page, in this process: tabs in memory, and a DuckDB of its own."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import panel as pn
import panel_material_ui as pmui

from apps.look import LOOK, THEME
from components.workspace import Workspace

MARKUP = "<img src=x onerror=__xss()>"
"""A name, a type, a comment and a value that would run, were it taken for markup."""
TABLES = f"""
CREATE TABLE ccp_quarter AS
    SELECT ccp, 2020 + i // 4 || 'Q' || 1 + i % 4 AS quarter, (1 + rank) * (100 + 7 * i) / 3 AS im_bn,
        1000000 * i AS notional, CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS members
    FROM (VALUES ('KRX', 1), ('LCH', 2), ('한국거래소 청산', 3), ('{MARKUP}', 4)) AS t (ccp, rank), range(12) AS r (i);
CREATE TABLE waterfall AS
    SELECT 'KRX' AS ccp, '증거금' AS "비 고", 1::DECIMAL(18, 2) AS amount, DATE '2025-03-31' AS day;
CREATE TABLE nothing AS FROM ccp_quarter WHERE false;
"""
SCHEMA: dict[str, Any] = {
    "functions": ["count", "count_star", "sum", "median", "coalesce"],
    "keywords": ["select", "from", "where", "group", "order", "by", "limit", "join", "as", "and"],
    "types": ["varchar", "double", "date"],
}
FIRST = "SELECT ccp, im_b\nFROM ccp_quarter\nWHERE quarter = $quarter;\n\nSELECT 3 AS three"


class Scripted:
    """What a page of the workspace talks to. `heard` is what it said."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute(TABLES + "SET errors_as_json = true")
        self.heard: list[dict[str, Any]] = []
        self.tabs = [{"id": "a", "title": "Margin", "text": FIRST, "values": {}, "position": 0}]
        self.active, self.closed = "a", list[dict[str, Any]]()
        self.pages: list[Workspace] = []

    def page(self) -> pmui.Page:
        """A page that holds the workspace alone."""
        pn.extension(raw_css=[LOOK], sizing_mode="stretch_width")
        rights = ["query", "export", "share", "pin"]
        opening = {"tabs": self.tabs, "active": self.active, "rights": rights, "account": "local", "csrf": "x"}
        made = Workspace(opening=json.dumps(opening), sizing_mode="stretch_width", chart=pn.pane.Str("no chart yet"))
        made.on_msg(lambda event: self.hear(made, event.data if hasattr(event, "data") else event))
        self.pages.append(made)
        return pmui.Page(title="Tidemark", main=[made], theme_config=THEME)

    def hear(self, page: Workspace, message: dict[str, Any]) -> None:
        """Take a message as the server does."""
        self.heard.append(message)
        answer = getattr(self, f"hear_{message['do']}", None)
        for tell, told in (answer(message) if answer else {}).items():
            self.tell(page, tell, told)

    def tell(self, page: Workspace, tell: str, told: Any) -> None:
        """Say something to the page."""
        for each in told if isinstance(told, list) else [told]:
            page._send_msg({"tell": tell, **each})

    def said(self, do: str) -> list[dict[str, Any]]:
        """What the page said of one kind."""
        return [message for message in self.heard if message["do"] == do]

    def all_tabs(self) -> dict[str, Any]:
        return {"tabs": {"tabs": self.tabs, "active": self.active}}

    def hear_new(self, _: dict[str, Any]) -> dict[str, Any]:
        self.active = f"t{len(self.heard)}"
        self.tabs.append({"id": self.active, "title": f"Query {len(self.tabs) + 1}", "text": "", "values": {}})
        return self.all_tabs()

    def hear_tabs(self, message: dict[str, Any]) -> dict[str, Any]:
        self.active = message["active"]
        self.tabs.sort(key=lambda tab: message["ids"].index(tab["id"]))
        return {}

    def hear_close(self, message: dict[str, Any]) -> dict[str, Any]:
        self.closed += [tab for tab in self.tabs if tab["id"] == message["tab"]]
        self.tabs = [tab for tab in self.tabs if tab["id"] != message["tab"]]
        self.active = self.tabs[0]["id"]
        return self.all_tabs()

    def hear_reopen(self, _: dict[str, Any]) -> dict[str, Any]:
        self.tabs.append(self.closed.pop())
        self.active = self.tabs[-1]["id"]
        return self.all_tabs()

    def hear_draft(self, message: dict[str, Any]) -> dict[str, Any]:
        for tab in self.tabs:
            if tab["id"] == message["tab"]:
                tab.update({name: message[name] for name in ("text", "title", "values")})
        return {}

    def hear_schema(self, _: dict[str, Any]) -> dict[str, Any]:
        names = [name for (name,) in self.connection.execute("SHOW TABLES").fetchall()]
        return {"schema": {"relations": [self.relation(name) for name in names], **SCHEMA}}

    def relation(self, name: str) -> dict[str, Any]:
        columns = [
            {"name": column, "type": kind, "comment": f"What {column} means {MARKUP}", "min": low, "max": high,
             "nulls": 4, "distinct": 12, "items": [{"item": "6.1.1", "meaning": "Total initial margin required"}]}
            for column, kind, low, high, *_ in self.connection.execute(f"SUMMARIZE {name}").fetchall()
        ]  # fmt: skip
        return {"name": name, "kind": "table", "comment": f"Grain: ccp. {MARKUP}", "rows": 48, "columns": columns}

    def hear_sample(self, message: dict[str, Any]) -> dict[str, Any]:
        columns, rows = self.rows(f"FROM {message['relation']} LIMIT 5", {})
        return {"sample": {"relation": message["relation"], "columns": columns, "rows": rows}}

    def hear_check(self, message: dict[str, Any]) -> dict[str, Any]:
        start, end = span(message["text"], message["start"], message["end"])
        names = [{"name": "quarter", "type": "VARCHAR", "choices": ["2022Q3", "2022Q4"], "value": None}]
        names += [{"name": "least", "type": "DOUBLE", "choices": [], "value": None}]
        used = [each for each in names if f"${each['name']}" in message["text"]]
        if "im_b " in message["text"][start:end]:
            wrong = "no column im_b"
            position = message["text"].index("im_b ")
            about = {"kind": "wrong", "position": position, "length": 4, "candidate": "im_bn"}
            return {"fault": {"tab": message["tab"], "message": wrong, "names": used, **about}}
        return {"checked": {"tab": message["tab"], "names": used, "start": start, "end": end}}

    def hear_run(self, message: dict[str, Any]) -> dict[str, Any]:
        start, end = span(message["text"], message["start"], message["end"])
        about = {"run": message["run"], "tab": message["tab"]}
        if "forever" in message["text"][start:end]:
            return {"queued": {**about, "place": 2}, "started": {**about, "start": start, "end": end}}
        if "$least" in message["text"][start:end] and "least" not in message["values"]:
            return {"fault": {**about, "kind": "wrong", "message": "No value is given for $least."}}
        try:
            columns, rows = self.rows(message["text"][start:end], message["values"])
        except duckdb.Error as error:
            return {"fault": {**about, **fault(error, message["text"], start)}}
        batches = [{"run": message["run"], "rows": rows[at : at + 1000]} for at in range(0, len(rows), 1000)]
        more = {"more": len(rows) >= 10_000, "total": 1_213_400 if len(rows) >= 10_000 else None}
        done = {
            **about,
            "rows": len(rows),
            **more,
            "seconds": 0.034,
            "code": "K7-4Q",
            "version": 3,
            "link": "./sql?run=1",
        }
        return {
            "started": {**about, "start": start, "end": end},
            "columns": {**about, "columns": columns},
            "rows": batches,
            "done": done,
        }

    def hear_stop(self, message: dict[str, Any]) -> dict[str, Any]:
        return {"fault": {"run": message["run"], "kind": "stopped", "message": "Stopped by you.", "position": None}}

    def hear_plan(self, message: dict[str, Any]) -> dict[str, Any]:
        return self.explained("plan", "EXPLAIN (FORMAT json)", message)

    def hear_profile(self, message: dict[str, Any]) -> dict[str, Any]:
        return self.explained("profile", "EXPLAIN (ANALYZE, FORMAT json)", message)

    def explained(self, kind: str, how: str, message: dict[str, Any]) -> dict[str, Any]:
        start, end = span(message["text"], message["start"], message["end"])
        asked = message["text"][start:end].replace("$quarter", "'2022Q4'")
        ((_, tree),) = self.connection.execute(f"{how} {asked}").fetchall()
        return {kind: {"run": message["run"], "tab": message["tab"], "tree": tree}}

    def hear_format(self, message: dict[str, Any]) -> dict[str, Any]:
        start, end = span(message["text"], message["start"], message["end"])
        text = message["text"][start:end].upper()
        return {"formatted": {"tab": message["tab"], "text": text, "start": start, "end": end}}

    def hear_history(self, _: dict[str, Any]) -> dict[str, Any]:
        run = {
            "id": "r1",
            "text": MARKUP,
            "began": "2026-11-22T10:00:00+00:00",
            "seconds": 0.1,
            "rows": 3,
            "outcome": "done",
        }
        return {"history": {"runs": [run, {**run, "outcome": "denied", "message": "no"}]}}

    def hear_saved(self, _: dict[str, Any]) -> dict[str, Any]:
        query = {
            "id": "s1",
            "name": f"Peers {MARKUP}",
            "about": "Margin of peers",
            "version": 2,
            "who": "kim",
            "when": None,
        }
        return {"saved": {"queries": [query]}}

    def hear_versions(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"versions": {"saved": "s1", "versions": [{"version": n, "who": "kim", "why": MARKUP} for n in (2, 1)]}}

    def hear_diff(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"diff": {"lines": ["@@ -1 +1 @@", "-SELECT 1", f"+SELECT '{MARKUP}'"]}}

    def rows(self, text: str, values: dict[str, Any]) -> tuple[list[dict[str, str]], list[list[Any]]]:
        used = {name: value for name, value in values.items() if f"${name}" in text}
        found = self.connection.execute(text, used)
        columns = [{"name": column[0], "type": str(column[1])} for column in found.description or []]
        return columns, [[plain(value) for value in row] for row in found.fetchall()]


def plain(value: Any) -> Any:
    """A cell as the broker tells it."""
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def span(text: str, start: int, end: int) -> tuple[int, int]:
    """What is marked, or the statement at the cursor; no text here quotes a semicolon."""
    if start != end:
        return start, end
    first = text.rfind(";", 0, start) + 1
    last = text.find(";", start)
    return first, last if last >= 0 else len(text)


def fault(error: duckdb.Error, text: str, start: int) -> dict[str, Any]:
    """A fault as the broker tells it: its place in code points of the whole text."""
    said = json.loads(str(error).split(": ", 1)[-1] if not str(error).startswith("{") else str(error))
    place = len(text[start:].encode()[: int(said.get("position", 0))].decode(errors="ignore"))
    message = said["exception_message"].splitlines()[0]
    near = said.get("candidates", "").split(",")[0].split(".")[-1]
    return {"kind": "wrong", "message": message, "position": start + place, "length": 0, "candidate": near}
