"""A file that is made once and stays, whole or not at all, for its owner only."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def made(path: Path, content: bytes) -> bytes:
    """Put `content` at `path`, unless something is there; what is there. Of two that come at once, the first counts."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        with suppress(FileExistsError):
            os.link(part, path)
        os.unlink(part)
    return path.read_bytes()
