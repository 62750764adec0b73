"""A reader at a browser: opens the page, drags, clicks, and looks at what the charts show."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from playwright.sync_api import Error, Locator, Page, WebSocket

CHARTS = 8
TITLES = {
    "trend": "Initial margin over time",
    "ranking": "Initial margin by region, latest quarter",
    "spikes": "Synchronised spikes",
    "waterfall": "Default waterfall, latest quarter",
    "cover2": "Cover-2 stress loss over prefunded default resources",
    "correlation": "Correlation of size measures",
    "ratio": "Peak over average variation margin, by region",
    "summary": "Summary",
}

# Of every figure that can be seen, by the title of its card: the data of its sources, without what hovering says.
DATA = """() => {
  const shown = {};
  const cardOf = (node) => {
    for (let at = node; at; at = at.parentNode ?? at.host)
      if (at.nodeType === 1 && at.matches("section[aria-label]")) return at.getAttribute("aria-label");
  };
  const visit = (view) => {
    if (view.model.type === "Figure") {
      const title = cardOf(view.el);
      if (title && view.el.checkVisibility()) shown[title] = view.model.renderers.map((renderer) =>
        Object.entries(renderer.data_source?.data ?? {}).filter(([name]) => name !== "tip").sort()
          .map(([name, values]) => [name, Array.from(values, (value) => Number.isNaN(value) ? null : value)]));
    }
    for (const child of view.children?.() ?? []) visit(child);
  };
  for (const view of Object.values(Bokeh.index.roots ?? Bokeh.index)) visit(view);
  return Object.fromEntries(Object.entries(shown).sort());
}"""
MINE = " ◂"
FAULTY = ("error", "warning")
"""What a browser's console must not say."""
CUT = (
    "Failed to load resource",
    "WebSocket connection to",
    "Failed to connect to Bokeh server",
    "Failed to load Bokeh",
    "not connected so cannot send",
)
"""What it says of a server that was killed."""


class Reader:
    """One browser page with its errors, its requests, and the messages that the server sent."""

    titles = TITLES
    charts = CHARTS

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.sockets: list[str] = []
        self.patches: list[list[dict[str, Any]]] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type in FAULTY else None)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", self.connected)

    def connected(self, socket: WebSocket) -> None:
        self.sockets.append(socket.url)
        socket.on("framereceived", self.received)

    def received(self, frame: str | bytes) -> None:
        if isinstance(frame, str) and frame.startswith('{"events"'):
            self.patches.append(json.loads(frame)["events"])

    def foreign(self) -> list[str]:
        """Requests that left the host."""
        near = {"localhost", "127.0.0.1", None}
        return [url for url in self.requests if urlparse(url).hostname not in near]

    def open(self, path: str = "/") -> Reader:
        """Open the page and wait until the session has shown its state: then the reader's own CCP is marked."""
        self.page.goto(self.address + path)
        self.page.locator("section[aria-label]").nth(self.charts - 1).wait_for()
        self.drawn()
        self.wait(f"() => JSON.stringify(({DATA})()).includes('{MINE}')")
        return self

    def wait(self, condition: str) -> None:
        self.page.wait_for_function(condition)

    def drawn(self, charts: int | None = None) -> Reader:
        """Wait until so many charts are there, all unless said, and the page has loaded."""
        self.wait(f"() => Object.keys(({DATA})()).length === {charts or self.charts}")
        return self

    def data(self) -> dict[str, Any]:
        """What each chart shows, by the title of its card."""
        return dict(self.page.evaluate(DATA))

    def card(self, name: str) -> Locator:
        return self.page.locator(f'section[aria-label="{self.titles[name]}"]')

    def chips(self) -> list[str]:
        return self.page.locator(".chip").all_inner_texts()

    def at(self, name: str, across: float, down: float) -> tuple[float, float]:
        """A place on the page, by its share of the frame that the marks of a chart lie in."""
        card = self.card(name)
        card.scroll_into_view_if_needed()
        frame = card.locator(".bk-Figure").first
        inner = frame.evaluate(
            """(node) => {
              let found;
              const visit = (view) => {
                if (view.model.type === "Figure" && view.el === node) found = view;
                for (const child of view.children?.() ?? []) visit(child);
              };
              for (const view of Object.values(Bokeh.index.roots ?? Bokeh.index)) visit(view);
              const { left, top, width, height } = found.frame.bbox;
              const box = node.getBoundingClientRect();
              return [box.left + left, box.top + top, width, height];
            }"""
        )
        left, top, width, height = inner
        return left + across * width, top + down * height

    def drag(self, name: str, across: tuple[float, float], down: tuple[float, float] = (0.5, 0.5)) -> None:
        start, end = (self.at(name, x, y) for x, y in zip(across, down, strict=True))
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=6)
        self.page.mouse.up()

    def click(self, name: str, across: float, down: float) -> None:
        self.page.mouse.click(*self.at(name, across, down))

    def moved(self, before: dict[str, Any]) -> dict[str, Any]:
        """What the charts show once they show something else than `before`."""
        self.page.wait_for_function(f"(before) => JSON.stringify(({DATA})()) !== JSON.stringify(before)", arg=before)
        return self.data()

    def shows(self, expected: dict[str, Any]) -> None:
        """Wait until the charts show `expected`."""
        self.page.wait_for_function(
            f"(expected) => JSON.stringify(({DATA})()) === JSON.stringify(expected)", arg=expected
        )

    def menu(self, name: str, entry: str) -> None:
        """Choose an entry of a chart's menu."""
        card = self.card(name)
        card.locator("summary").click()
        card.get_by_role("button", name=entry, exact=True).click()

    def choose(self, field: str, option: str) -> None:
        """Choose an option of a field of the header."""
        self.page.get_by_role("combobox", name=field).click()
        self.page.locator(".MuiMenuItem-root", has_text=option).click()

    def dark(self, selector: str, below: float) -> None:
        """Wait until what `selector` names is darker than `below`, of 255."""
        node = self.page.locator(selector).element_handle()
        self.page.wait_for_function(
            """([node, below]) => {
              const colour = getComputedStyle(node).backgroundColor.match(/[0-9.]+/g).slice(0, 3).map(Number);
              return colour.reduce((sum, each) => sum + each) / 3 < below;
            }""",
            arg=[node, below],
        )

    def picture(self, name: str) -> None:
        """Keep what the page looks like, if TIDEMARK_SCREENSHOTS names a folder."""
        if folder := os.environ.get("TIDEMARK_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            try:
                self.page.screenshot(path=Path(folder) / f"{name}.png")
            except Error as error:
                raise AssertionError(f"no picture of {name}") from error


def enter(page: Page, address: str, name: str, path: str) -> None:
    """Sign in with the provider on the way to a path."""
    page.goto(address + path)
    page.get_by_role("button").click()
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", f"pw-{name}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{path}**")
