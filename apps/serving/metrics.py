"""How the server is: /health for who must know whether it answers, /metrics for Prometheus."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from hmac import compare_digest
from typing import Any

from tornado.web import RequestHandler

from apps.serving.gated import Gated
from apps.serving.ledger import BUCKETS, COUNTS, GAUGES, TIMES
from apps.serving.place import Place

HELP = {
    "sessions": "Readers connected.",
    "sessions_total": "Sessions opened.",
    "pages_total": "Pages sent.",
    "updates_total": "Updates sent.",
    "updates_cached_total": "Updates that were computed before.",
    "superseded_total": "Updates given up because the reader had moved on.",
    "update_seconds": "Seconds from a reader's event to the written update.",
    "page_seconds": "Seconds to make a page.",
    "handovers_total": "Websockets given to the worker that owns their session.",
    "refused_total": "Websockets and messages refused.",
    "cache_bytes": "Bytes of cached answers.",
    "drawings": "Charts drawn and kept.",
    "drawn_total": "Charts drawn, at the start and whenever their structure changed.",
    "cubes": "Cubes, prefix sums and inner aggregates in use.",
    "cubes_bytes": "Their bytes, in files that all workers share.",
    "patches": "Updates kept.",
    "memory_bytes": "Memory of the process, with its share of what several share.",
    "restarts_total": "Workers that ended and were replaced.",
    "sql_runs_total": "SQL statements of readers that were answered.",
    "sql_stopped_total": "SQL statements of readers that were stopped, by themselves or by a limit.",
    "sql_denied_total": "SQL statements of readers that were denied.",
    "sql_running": "SQL statements of readers that run.",
    "sql_queued": "SQL statements of readers that wait for their turn.",
    "lake_away": "1 in the worker that follows the lake while that cannot be reached.",
    "up": "1 while the worker takes connections.",
}


class _Endpoint(Gated):
    def initialize(self, place: Place, started: float) -> None:
        self.place, self.started = place, started
        self.set_header("Cache-Control", "no-store")


class Health(_Endpoint):
    """200 while this worker takes connections, 503 while it drains."""

    def get(self) -> None:
        """Say it, with the worker that says it."""
        up = self.place.ledger.rows()[self.place.number]["up"]
        self.set_status(200 if up else 503)
        self.write(
            {
                "status": "ok" if up else "draining",
                "worker": self.place.number,
                "workers": self.place.ledger.workers,
                "uptime_seconds": round(time.monotonic() - self.started, 1),
            }
        )


class Metrics(_Endpoint):
    """The ledger in Prometheus's text format 0.0.4, for who may read it and for who has the token for it."""

    def keyed(self) -> bool:
        """Whether Prometheus asks, with its token."""
        token = self.gate.access.metrics_token
        return bool(token) and compare_digest(
            self.request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()
        )

    def wanted(self) -> tuple[str, str]:
        """To read them."""
        return "metrics", ""

    def get(self) -> None:
        """Say what all workers have counted."""
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(text(self.place.ledger.rows()))


def endpoints(place: Place) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
    """The url specs of both."""
    known = {"place": place, "started": time.monotonic()}
    return [(r"/health", Health, known), (r"/metrics", Metrics, known)]


def text(rows: list[Mapping[str, float]]) -> str:
    """Every row with the label of its worker, and the sum of all as worker="all"."""
    every = {str(number): row for number, row in enumerate(rows)}
    every["all"] = {name: sum(row[name] for row in rows) for name in rows[0]}
    return "".join(line + "\n" for name in HELP for line in _series(name, every))


def _series(name: str, rows: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    kind = "counter" if name in COUNTS else "gauge" if name in GAUGES else "histogram"
    yield f"# HELP tidemark_{name} {HELP[name]}"
    yield f"# TYPE tidemark_{name} {kind}"
    for worker, row in rows.items():
        if name in TIMES:
            yield from _histogram(name, worker, row)
        elif name != "memory_bytes" or row[name]:  # not every system tells
            yield f'tidemark_{name}{{worker="{worker}"}} {row[name]:.15g}'


def _histogram(name: str, worker: str, row: Mapping[str, float]) -> Iterator[str]:
    for bucket in BUCKETS:
        yield f'tidemark_{name}_bucket{{worker="{worker}",le="{bucket:g}"}} {row[f"{name}_le_{bucket}"]:.15g}'
    yield f'tidemark_{name}_bucket{{worker="{worker}",le="+Inf"}} {row[f"{name}_count"]:.15g}'
    for part in ("sum", "count"):
        yield f'tidemark_{name}_{part}{{worker="{worker}"}} {row[f"{name}_{part}"]:.15g}'
