"""The load test against Tidemark itself."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

import pytest

from apps.bench.churn import churn
from apps.bench.group import KNOWN, Group, stats
from apps.bench.offer import TREND, Choice, Offer, walk
from apps.bench.reader import Reader
from apps.bench.serve import measured
from apps.bench.served import Server, served
from components.told import plain
from queries.selection import Clause
from tests.charts import CHARTS, board, chart, point, quarters, state
from tests.components.patched import Patched, blanked, unpacked
from tests.shared import ROOT

pytestmark = pytest.mark.skipif(not KNOWN, reason="/proc does not tell whose the processes are here")
PARENT = 1
"""Place of the parent's id among the fields of /proc/PID/stat behind the name."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served(workers=2) as server:
        yield server
    assert server.group.members() == []


class Watched(Reader):
    """A reader who keeps the document."""

    document = ""

    async def _until(self, kind: str) -> str:
        content = await super()._until(kind)
        if kind == "PULL-DOC-REPLY":
            self.document = content
        return content


class Shown:
    """The columns of every chart of a document, in drawing order, as a browser keeps them."""

    def __init__(self, document: str) -> None:
        models = [each for each in walk(json.loads(document)) if each.get("type") == "object"]
        self.by_id = {each["id"]: each for each in models if "id" in each}
        cards = {each.get("attributes", {}).get("name"): each for each in models}
        self.sources = {view: list(self.of(cards[f"card {view}"])) for view in CHARTS}
        every = [source for sources in self.sources.values() for source in sources]
        self.columns = {each: plain(self.by_id[each]["attributes"]["data"]) for each in every}

    def of(self, card: dict[str, Any]) -> Iterator[str]:
        """The ids of the sources of the card's chart."""
        figure = next(each for each in walk(card) if each.get("name") == "Figure")
        for renderer in (self.by_id[each["id"]] for each in figure["attributes"]["renderers"]):
            if renderer["name"] == "GlyphRenderer":
                yield renderer["attributes"]["data_source"]["id"]

    def apply(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            if event["kind"] == "ColumnDataChanged":
                self.columns[event["model"]["id"]] |= plain(event["data"])

    def seen(self, view: str) -> Any:
        return bare([self.columns[source] for source in self.sources[view]])


def expected(view: str, *clauses: Clause) -> Any:
    """The columns of a chart drawn here, in a state in which `clauses` are brushed."""
    return bare(Patched(chart(view)).apply(board().patch(view, state(*clauses)).cells).sources)


def bare(sources: list[dict[str, Any]]) -> Any:
    """The columns without `index`, the row numbers that nothing is drawn from, each missing figure as None."""
    return blanked([{k: unpacked(plain(v)) for k, v in columns.items() if k != "index"} for columns in sources])


def brushed(offer: Offer, view: str, *values: str) -> Choice:
    return next(choice for choice in offer.choices[view] if choice.values == values)


@pytest.mark.long
def test_one_message_brings_the_data_of_all_eight_charts(server: Server) -> None:
    async def twice() -> list[Any]:
        reader = Watched(server.address)
        await reader.load()
        shown, after = Shown(reader.document), []
        for choice in (
            brushed(reader.offer, TREND, "2024Q1", "2024Q4"),
            brushed(reader.offer, "im_ranking", "CME", "ICE"),
        ):
            shown.apply(await reader.change(choice))
            after.append({view: shown.seen(view) for view in CHARTS})
        await reader.close()
        return after

    span, region = quarters("2024Q1", "2024Q4", TREND), point("ccp", "CME", "ICE", source="im_ranking")
    one, both = asyncio.run(asyncio.wait_for(twice(), 60))
    assert one == {view: expected(view, span) for view in CHARTS}
    assert both == {view: expected(view, span, region) for view in CHARTS}
    assert all(one[view] != both[view] for view in CHARTS if view != "correlation")


@pytest.mark.long
def test_a_load_has_no_error_and_ends_in_one_line(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    told = asyncio.run(measured(server, Namespace(users=3, seconds=1.0, think=0.4)))
    assert (told["N"], told["err"], told["e"]) == (3, 0, [])
    assert told["runs_per_page"] == 1.0
    assert told["upd_n"] >= 3 and told["cold_n"] >= 3
    assert 0 < told["upd_p50"] <= told["upd_p95"] and 0 < told["load_p50"] <= told["load_all"]
    assert told["load_kB"] > 10 and 1 < told["upd_kB"] < told["load_kB"]
    assert told["cached_share"] < 1 and told["rss_MB"] > 50
    assert "sessions held after all have left: 0\n" in capsys.readouterr().out


@pytest.mark.long
def test_sessions_that_leave_are_let_go(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    told = asyncio.run(churn(server, 5))
    assert (told["churned"], told["held"], told["err"]) == (5, 0, 0)
    assert capsys.readouterr().out.splitlines()[1].split()[:2] == ["5", "0"]


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_bench_that_is_stopped_leaves_no_server(number: signal.Signals) -> None:
    line = [sys.executable, "-m", "apps", "bench", "serve", "--users", "1"]
    bench = subprocess.Popen(line, cwd=ROOT, preexec_fn=interruptible)
    group = begun(bench)
    bench.send_signal(number)
    assert bench.wait(90) == 130
    assert group.members() == []


def interruptible() -> None:
    """A shell lets what it starts in the background ignore interrupts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def begun(bench: subprocess.Popen[bytes]) -> Group:
    """The server that the bench has begun."""
    end = time.monotonic() + 60
    while time.monotonic() < end and bench.poll() is None:
        children = [pid for pid, fields in stats() if int(fields[PARENT]) == bench.pid and os.getsid(pid) == pid]
        if children:
            return Group(children[0])
        time.sleep(0.05)
    pytest.fail("the bench begins no server")
