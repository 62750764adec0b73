"""What a page's address answers: its HTML with a token, and the rows behind a chart as CSV."""

from __future__ import annotations

from tornado.web import RequestHandler

from apps.behind import as_csv, file_name
from apps.reader import Reader
from apps.scene import Stage
from apps.serving.hall import Hall
from apps.serving.seat import Seat
from queries.query import QueryError, unknown

Spec = tuple[str, type[RequestHandler], dict[str, object]]


class _Answer(RequestHandler):
    def initialize(self, hall: Hall, stage: Stage) -> None:
        self.hall, self.stage = hall, stage
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")


class Html(_Answer):
    """The page. Nothing runs for it: the session begins with the websocket."""

    def get(self) -> None:
        """Send the page with a fresh token."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.stage.shell.page(self.hall.token()))
        self.hall.row.add("pages_total")

    head = get


class Rows(_Answer):
    """The rows behind a chart in the state of a link."""

    async def get(self) -> None:
        """Send them as a file."""
        name, views = self.get_query_argument("view", ""), self.stage.board.page.views
        link = self.get_query_argument("state", "")

        def rows() -> tuple[str, str]:
            if name not in views:
                raise QueryError(unknown("chart", name, views))
            state = Reader(self.stage).linked(link)
            frame = self.stage.board.ask(views[name], state).frame
            return file_name(self.stage.board, name, state), as_csv(frame)

        try:
            file, text = await self.hall.off(rows)
        except ValueError as error:
            self.set_status(400)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(str(error).splitlines()[0])
            return
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{file}"')
        self.finish("\ufeff" + text)


def addresses(hall: Hall, first: str) -> list[Spec]:
    """The url specs of every page; the page `first` is that of the bare address too."""
    specs: list[Spec] = []
    for name, stage in hall.stages.items():
        known: dict[str, object] = {"hall": hall, "stage": stage}
        for path in (f"/{name}", "") if name == first else (f"/{name}",):
            specs += [(f"{path}/ws", Seat, known), (f"{path}/?", Html, known)]
        specs.append((f"/{name}/rows\\.csv", Rows, known))
    return specs
