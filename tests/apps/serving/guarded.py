"""The real server with small pages, in a process of its own: `python -m tests.apps.serving.guarded PAGES`."""

from __future__ import annotations

import sys
from pathlib import Path

from apps import server
from auth.access import Access
from panel_config import Settings

if __name__ == "__main__":
    server.FOLDER = Path(sys.argv[1])
    settings = Settings.read()
    sys.exit(server.serve(settings, Access.read(settings)))
