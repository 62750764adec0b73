"""Somebody who signs in at a browser."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response, WebSocket

from tests.ui.reader import Reader

CHARTS = 2


class Entrant(Reader):
    """One tab of a browser: when its websocket was closed, and what the server refused."""

    def __init__(self, page: Page, address: str) -> None:
        super().__init__(page, address)
        page.set_default_timeout(20_000)
        self.cut = 0.0
        self.failed: list[tuple[int, str]] = []
        page.on("websocket", self.listened)
        page.on("response", self.answered)

    def answered(self, response: Response) -> None:
        if response.url.startswith(self.address) and response.status >= 400:
            self.failed.append((response.status, urlsplit(response.url).path))

    def listened(self, socket: WebSocket) -> None:
        socket.on("close", self.closed)

    def closed(self, _: WebSocket) -> None:
        self.cut = time.monotonic()

    def come(self, path: str = "/") -> Entrant:
        """Go to an address, whatever is there."""
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self

    def provided(self, name: str) -> Entrant:
        """Sign in with the provider, which asks who it is."""
        self.page.get_by_role("button", name="Sign in with").click()
        self.page.locator("[name=login]").fill(name)
        self.page.locator("[name=password]").fill(f"pw-{name}")
        self.page.locator("#go").click()
        return self.seated()

    def sent(self, name: str, password: str) -> Entrant:
        """Fill in the form of the directory, and send it."""
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        return self

    def seated(self) -> Entrant:
        """Wait until the page is there."""
        self.page.locator("section[aria-label]").nth(CHARTS - 1).wait_for()
        self.drawn(CHARTS)
        return self

    def brush(self) -> str:
        """Brush a bar; the address of what is shown then."""
        before = self.data()
        self.click("ranking", 0.5 / 6, 0.9)
        self.moved(before)
        self.wait("() => location.search.includes('im_ranking')")
        return self.page.url

    def entries(self, name: str) -> list[str]:
        """What the menu of a chart offers."""
        card = self.card(name)
        card.locator("summary").click()
        found = card.get_by_role("button").all_inner_texts()
        card.locator("summary").click()
        return found

    def leave(self) -> float:
        """Sign out, on the page of the account; when that was."""
        button = self.come("/account").page.get_by_role("button", name="Sign out", exact=True)
        button.hover()
        start = time.monotonic()
        button.click(no_wait_after=True)
        return start
