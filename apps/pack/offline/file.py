"""The file: one HTML document that asks nobody for anything, and runs no script but those that it was made with."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import bokeh

from apps.pack.offline import font
from components.language import LANGUAGES, say
from components.markup import Markup, element, joined
from components.theme import FONT

BROWSER = Path(__file__).parents[3] / "components" / "browser" / "offline"
BOKEH = Path(bokeh.__file__).parent / "server" / "static" / "js" / "bokeh.min.js"
SCRIPTS = ("spoken", "clauses", "history", "marks", "look", "chart", "print", "frame", "slides", "start")
SAID = re.compile(r'tidemark\.say\(\s*"((?:[^"\\]|\\.)+)"')
"""A text that a script says."""
OWN = f'"{font.NAME}", {FONT}'


def page(content: Mapping[str, Any]) -> str:
    """The document that shows `content`."""
    scripts = [BOKEH.read_text(), *((BROWSER / f"{name}.js").read_text() for name in SCRIPTS)]
    held = held_text({**content, "texts": texts(content), "called": dict(LANGUAGES)})
    title = next(iter(content["title"].values()), "")
    styles = font.face(held) + f":root {{ --font: {OWN}; }}\n" + (BROWSER / "page.css").read_text()
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy(scripts)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Markup(styles)),
    )
    body = element(
        "body",
        Markup((BROWSER / "page.html").read_text()),
        element("script", Markup(held), type="application/json", id="content"),
        *(element("script", Markup(script)) for script in scripts),
    )
    return joined(Markup("<!doctype html>\n"), element("html", head, body, lang=content["languages"][0]))


def held_text(content: Mapping[str, Any]) -> str:
    """`content` as JSON that no markup in it can break out of."""
    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    said = said.replace(json.dumps(FONT)[1:-1], json.dumps(OWN)[1:-1])
    return said.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def texts(content: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What the scripts say, and the fields that they name, in the languages of the file."""
    sources = "".join((BROWSER / f"{name}.js").read_text() for name in SCRIPTS)
    said = {*SAID.findall(sources), *fields(content)}
    return {language: {text: say(language, text) for text in sorted(said)} for language in content["languages"]}


def fields(content: Mapping[str, Any]) -> Iterable[str]:
    """The fields that can be brushed, as they are named."""
    names = {field for chart in content["charts"].values() for field in chart.get("brush", [])}
    return (name.replace("_", " ") for name in names)


def policy(scripts: Iterable[str]) -> str:
    """What the file may do: run these scripts, and show what it holds. Bokeh's figures style themselves."""
    hashes = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    rules = {
        "default-src": "'none'",
        "script-src": hashes,
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "font-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
