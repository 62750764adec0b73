"""The workspace as a reader uses it: what is written and run, and what is then seen."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page
from tornado.httputil import HTTPHeaders
from tornado.web import OutputTransform

from apps.nonce import trusted
from apps.serving.headers import headers
from apps.speech import speech
from components.language import ENGLISH

EDITED = """() => {
  const find = (node) => {
    for (const each of node.querySelectorAll("*")) {
      if (each.env?.editor && each.matches(".ace")) return each.env.editor.getValue();
      const found = each.shadowRoot && find(each.shadowRoot);
      if (typeof found === "string") return found;
    }
    return null;
  };
  return find(document);
}"""
"""What stands in the editor."""


class Strict(OutputTransform):
    """What the server says of every page, said of Panel's own."""

    def transform_first_chunk(
        self, status_code: int, sent: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        if sent.get("Content-Type", "").startswith("text/html"):
            chunk = trusted(chunk.decode().replace("<body>", f"<body>{speech(ENGLISH)}", 1), "nonce").encode()
            sent.update(headers("nonce"))
            sent["Content-Length"] = str(len(chunk))
        return status_code, sent, chunk


def text_of(page: Page) -> str:
    return str(page.evaluate(EDITED))


def write(page: Page, text: str) -> None:
    page.locator(".ace .ace_scroller").click(position={"x": 90, "y": 60})
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")


def run(page: Page) -> None:
    page.keyboard.press("Control+Enter")


def cells(page: Page, column: int) -> list[str]:
    found: Locator = page.locator(f'.tabulator-row .tabulator-cell[tabulator-field="{column}"]')
    return found.all_inner_texts()


def foot(page: Page) -> Locator:
    return page.locator(".foot .figures")


def copied(page: Page) -> str:
    """What the button puts on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy", exact=True).click()
    return str(page.evaluate("navigator.clipboard.readText()"))


def soon(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until the server's side has heard what makes `holds` true."""
    until = time.monotonic() + 8
    while not holds():
        assert time.monotonic() < until
        page.wait_for_timeout(20)
