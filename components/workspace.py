"""The SQL workspace as a browser shows it: one component, its script joined from the parts in browser/workspace."""

from __future__ import annotations

import json
from pathlib import Path

import panel
import param
from panel.custom import Child, JSComponent

FOLDER = Path(__file__).parent / "browser" / "workspace"
BUNDLED = Path(panel.__file__).parent / "dist" / "bundled"
SERVED = "./static/extensions/panel/bundled"
"""Where this server serves what Panel ships, seen from a page."""
PARTS = {
    "ace": "aceplot/ace-builds@*/src-min-noconflict",
    "tabulator": "datatabulator/tabulator-tables@*/dist/js/tabulator.min.js",
    "sheet": "datatabulator/tabulator-tables@*/dist/css/tabulator_simple.min.css",
}
LAST = "frame"
"""The part that draws the whole, and whose `render` the module exports."""


def addresses() -> dict[str, str]:
    """Where a page finds the editor and the table that Panel ships, and the table's style sheet, by name."""
    found = {name: sorted(BUNDLED.glob(pattern))[-1] for name, pattern in PARTS.items()}
    return {name: f"{SERVED}/{path.relative_to(BUNDLED).as_posix()}" for name, path in found.items()}


def script() -> str:
    """The module: each file defines the constant of its own name, and sees those of all others once it is called."""
    names = sorted(path.stem for path in FOLDER.glob("*.js") if path.stem != LAST)
    parts = [_part(name) for name in names]
    whole = (FOLDER / f"{LAST}.js").read_text()
    return "\n".join([f"const ADDRESSES = {json.dumps(addresses())};", *parts, f"{whole}\nexport {{ render }};\n"])


def _part(name: str) -> str:
    text = (FOLDER / f"{name}.js").read_text()
    return f"const {name} = (() => {{\n{text}\nreturn {name};\n}})();"


def style() -> list[str]:
    """The style sheets of all parts."""
    return [path.read_text() for path in sorted(FOLDER.glob("*.css"))]


class Workspace(JSComponent):
    """The editor, what can be read, the results and what becomes of them.

    Tells {do: …} and hears {tell: …} as custom messages.
    """

    opening = param.String(default="{}", doc="JSON: tabs, active, brush, rights, account, pages, csrf.")
    chart = Child(doc="The figure of the result.")
    _esm = script()
    _stylesheets = style()
    _render_policy = "manual"  # otherwise another chart would have Panel draw the whole workspace again
