"""Times from a movement of the pointer to the repaint of the other charts, of a served margin page in Chromium.

    python -m tests.ui.repaint http://localhost:5006 --steps 200

prints one JSON object: how many repaints were seen, and the 50th and 95th percentile in milliseconds, once from the
last movement that was told and once from its message leaving the browser.
"""

from __future__ import annotations

import argparse
import json
from statistics import quantiles
from typing import Any

from playwright.sync_api import Page, sync_playwright

from scripts import chromium
from tests.ui.conftest import FLAGS, visitor, watched
from tests.ui.test_margin import TITLES, Desk

WATCH = """() => {
  window.painted = [];
  let moved, told;
  addEventListener("pointermove", () => (moved = performance.now()), true);
  const socket = Object.getPrototypeOf(WebSocket.prototype);
  const { send } = socket;
  const heard = ({ data }) => {
    if (!told || typeof data !== "string" || !data.includes("ColumnDataChanged")) return;
    const { at, of } = told;
    told = undefined;
    requestAnimationFrame(() => setTimeout(() => painted.push([performance.now() - of, performance.now() - at])));
  };
  socket.send = function (frame) {
    if (frame.includes('"selectiongeometry"') && frame.includes('["final",false]')) {
      told ??= { at: performance.now(), of: moved };
      if (!this.watched) this.addEventListener("message", heard);
      this.watched = true;
    }
    return send.call(this, frame);
  };
}"""


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("address", help="where the server answers")
    read.add_argument("--steps", type=int, default=200, help="movements of the pointer")
    given = read.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=FLAGS)
        page = watched(visitor(browser, 1440, 900).new_page())
        print(json.dumps(measured(Desk(page, given.address).open(), page, given.steps)))
        browser.close()


def measured(desk: Desk, page: Page, steps: int) -> dict[str, Any]:
    """Drag once to get ready, then over the days in so many steps."""
    desk.drag("daily", (0.2, 0.4))
    page.wait_for_timeout(3000)
    page.keyboard.press("Escape")
    page.evaluate(WATCH)
    (x, y), (end, _) = desk.at("daily", 0.2, 0.5), desk.at("daily", 0.8, 0.5)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(steps):
        page.mouse.move(x + (end - x) * (step + 1) / steps, y)
    page.mouse.up()
    page.wait_for_timeout(500)
    painted: list[list[float]] = page.evaluate("() => painted")
    moved, told = (sorted(column) for column in zip(*painted, strict=True))
    return {"charts": len(TITLES), "repaints": len(painted), "moved": percentiles(moved), "told": percentiles(told)}


def percentiles(times: list[float]) -> dict[str, float]:
    cut = quantiles(times, n=20)
    return {"p50_ms": round(cut[9], 1), "p95_ms": round(cut[18], 1)}


if __name__ == "__main__":
    main()
