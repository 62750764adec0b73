"""Somebody at a meeting in a browser of their own: what their stage says, and what the page within it shows."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Frame, FrameLocator, Locator, Page, WebSocket, expect

from tests.ui.conftest import visitor, watched
from tests.ui.reader import DATA, Reader, enter

PATIENCE = 60_000
WATCH = """
window.fired = [];
window.__xss = (number) => window.fired.push(number);
addEventListener("securitypolicyviolation", (event) => window.fired.push(event.violatedDirective + " " + event.sample));
"""
MISSING = "Failed to load resource"
"""What the console says of an answer that is an error; the provider has no icon."""


class Attendant(Reader):
    """One browser. `frames` are the texts that the stage's websocket received."""

    def __init__(self, browser: Browser, address: str, width: int = 1280, height: int = 800) -> None:
        self.context: BrowserContext = visitor(browser, width, height)
        self.context.add_init_script(WATCH)
        self.stage: list[str] = []
        super().__init__(self.entered(self.context.new_page()), address)

    def entered(self, page: Page) -> Page:
        """A tab of this browser."""
        watched(page).set_default_timeout(PATIENCE)
        page.on("websocket", self.heard)
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    def heard(self, socket: WebSocket) -> None:
        """Keep what a stage is told; a page's own websocket is Bokeh's."""
        if "/meeting/" in socket.url.partition("?")[0]:
            socket.on("framereceived", lambda frame: self.stage.append(str(frame)))

    def come(self, name: str, path: str) -> Attendant:
        """Sign in on the way to a path."""
        enter(self.page, self.address, name, path)
        return self

    @property
    def told(self) -> list[dict[str, Any]]:
        """What the stage was told."""
        return [json.loads(text) for text in self.stage]

    @property
    def within(self) -> FrameLocator:
        """The page that is shown on the stage."""
        return self.page.frame_locator("iframe:not([hidden])")

    @property
    def inner(self) -> Frame:
        """The same, to be asked by a script."""
        frame = self.page.locator("iframe:not([hidden])").element_handle().content_frame()
        assert frame
        return frame

    def stands(self) -> Attendant:
        """Wait until the page on the stage is there."""
        self.within.locator(".bk-Figure").first.wait_for(state="attached")
        self.inner.wait_for_function("() => !document.getElementById('skeleton') && Bokeh.documents[0].is_idle")
        return self

    def titled(self, title: str) -> Attendant:
        """Wait for the slide of that title."""
        expect(self.page.locator(".words h1")).to_have_text(title)
        return self

    def bar(self) -> Locator:
        """Whom one follows."""
        return self.page.locator(".following")

    def shown(self) -> dict[str, Any]:
        """What the charts on the stage show."""
        return dict(self.inner.evaluate(DATA))

    def comes_to(self, expected: dict[str, Any]) -> None:
        """Wait until the charts on the stage show that."""
        self.inner.wait_for_function(
            f"(expected) => JSON.stringify(({DATA})()) === JSON.stringify(expected)", arg=expected
        )

    def leaves(self, before: dict[str, Any]) -> dict[str, Any]:
        """What the charts show once they show something else."""
        self.inner.wait_for_function(f"(before) => JSON.stringify(({DATA})()) !== JSON.stringify(before)", arg=before)
        return self.shown()

    def over(self, title: str, across: float, down: float) -> tuple[float, float]:
        """A place on the screen, by its share of a chart's marks; the frame may be zoomed."""
        share = self.inner.evaluate(PLACE, [title, across, down])
        box = self.page.locator("iframe:not([hidden])").bounding_box()
        assert box
        return box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"]

    def brush(self, title: str, start: float, end: float) -> None:
        """Drag over a chart on the stage."""
        self.page.mouse.move(*self.over(title, start, 0.5))
        self.page.mouse.down()
        self.page.mouse.move(*self.over(title, end, 0.5), steps=5)
        self.page.mouse.up()

    def laser(self, title: str) -> list[float] | None:
        """Where the pointer stands on this screen, by its share of the marks of a chart; None if it is not shown."""
        found = self.inner.evaluate(LASER, title)
        return None if found is None else [round(each, 2) for each in found]

    def wrong(self) -> list[str]:
        """What must not have happened."""
        fired = [str(each) for frame in self.page.frames for each in frame.evaluate("() => window.fired ?? []")]
        pwned = [frame.url for frame in self.page.frames if frame.locator(".pwned").count()]
        return [each for each in self.errors if MISSING not in each] + fired + pwned + self.foreign()


FIELD = """
  const cardOf = (node) => {
    for (let at = node; at; at = at.parentNode ?? at.host)
      if (at.nodeType === 1 && at.matches("section[aria-label]")) return at.getAttribute("aria-label");
  };
  let found;
  const visit = (view) => {
    if (view.model.type === "Figure" && cardOf(view.el) === title) found = view;
    for (const child of view.children?.() ?? []) visit(child);
  };
  for (const view of Object.values(Bokeh.index.roots ?? Bokeh.index)) visit(view);
  const box = found.el.getBoundingClientRect();
  const { left, top, width, height } = found.frame.bbox;
  const field = { left: box.left + left, top: box.top + top, width, height };
"""
PLACE = f"""([title, across, down]) => {{ {FIELD}
  return [(field.left + across * width) / innerWidth, (field.top + down * height) / innerHeight]; }}"""
LASER = f"""(title) => {{ {FIELD}
  const laser = document.getElementById("laser");
  if (!laser || laser.hidden) return null;
  const at = new DOMMatrix(getComputedStyle(laser).transform);
  return [(at.e - field.left) / width, (at.f - field.top) / height]; }}"""
