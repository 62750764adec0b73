"""A page of charts within the studio or a meeting: its HTML without what stands around the charts."""

from __future__ import annotations

from apps.serving.modules import address
from components.markup import element, joined

KINDS = ("studio", "meeting")
"""What a page may stand in, as its address says."""


def presented(html: str, kind: str, nonce: str) -> str:
    """`html` as it stands in a `kind` of page; as it is for any other."""
    if kind not in KINDS:
        return html
    first = element(
        "script", src=address("presented/early.js"), nonce=nonce, data_inside=address("presented/inside.css")
    )
    sheet = element("link", rel="stylesheet", href=address("presented/page.css"))
    rest = element("script", type="module", src=address("presented/main.js"), nonce=nonce)
    return html.replace("<body>", f"<body>{joined(sheet, first)}", 1).replace("</body>", f"{rest}</body>", 1)
