"""`/modules/…`: scripts and style sheets of pages without Panel, under a name that changes with them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import sha256

from tornado.web import RequestHandler, StaticFileHandler

from components.controls import BROWSER

FOLDERS = ("meeting", "presented")
YEAR = 365 * 24 * 3600
Spec = tuple[str, type[RequestHandler], dict[str, object]]


@cache
def version() -> str:
    """What the files are called together: something else once any of them is another."""
    digest = sha256()
    for path in sorted(path for folder in FOLDERS for path in (BROWSER / folder).iterdir()):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def address(name: str, base: str = "./") -> str:
    """Where a file is; `base` leads from the page to the root of the server."""
    return f"{base}modules/{version()}/{name}"


class Modules(StaticFileHandler):
    """The files. A browser may keep them for ever; under a name of another version they are those of this one."""

    def get_cache_time(self, path: str, modified: datetime | None, mime_type: str) -> int:
        """Seconds for which a browser need not ask again."""
        return YEAR if self.request.path.startswith(f"/modules/{version()}/") else 0


def addresses() -> list[Spec]:
    """The url specs."""
    files = rf"/modules/[0-9a-f]+/((?:{'|'.join(FOLDERS)})/[a-z]+\.(?:js|css))"
    return [(files, Modules, {"path": str(BROWSER)})]
