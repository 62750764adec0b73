"""What a page looks like until its scripts have run: its bar and the frames of its cards, nothing in them yet."""

from __future__ import annotations

from apps.look import THEME
from apps.page import Page
from components.controls import BROWSER

HEAD = 80
"""Pixels of a card above and below its chart."""


def skeleton(page: Page) -> str:
    """Markup and style, and the script that takes them away once the page stands and says when it is cut off."""
    cards = len(page.views) + bool(page.words)
    frames = f'<i style="height:{page.height + HEAD}px"></i>' * cards
    light, dark = (THEME[name]["palette"]["background"] for name in ("light", "dark"))
    return f"""
<style>
#loader:not(.error) {{ display: none !important; }}
#skeleton {{ --ground: {light["default"]}; --surface: {light["paper"]}; position: absolute; inset: 0; z-index: 1;
  background: var(--ground); min-height: 100%; pointer-events: none; }}
@media (prefers-color-scheme: dark) {{
  #skeleton {{ --ground: {dark["default"]}; --surface: {dark["paper"]}; }}
}}
#skeleton header {{ height: 48px; background: var(--surface); border-bottom: 1px solid #8883; }}
#skeleton main {{ display: grid; gap: 10px; margin: 62px 10px 10px;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 372px), 1fr)); }}
#skeleton i {{ border-radius: 10px; border: 1px solid #8883; box-sizing: border-box; animation: wait 1.6s infinite;
  background: linear-gradient(100deg, transparent 40%, #8882 50%, transparent 60%) var(--surface) 120% 0 / 220%; }}
@keyframes wait {{ to {{ background-position: -120% 0; }} }}
@media (prefers-reduced-motion: reduce) {{ #skeleton i {{ animation: none; }} }}
</style>
<div id="skeleton" role="status" aria-label="Loading"><header></header><main>{frames}</main></div>
<style>{(BROWSER / "connection.css").read_text()}</style>
<script>{(BROWSER / "connection.js").read_text()}</script>"""
