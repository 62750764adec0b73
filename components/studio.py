"""The studio as a browser shows it: one component, its script joined from the parts in browser/studio."""

from __future__ import annotations

from pathlib import Path

import param
from panel.custom import JSComponent

FOLDER = Path(__file__).parent / "browser" / "studio"
WORKSPACE = Path(__file__).parent / "browser" / "workspace"
SHARED = ("button", "copy", "dialog", "form", "menu", "moment", "node", "themed")
SHEETS = ("dialog", "form")
"""Parts of the workspace that the studio is made of too: scripts and style sheets."""
LAST = "frame"
"""The part that draws the whole, and whose `render` the module exports."""
NAMES = {"export": "exporting"}
"""What a part defines whose file has a name that a script cannot use."""


def script() -> str:
    """The module: each file defines the constant of its own name, and sees those of all others once it is called."""
    own = sorted(path for path in FOLDER.glob("*.js") if path.stem != LAST)
    parts = [_part(path) for path in [*(WORKSPACE / f"{name}.js" for name in SHARED), *own]]
    return "\n".join([*parts, f"{(FOLDER / f'{LAST}.js').read_text()}\nexport {{ render }};\n"])


def _part(path: Path) -> str:
    name = NAMES.get(path.stem, path.stem)
    return f"const {name} = (() => {{\n{path.read_text()}\nreturn {name};\n}})();"


def style() -> list[str]:
    """The style sheets of all parts."""
    shared = [WORKSPACE / f"{name}.css" for name in SHEETS]
    return [path.read_text() for path in [*shared, *sorted(FOLDER.glob("*.css"))]]


class Studio(JSComponent):
    """The decks, and of one deck the filmstrip, the slide as it is, and its words.

    Tells {do: …} and hears {tell: …} as custom messages.
    """

    opening = param.String(default="{}", doc="JSON: account, csrf, rights, roles, pages, versions, decks, open, slide.")
    _esm = script()
    _stylesheets = style()
