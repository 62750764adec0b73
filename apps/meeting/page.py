"""`/meeting/<id>`: the page of a meeting, without Panel; what is shown in it comes over its websocket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from apps.serving.modules import address
from apps.signing.paper import THEMES, colours
from apps.speech import speech
from components.markup import Markup, element, joined
from components.theme import FONT

BASE = "../"
"""From the page to the root of the server."""
COLOURS = Markup(
    f":root {{ {colours('light')} --font: {FONT}; }}\n"
    f"@media (prefers-color-scheme: dark) {{ :root {{ {colours('dark')} }} }}\n"
    + "".join(f":root.{theme} {{ {colours(theme)} }}\n" for theme in THEMES)
)


def page(title: str, about: Mapping[str, Any], language: str, nonce: str, theme: str = "") -> str:
    """The page. `about` is what its script begins with: {id, token, meeting: as the websocket tells it}."""
    sheets = [
        element("link", rel="stylesheet", href=address(f"meeting/{name}.css", BASE)) for name in ("stage", "narrow")
    ]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("link", rel="icon", href="data:,"),
        element("title", f"{title} · Tidemark"),
        element("style", COLOURS),
        *sheets,
        speech(language, BASE, nonce),
    )
    body = element(
        "body",
        element("script", embedded(about), type="application/json", id="about", nonce=nonce),
        element("script", type="module", src=address("meeting/main.js", BASE), nonce=nonce),
    )
    shown = theme if theme in THEMES else ""
    return joined(Markup("<!doctype html>\n"), element("html", head, body, lang=language, class_=shown))


def embedded(about: Mapping[str, Any]) -> Markup:
    """JSON within a script: no text of it ends the script."""
    return Markup(json.dumps(about, ensure_ascii=False).replace("<", "\\u003c"))
