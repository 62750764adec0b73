"""What a page looks like until its scripts have run: its bar and the frames of its cards, nothing in them yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from apps.look import THEME
from components.controls import BROWSER, style

HEAD = 80
"""Pixels of a card above and below its chart."""


def skeleton(heights: Iterable[int], speech: str = "") -> str:
    """Markup, style, and the scripts that take it away once the page stands and say when the page is cut off.

    `heights` are those of its frames, in pixels; `speech` are the scripts that say texts.
    """
    frames = "".join(f'<i style="height:{height}px"></i>' for height in heights)
    grounds = "".join(ground(theme, THEME[theme]["palette"]["background"]) for theme in ("light", "dark"))
    return f"""
<style>
{grounds}{style("skeleton")[0]}
{style("connection")[0]}
</style>
{speech}
<div id="skeleton" role="status" aria-label="Loading"><header></header><p></p><main>{frames}</main></div>
<script>
{script("pace")}
{script("connection")}
{script("opening")}
</script>"""


def ground(theme: str, colours: Mapping[str, str]) -> str:
    """The colours of the skeleton in one theme."""
    return f"#skeleton.{theme} {{ --ground: {colours['default']}; --surface: {colours['paper']}; }}\n"


def script(name: str) -> str:
    """A script of the page itself."""
    return (BROWSER / f"{name}.js").read_text()
