"""The Chromium that the browser tests drive: find it, or install it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from scripts import debian
from scripts.program import works

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first has no windows of its own to draw: a page costs it a quarter less processor time."""
FONTS = ("fonts-dejavu-core", "fonts-noto-cjk")
NONE = "No Chromium for the browser tests: install chromium, or set CHROMIUM=/path/to/it, then run make test again."


class NoChromium(RuntimeError):
    """No Chromium runs here. The message says what to do."""


def named() -> str | None:
    """The one that the variable CHROMIUM names; raise NoChromium if that one does not start."""
    name = os.environ.get("CHROMIUM")
    if name and not works(shutil.which(name)):
        raise NoChromium(f"CHROMIUM={name} does not start: correct it, or unset it to let make look for one")
    return shutil.which(name) if name else None


def playwrights() -> str | None:
    """The one that Playwright keeps, if it has been downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if works(path) else None


def find() -> str | None:
    """The path of a Chromium that starts: CHROMIUM, the PATH, Playwright's own; None if there is none."""
    on_path = (shutil.which(name) for name in NAMES)
    return named() or next((path for path in on_path if works(path)), None) or playwrights()


def install_debian() -> None:
    """Install Debian's package where that is allowed: that without windows, the other where there is none."""
    debian.install("chromium-headless-shell", *FONTS)
    if find() is None:
        debian.install("chromium", *FONTS)


def install_playwrights() -> None:
    """Let Playwright download its own."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr)


def ensure() -> str:
    """The path of a Chromium that starts, installed if need be; raise NoChromium if that fails."""
    path = find()
    for install in (install_debian, install_playwrights):
        if path is None:
            install()
            path = find()
    if path is None:
        raise NoChromium(NONE)
    return path


def main() -> int:
    """Print the path; 1 and one sentence if there is none."""
    try:
        print(ensure())
    except NoChromium as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
