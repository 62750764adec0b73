"""Where somebody goes on to after signing in."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

HOME = "/"
CHARACTERS = "/?&=#:;,.+-_~%@!$'()*[]"
SIGNING = re.compile(r"/+(signin|signout)\b")
LONGEST = 4000


def onward(path: str) -> str:
    """`path` if it is one of this server where signed-in people go, else the first page."""
    if not path.startswith("/") or path[1:2] in ("/", "\\") or "\\" in path or len(path) > LONGEST:
        return HOME
    if not path.isprintable() or " " in path or SIGNING.match(path):
        return HOME
    try:
        parts = urlsplit(path)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else quote(path, safe=CHARACTERS)
