"""The page's own colours, in light and dark, and the bar at its top."""

from __future__ import annotations

from typing import Any

from components.theme import ACCENT, FONT

LOOK = f"""
:root {{ --tm-surface: var(--panel-surface-color, #fff); --tm-ink: var(--panel-on-surface-color, #1f262e);
  --tm-quiet: color-mix(in srgb, var(--tm-ink) 66%, var(--tm-surface));
  --tm-line: color-mix(in srgb, var(--tm-ink) 13%, var(--tm-surface));
  --tm-accent: var(--panel-primary-color, {ACCENT}); --tm-note: color-mix(in srgb, #d98200 62%, var(--tm-ink));
  --tm-badge: #ffd76a; --tm-font: {FONT}; }}
main.main {{ background-color: var(--mui-palette-background-default) !important; }}
"""
INK = {"color": "var(--tm-ink) !important"}
HEADER = {
    "boxShadow": "none",
    "backgroundImage": "none",
    "backgroundColor": "var(--tm-surface) !important",
    "borderBottom": "1px solid var(--tm-line)",
    "& .MuiTypography-root, & .MuiSvgIcon-root, & .MuiIconButton-root, & a": INK,
    "& .MuiTypography-root, & .title": {"fontSize": "17px", "fontWeight": 650},
}
FIELD = {
    "& .MuiSelect-select": {"py": "4px", "fontSize": "14px"},
    "& .MuiInputLabel-root:not(.MuiInputLabel-shrink)": {"transform": "translate(14px, 5px)", "fontSize": "14px"},
}
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
