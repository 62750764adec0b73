"""What a page's address answers: its HTML with a token, and the rows behind a chart as CSV."""

from __future__ import annotations

from tornado.web import RequestHandler

from apps.behind import file_name
from apps.presented import presented
from apps.reader import Reader
from apps.rights import Denied
from apps.rows import as_csv
from apps.scene import Stage
from apps.serving.denial import Denial
from apps.serving.gated import Gated
from apps.serving.hall import Hall
from apps.serving.html import Html
from apps.serving.seat import Seat
from apps.shell import Shell
from queries.answer import EXPORTED
from queries.query import QueryError, unknown
from queries.trail.chain import AuditError

Spec = tuple[str, type[RequestHandler], dict[str, object]]


class _Answer(Gated):
    stage: Stage
    action = "open"

    def initialize(self, hall: Hall, page: str) -> None:
        self.hall, self.page = hall, page
        self.set_header("Cache-Control", "no-store")

    def wanted(self) -> tuple[str, str]:
        self.stage = self.hall.stage(self.page, self.actor)
        return self.action, self.stage.board.page.name


class PageHtml(_Answer, Html):
    """A page of charts."""

    frameable = True

    @property
    def shell(self) -> Shell:
        """That of the page as its reader sees it."""
        return self.stage.shell

    def html(self) -> str:
        """The page, or what the studio and meetings show of it."""
        return presented(super().html(), self.get_query_argument("presented", ""), self.nonce)


class Rows(_Answer):
    """The rows behind a chart in the state of a link."""

    action = "export"

    async def get(self) -> None:
        """Send them as a file."""
        name, views = self.get_query_argument("view", ""), self.stage.board.page.views
        link = self.get_query_argument("state", "")

        def rows() -> tuple[str, str, str]:
            if name not in views:
                raise QueryError(unknown("chart", name, views))
            state = Reader(self.stage, self.actor).linked(link)
            answer, code = self.stage.board.ask(views[name], state, self.actor.name, EXPORTED)
            return code, file_name(self.stage.board, name, state, code), as_csv(answer.frame)

        try:
            code, file, text = await self.hall.off(rows, waiting=self.stage.board.waits)
        except Denied as error:
            await self.refuse(Denial(403, str(error)))
            return
        except ValueError as error:
            self.set_status(503 if isinstance(error, AuditError) else 400)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(str(error).splitlines()[0])
            return
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("X-Tidemark-Receipt", code)
        self.set_header("Content-Disposition", f'attachment; filename="{file}"')
        self.finish("\ufeff" + text)


def addresses(hall: Hall) -> list[Spec]:
    """The url specs of every page; the bare address is that of the first page that its reader may open."""
    specs: list[Spec] = []
    for page in ("", *hall.pages):
        known: dict[str, object] = {"hall": hall, "page": page}
        path = f"/{page}".rstrip("/")
        specs += [(f"{path}/ws", Seat, known), (f"{path}/?", PageHtml, known)]
        specs += [(f"{path}/rows\\.csv", Rows, known)] if page else []
    return specs
