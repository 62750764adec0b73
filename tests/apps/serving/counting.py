"""A Panel application that counts its runs, under the supervisor: `python -m tests.apps.serving.counting 2 FILE`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import panel as pn
from bokeh.application import Application
from bokeh.document import Document
from bokeh.server.tornado import BokehTornado
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from apps.serving.gate import Gate
from apps.serving.handover import Handover
from apps.serving.metrics import endpoints
from apps.serving.ordinary import Bound, affine
from apps.serving.place import Place
from apps.serving.rules import behind
from apps.serving.supervisor import bound, supervise
from apps.serving.worker import work
from panel_config import Settings
from queries.trail.audit import Audit
from tests.apps.serving.doors import SECRET, free


def counting(file: str) -> Callable[[Document], None]:
    """An application that notes each run in `file`, in one write."""

    def run(document: Document) -> None:
        with open(file, "ab", buffering=0) as runs:
            runs.write(b"%d\n" % os.getpid())
        pn.widgets.Select(options=["a", "b"]).server_doc(document)

    return run


class Connections(RequestHandler):
    """How many connections Bokeh's sessions have."""

    application: BokehTornado

    def get(self) -> None:
        sessions = [s for path in self.application.app_paths for s in self.application.get_sessions(path)]
        self.write({"connections": sum(session.connection_count for session in sessions), "sessions": len(sessions)})


class Counting:
    """What is served."""

    def __init__(self, place: Place, handover: Handover, file: str, origin: str) -> None:
        self.tornado = BokehTornado(
            {"/": Application(Bound(counting(file))), "/form": Application(Bound(counting(file)))},
            sign_sessions=True,
            secret_key=SECRET,
            include_headers=[],
            include_cookies=[],
        )
        own: list[Any] = [("/connections", Connections), *endpoints(place), *affine(self.tornado, place)]
        self.tornado.add_handlers(".*", own)
        behind(
            self.tornado, Gate(free(place.folder), Audit(place.folder), SECRET, frozenset({origin}), place, handover)
        )

    def start(self, loop: IOLoop) -> None:
        self.tornado.initialize(loop)
        self.tornado.start()

    async def drain(self) -> None:
        self.tornado.stop()


if __name__ == "__main__":
    listening = bound("127.0.0.1", Settings.read().port)
    port = listening[0].getsockname()[1]
    print(port, flush=True)
    make = partial(Counting, file=sys.argv[2], origin=f"127.0.0.1:{port}")
    sys.exit(supervise(listening, int(sys.argv[1]), partial(work, make=make)))
