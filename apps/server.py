"""The server: pages checked and engine opened before traffic arrives, then one session for each reader."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping

import panel as pn
import panel_material_ui as pmui

from apps.board import Board
from apps.page import FOLDER, read
from apps.review import Review
from apps.setup import engine as opened_engine
from apps.shell import LOOK, shell
from apps.spec import PageError
from apps.state import State
from apps.trouble import said
from panel_config import Settings
from queries.engine import Engine
from queries.query import read_all


def application(board: Board, pages: Mapping[str, str]) -> Callable[[], pmui.Page]:
    """What makes the page of one session; `pages` are the titles of all pages by name."""

    def session() -> pmui.Page:
        try:
            return shell(opened(board), pages)
        except Exception as error:
            return notice(said(error))()

    return session


def notice(text: str) -> Callable[[], pmui.Page]:
    """A page that only says `text`."""
    return lambda: pmui.Page(title="Tidemark", main=[pmui.Alert(text, severity="error", margin=20)])


def opened(board: Board) -> Review:
    """The session that the link asks for, or the page as it opens with the reason why not."""
    own = board.opening()
    try:
        state = asked(board, own)
        review = Review(board, state, pn.state.curdoc)
        if state.version != own.version:
            review.strip.message = f"shows data version {state.version}; the current one is {own.version}"
    except ValueError as error:
        review = Review(board, own, pn.state.curdoc)
        review.strip.message = f"{str(error).splitlines()[0]}. Showing the page as it opens."
    pn.state.onload(review.show)
    return review


def asked(board: Board, own: State) -> State:
    """The state of the link, or `own` if it says none; raise ValueError for one that the page cannot show."""
    text = pn.state.session_args.get("state", [b""])[0].decode(errors="replace")
    return board.checked(State.read(text)) if text else own


def serve(settings: Settings) -> None:
    """Serve every page until interrupted, and say the address once it answers."""
    pn.extension(raw_css=[LOOK], sizing_mode="stretch_width")
    boards, broken = read_boards(opened_engine(settings))
    for board in boards.values():
        board.warm()
    titles = {name: board.page.title for name, board in boards.items()}
    applications = {f"/{name}": application(board, titles) for name, board in boards.items()}
    applications["/"] = applications[f"/{next(iter(boards))}"]
    applications |= {f"/{name}": notice(str(error)) for name, error in broken.items()}
    address, port = settings.address, settings.port or free_port(settings.address)
    origins = [f"{host}:{port}" for host in dict.fromkeys((address, "localhost", "127.0.0.1"))]
    tabs = {f"/{name}": f"{title} · Tidemark" for name, title in titles.items()}
    tabs["/"] = tabs[f"/{next(iter(boards))}"]
    server = pn.serve(
        applications,
        title=tabs | {f"/{name}": "Tidemark" for name in broken},
        address=address,
        port=port,
        show=False,
        start=False,
        verbose=False,
        websocket_origin=[*origins, *settings.hosts],
        use_xheaders=settings.proxied,
    )
    print(f"Tidemark is served on http://{address}:{server.port}", flush=True)
    server.run_until_shutdown()


def read_boards(engine: Engine) -> tuple[dict[str, Board], dict[str, PageError]]:
    """Every sound page, the benchmark first, and what is wrong with the others; raise PageError if none is sound."""
    boards, broken = {}, {}
    queries = read_all()
    for path in sorted(FOLDER.glob("*.yaml"), key=lambda path: (path.stem != "benchmark", path.stem)):
        try:
            boards[path.stem] = Board(read(path, engine, queries), engine)
        except PageError as error:
            broken[path.stem] = error
            print(error, file=sys.stderr)
    if not boards:
        raise PageError([problem for error in broken.values() for problem in error.problems])
    return boards, broken


def free_port(address: str) -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])
