"""The shell of an own board: that of one chart, drawn once, with its card again for every chart that is pinned."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from apps.page import Page
from apps.pinned import BOARD, standing_in
from apps.shell import Shell, names, shell
from components.cells import models
from components.theme import HEIGHT
from queries.library.pins import Pin

CHART = "chart"


@cache
def front() -> Shell:
    """The shell of a board with one chart. A server draws it before it forks."""
    views = {CHART: standing_in(Pin(CHART, {}), CHART)}
    return shell(Page(BOARD, "My board", "", "", HEIGHT, (), views), {})


def grown(page: Page) -> Shell:
    """The shell of a board as `shell` would draw it; its HTML is that of every board."""
    content = json.loads(front().document)
    place, children = _place(content, front().hosts[f"card {CHART}"])
    card = json.dumps(children[place])
    children[place : place + 1] = [
        _card(json.loads(card), page, name, number) for number, name in enumerate(page.views, 1)
    ]
    inner, hosts = names(content)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Shell(front().html, text, inner, hosts, {})


def _place(content: dict[str, Any], host: str) -> tuple[int, list[dict[str, Any]]]:
    """Where the card stands, and what it stands in."""
    for model in models(content["roots"]):
        children = model["attributes"].get("children", ())
        for place, child in enumerate(children):
            if isinstance(child, dict) and child.get("id") == host:
                return place, children
    raise LookupError(f"there is no {host} in the document")


def _card(card: dict[str, Any], page: Page, name: str, number: int) -> dict[str, Any]:
    """A card as that of a chart; its models get ids of their own."""
    for model in list(models(card)):
        model["id"] += f"-{number}"
    rows = f"./{quote(page.name)}/rows.csv?{urlencode({'view': name})}"
    card["attributes"]["data"]["attributes"] |= {"name": f"card {name}", "title": page.views[name].title, "rows": rows}
    return card
