"""The page around a review: header with dataset and "my CCP", the strip, the words and the charts on one grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

import panel as pn
import panel_material_ui as pmui

from apps.review import Review
from apps.state import State
from components.controls import style
from components.theme import ACCENT, FONT
from queries.selection import Selection

LOOK = f"""
:root {{ --tm-surface: var(--panel-surface-color, #fff); --tm-ink: var(--panel-on-surface-color, #1f262e);
  --tm-quiet: color-mix(in srgb, var(--tm-ink) 66%, var(--tm-surface));
  --tm-line: color-mix(in srgb, var(--tm-ink) 13%, var(--tm-surface));
  --tm-accent: var(--panel-primary-color, {ACCENT}); --tm-note: color-mix(in srgb, #d98200 62%, var(--tm-ink));
  --tm-badge: #ffd76a; --tm-font: {FONT}; }}
"""
INK = {"color": "var(--tm-ink) !important"}
HEADER = {
    "boxShadow": "none",
    "backgroundColor": "var(--tm-surface) !important",
    "borderBottom": "1px solid var(--tm-line)",
    "& .MuiTypography-root, & .MuiSvgIcon-root, & .MuiIconButton-root, & a": INK,
    "& .MuiTypography-root, & .title": {"fontSize": "17px", "fontWeight": 650},
}
FIELD = {"& .MuiSelect-select": {"py": "4px", "fontSize": "14px"}}
SLIM = {"minHeight": "48px !important", "height": "48px"}


def palette(ground: str, surface: str, ink: str, accent: str) -> dict[str, Any]:
    """The page's own colours for one theme."""
    return {
        "palette": {
            "primary": {"main": accent},
            "background": {"default": ground, "paper": surface},
            "text": {"primary": ink},
        },
        "typography": {"fontFamily": FONT},
        "components": {
            "MuiAppBar": {"styleOverrides": {"root": HEADER}},
            "MuiToolbar": {"styleOverrides": {"root": SLIM}},
        },
    }


THEME = {
    "light": palette("#f4f6f8", "#ffffff", "#1f262e", ACCENT),
    "dark": palette("#12161b", "#1b2128", "#e6eaee", "#9fa8ff"),
}


def shell(review: Review, pages: Mapping[str, str]) -> pmui.Page:
    """The page of one session; `pages` are the titles of all pages by name."""
    board = review.board
    datasets = board.engine.datasets(review.state.version)
    titles = dict(zip(datasets["title"], datasets["dataset"], strict=True))
    dataset = pmui.Select(
        label="Dataset", options=titles, value=review.state.dataset, size="small", width=250, sx=FIELD
    )
    mine = pmui.Select(label="My CCP", size="small", width=130, sx=FIELD)

    def follow() -> None:
        dataset.value = review.state.dataset
        ccps = choices(review)
        mine.param.update(options=ccps, value=review.state.my_ccp if ccps else None, visible=bool(ccps))

    def to_dataset(event: Any) -> None:
        if event.new != review.state.dataset:
            review.change(moved(review, str(event.new)))

    def to_ccp(event: Any) -> None:
        if event.new not in (None, review.state.my_ccp):
            review.change(replace(review.state, my_ccp=str(event.new)))

    follow()
    dataset.param.watch(to_dataset, "value")
    mine.param.watch(to_ccp, "value")
    review.described = follow
    words = [review.words] if board.page.words else []
    grid = pn.Column(*words, *review.cards.values(), stylesheets=style("grid"), sizing_mode="stretch_width")
    page = pmui.Page(
        title="Tidemark",
        main=[
            pn.Column(
                pn.Column(dataset, mine, review.strip, stylesheets=style("bar")),
                grid,
                sizing_mode="stretch_width",
                margin=10,
            )
        ],
        header=[links(pages, board.page.name)],
        theme_config=THEME,
        contextbar=[review.drawer],
        contextbar_width=620,
    )
    review.opened = lambda: page.param.update(contextbar_open=True)
    return page


def links(pages: Mapping[str, str], here: str) -> pn.pane.HTML:
    """The way to the other pages."""
    made = (
        f'<a href="./{escape(name)}"{" aria-current=page" if name == here else ""}>{escape(title)}</a>'
        for name, title in pages.items()
    )
    return pn.pane.HTML(f"<nav>{''.join(made)}</nav>", stylesheets=style("links"), margin=0)


def choices(review: Review) -> dict[str, str]:
    """The CCPs that may be "mine", by short name."""
    return {short: ccp for ccp, short in review.board.ccps(review.state).items()}


def moved(review: Review, dataset: str) -> State:
    """The state in another dataset: nothing brushed, and the same CCP if it is there."""
    state = replace(review.state, dataset=dataset, selection=Selection(), arguments={})
    ccps = list(review.board.ccps(state))
    return replace(state, my_ccp=state.my_ccp if state.my_ccp in ccps else ccps[0] if ccps else "")
