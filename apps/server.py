"""The server: pages checked and engine opened before traffic arrives, then one session for each reader."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn
import panel_material_ui as pmui

from apps.board import Board
from apps.page import read_pages
from apps.review import Review
from apps.shell import LOOK, shell
from apps.state import State
from queries.engine import Engine


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
        state = State.read(asked)
        board.engine.opened(state.version)
        return (
            state,
            "" if state.version == version else f"shows data version {state.version}; the current one is {version}",
        )
    except ValueError as error:
        return own, f"{error}. Showing the page as it opens."


def serve(engine: Engine, address: str, port: int, started: Callable[[str], None]) -> None:
    """Serve every page until interrupted; `started` is told the address once it answers."""
    pn.extension(raw_css=[LOOK], design="material", sizing_mode="stretch_width")
    boards = {name: Board(page, engine) for name, page in read_pages(engine).items()}
    first = next(iter(boards))
    applications = {f"/{name}": application(board) for name, board in boards.items()} | {
        "/": application(boards[first])
    }
    server = pn.serve(
        applications,
        address=address,
        port=port,
        show=False,
        start=False,
        websocket_origin=[f"{address}:{port}", f"127.0.0.1:{port}"],
    )
    started(f"http://{address}:{server.port}")
    server.run_until_shutdown()
