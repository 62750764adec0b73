import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = next(
    (
        p
        for p in (ROOT.parent / "shared", Path(os.environ.get("TIDEMARK_SHARED", "")))
        if p.name == "shared" and p.exists()
    ),
    None,
)
