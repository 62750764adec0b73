"""What joins a chart that is pinned with the charts of the page that it is pinned to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apps.page import Page
from queries.opened import Opened
from queries.query import Query
from queries.written import unreached

USUAL = ("ccp", "quarter")
"""What the charts of a board brush that has none yet."""


def linked(query: Query, opened: Opened, fields: Sequence[str]) -> tuple[list[str], list[str]]:
    """Which of the `fields` that a page brushes filter a pinned `query`, and which do not."""
    known = {*query.columns}.union(*(opened.columns_of(f"main.{each}") for each in query.relations))
    return [each for each in fields if each in known], [each for each in fields if each not in known]


def missing(query: Query, opened: Opened, fields: Sequence[str]) -> str:
    """What a chart of `query` does not follow on a page that brushes `fields`; empty if it follows all."""
    follows, lacks = linked(query, opened, fields)
    parts = [f"follows {', '.join(follows)}"] if lacks and follows else []
    parts += [f"{'' if follows else 'not linked: '}no column {' or '.join(lacks)}"] if lacks else []
    parts += [f"only the result is filtered, not {', '.join(unreached(query))} itself"] if unreached(query) else []
    return "; ".join(parts)


def brushed(page: Page | None) -> list[str]:
    """What the charts of a page brush; of a board without charts, what charts usually do."""
    fields = [field for each in (page.views.values() if page else ()) for field in each.brush]
    return list(dict.fromkeys(fields)) or list(USUAL)


def boards(query: Query, opened: Opened, pages: Mapping[str, tuple[str, Page | None]]) -> list[dict[str, str]]:
    """Where a chart of `query` can be pinned, by board with its title and page, and what it would not follow there."""
    return [
        {"board": name, "title": title, "missing": missing(query, opened, brushed(page))}
        for name, (title, page) in pages.items()
    ]
