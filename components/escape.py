"""The one way for a text that is not ours into markup: of data, files, columns, queries, pages, links and people."""

from __future__ import annotations

import html


def escape(text: object) -> str:
    """`text` so that it stands for itself between tags and within a quoted attribute."""
    return html.escape(str(text), quote=True)
