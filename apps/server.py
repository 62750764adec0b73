"""The server: pages checked and engine opened before traffic arrives, then one session for each reader."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn
import panel_material_ui as pmui

from apps.board import Board
from apps.page import read_pages
from apps.review import Review
from apps.setup import engine
from apps.shell import LOOK, shell
from apps.state import State
from panel_config import Settings


def application(board: Board) -> Callable[[], pmui.Page]:
    """What makes the page of one session."""

    def session() -> pmui.Page:
        state, message = opening(board)
        review = Review(board, state, pn.state.curdoc)
        review.strip.message = message
        pn.state.onload(lambda: review.show(every=True))
        return shell(review)

    return session


def opening(board: Board) -> tuple[State, str]:
    """The state that the link asks for, or the page's own and why not."""
    version = board.engine.opened().version.number
    own = State(board.page.name, board.page.dataset, board.page.my_ccp, version)
    asked = pn.state.session_args.get("state", [b""])[0].decode(errors="replace")
    if not asked:
        return own, ""
    try:
        state = board.checked(State.read(asked))
        return (
            state,
            "" if state.version == version else f"shows data version {state.version}; the current one is {version}",
        )
    except ValueError as error:
        return own, f"{str(error).splitlines()[0]}. Showing the page as it opens."


def serve(settings: Settings) -> None:
    """Serve every page until interrupted, and say the address once it answers."""
    pn.extension(raw_css=[LOOK], sizing_mode="stretch_width")
    opened = engine(settings)
    boards = {name: Board(page, opened) for name, page in read_pages(opened).items()}
    first = next(iter(boards))
    applications = {f"/{name}": application(board) for name, board in boards.items()} | {
        "/": application(boards[first])
    }
    address, port = settings.address, settings.port
    origins = [f"{host}:{port}" for host in dict.fromkeys((address, "localhost", "127.0.0.1"))]
    titles = {path: f"{boards[path.strip('/') or first].page.title} · Tidemark" for path in applications}
    server = pn.serve(
        applications, title=titles, address=address, port=port, show=False, start=False, websocket_origin=origins
    )
    print(f"Tidemark is served on http://{address}:{server.port}", flush=True)
    server.run_until_shutdown()
