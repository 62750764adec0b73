"""A program of the machine that the tests need."""

from __future__ import annotations

import subprocess


def works(path: str | None, question: str = "--version", environment: dict[str, str] | None = None) -> bool:
    """Whether `path` starts: Ubuntu's chromium-browser, for one, is a stub that only asks for a snap."""
    try:
        asked = path and subprocess.run([path, question], capture_output=True, timeout=60, env=environment)
        return bool(asked) and asked.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
