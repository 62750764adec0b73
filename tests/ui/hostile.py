"""An installation in which every text that can be chosen by somebody else is markup that would run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from playwright.sync_api import FilePayload

from tests.data.book import WIDE, workbook
from tests.shared import ROOT

PACKAGES = ("apps", "auth", "components", "data", "queries")
FORMS = (
    "\"'><img class=pwned src=x onerror=__xss({n})>",
    "</script></style><svg class=pwned onload=__xss({n})></svg>",
    "&lt;img class=pwned src=x onerror=__xss({n})&gt;",
    '<iframe class=pwned srcdoc="<script>parent.__xss({n})</script>"></iframe>',
    "<a class=pwned href=javascript:__xss({n}) autofocus onfocus=__xss({n})>x</a>",
)
SINKS = {
    name: number
    for number, name in enumerate(
        (
            *("page title", "other page title", "view title", "view unit", "view name", "axis label"),
            *("query title", "query unit", "argument doc", "argument value", "column name", "cell", "statement"),
            *("ccp", "service", "default fund", "currency", "raw text", "file name", "sheet name"),
            *("heading", "sentence", "member", "ccp of records", "product", "series unit"),
            *("account title", "group", "to", "provider's error", "audit words", "audit actor", "audit since"),
            *(
                "descriptor",
                "unknown page",
                "unknown ccp",
                "unknown argument",
                "unknown dataset",
                "receipt code",
                "address",
                "result column",
                "result cell",
                "fault",
                "saved name",
                "saved about",
                "saved why",
                "pin title",
                "own file",
                "own column",
                "own cell",
            ),
        ),
        100,
    )
}
"""Where a text ends up that somebody else has chosen; each has a number of its own."""


def payload(sink: str, form: int | None = None) -> str:
    """What stands there: markup that reports the sink's number, should it be taken for markup."""
    number = SINKS[sink]
    return FORMS[number % len(FORMS) if form is None else form].format(n=number)


def installed(folder: Path) -> Path:
    """A copy of the program whose only pages and some of whose queries are those of a bad neighbour."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "panel_config.py", folder)
    for page in (folder / "apps" / "pages").glob("*.yaml"):
        page.unlink()
    for name, text in pages().items():
        (folder / "apps" / "pages" / f"{name}.yaml").write_text(text)
    for name, text in queries().items():
        (folder / "queries" / f"{name}.sql").write_text(text)
    return folder


def pages() -> dict[str, str]:
    """Two pages: over disclosures, and over margin records."""
    said = {sink: json.dumps(payload(sink)) for sink in SINKS}
    benchmark = f"""title: {said["page title"]}
dataset: filed
words: [hostile_words]
views:
  {said["view name"]}:
    line: im_growth
    y: initial_margin_usd_bn
    title: {said["view title"]}
    unit: {said["view unit"]}
  plain: {{grid: hostile_rows, x: quarter, y: place, value: value}}
"""
    margin = f"""title: {said["other page title"]}
dataset: records
views:
  daily: {{series: margin_daily, y: initial_margin, unit: {said["series unit"]}}}
  members: {{category: margin_members, x: member, y: initial_margin, unit: $ mn, brush: [member]}}
  density:
    density: margin_density
    x: initial_margin
    y: stress_loss
    brush: [initial_margin, stress_loss]
    labels: {{initial_margin: {said["axis label"]}, stress_loss: y}}
"""
    return {"benchmark": benchmark, "margin": margin}


def queries() -> dict[str, str]:
    """One with strange columns, and one that speaks."""
    rows = f"""-- title: {payload("query title")}
-- unit: {payload("query unit")}
-- grain: ccp, quarter
-- source: nowhere
-- items: none
-- filters: ccp_quarter
-- $word: VARCHAR = {payload("argument value", 2).replace(" ", "/")}  {payload("argument doc")}
SELECT ccp, quarter, short, 'C' || length(ccp) AS place, count(*) AS value,
    {quoted(payload("cell"))} AS {named(payload("column name"))},
    {quoted(payload("statement"))} AS said, $word AS word
FROM ccp_quarter
GROUP BY ccp, quarter, short
ORDER BY ccp, quarter
"""
    words = f"""-- title: Words
-- unit: none
-- grain: position
-- source: nowhere
-- items: none
-- filters: ccp_quarter
SELECT DISTINCT {quoted(payload("heading"))} AS section, {quoted(payload("sentence"))} AS sentence, 'plain' AS "view",
    ccp, max(quarter) AS quarter
FROM ccp_quarter
GROUP BY ccp
ORDER BY ccp
"""
    return {"hostile_rows": rows, "hostile_words": words}


def files(folder: Path) -> dict[str, Path]:
    """A workbook of disclosures and a CSV of margin records, by the dataset that they are for."""
    owner = [payload(sink) for sink in ("ccp", "service", "default fund")]
    rows = [
        [f"2024-{month}", *keys, 10**11, payload("raw text"), 1]
        for month in ("03-31", "06-30")
        for keys in ([owner[0], "", "", "USD"], [*owner, "USD"], ["KRX", "", "", payload("currency")])
    ]
    book = workbook(
        folder / f"{payload('file name', 0)}.xlsx",
        {
            f"<b class=pwned>__xss({SINKS['sheet name']})": [
                [*WIDE, "6.1.1_Total", "4.1.1", f"6.1.1_{payload('descriptor')}"],
                *rows,
            ]
        },
    )
    heading = "date,ccp,member,product,currency,layer,initial_margin,variation_margin,stress_loss,default_fund"
    texts = ",".join('"' + payload(sink).replace('"', '""') + '"' for sink in ("ccp of records", "member", "product"))
    records = folder / "records.csv"
    lines = [f"2024-01-{day:02},{texts},USD,initial_margin,{day},2,3,4" for day in range(2, 6)]
    records.write_text("\n".join([heading, *lines]) + "\n")
    return {"filed": book, "records": records}


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def named(text: str) -> str:
    """A name in SQL."""
    return '"' + text.replace('"', '""') + '"'


def brought() -> FilePayload:
    """A file of strange texts."""
    rows = [[payload("own column"), "n"], [payload("own cell"), "1"]]
    content = "\n".join(",".join(map(named, row)) for row in rows)
    name = f"{payload('own file').replace('/', ' ')}.csv"
    return {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
