"""A meeting in three real browsers on two workers, from the first view that is captured to the minutes."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.pages import lighter
from tests.provider.running import Provider
from tests.shared import ROOT
from tests.ui.attendant import PATIENCE, Attendant
from tests.ui.reader import CUT, TITLES
from tests.ui.served import Served, signed_in

FORM = "<img class=pwned src=x onerror=__xss({n})>"
FIRST, SECOND = f"Margin rose {FORM.format(n=1)}", f"By region {FORM.format(n=2)}"
POINTS, NOTES = f"One point {FORM.format(n=3)}", f"For the speaker alone {FORM.format(n=4)}"
NAMES = {"kim": f"Kim {FORM.format(n=5)}", "ann": f"Ann {FORM.format(n=6)}", "lee": "Lee 이"}
DECISION = f"Raise the floor {FORM.format(n=7)}"
TREND, RANKING = TITLES["trend"], TITLES["ranking"]
PART = """
  guest:
    groups: [tidemark-guests]
    sees: apac
    may: {open: all, verify: all}

entitlements:
  apac:
    ccps: [KRX, JSCC, ASX]
"""


@pytest.fixture(scope="module")
def server(provider: Provider, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    for name, group in {"kim": "hosts", "lee": "hosts", "ann": "guests"}.items():
        provider.account(name, NAMES[name], [f"tidemark-{group}"])
    folder = tmp_path_factory.mktemp("meeting")
    roles = folder / "roles.yaml"
    roles.write_text((ROOT / "auth" / "roles.yaml").read_text().rstrip() + "\n" + PART)
    own = Path(shutil.copytree(home, folder / "home"))
    with signed_in(provider, own, folder, pages=lighter(folder / "pages"), TIDEMARK_ROLES=str(roles)) as made:
        yield made
    provider.reset()


@pytest.fixture
def people(browser: Browser, server: Served) -> Iterator[list[Attendant]]:
    """Kim, who hosts; Ann, who sees a part of the figures; and Lee, who comes late and may lead."""
    expect.set_options(timeout=PATIENCE)
    made = [Attendant(browser, server.address, *size) for size in ((1280, 800), (1100, 700), (1400, 860))]
    yield made
    expect.set_options(timeout=5_000)
    for each in made:
        each.context.close()


def test_a_meeting(server: Served, people: list[Attendant]) -> None:
    kim, ann, lee = people
    captured(kim)
    meeting = begun(kim)
    followed(kim, ann, meeting)
    pointed(kim, ann)
    wandered(kim, ann)
    struck(server, kim, ann)
    late(kim, lee, meeting)
    reloaded(kim)
    handed(kim, lee, ann)
    ended(server, lee, ann, meeting)
    assert [each for one in people for each in one.wrong()] == []
    assert [text for text in ann.stage if "speaker alone" in text] == []


def captured(kim: Attendant) -> None:
    """Two views become slides of a deck, whose words are written in the studio, and whose order is changed there."""
    page = kim.come("kim", "/benchmark").page
    for number, title in enumerate((SECOND, FIRST), 1):
        page.locator("details.capture summary").click()
        field = page.get_by_label("Title of the slide")
        expect(field).to_have_value(re.compile("benchmark$" if number == 1 else "benchmark: "))  # what is proposed
        field.fill(title)
        page.get_by_role("button", name="Capture this view", exact=True).click()
        expect(page.locator(".capture-done")).to_contain_text(f"slide {number} ")
        if title == SECOND:
            page.locator("details.capture summary").click()
            kim.drawn(2)
            before = kim.data()
            kim.drag("ranking", (0.1, 0.4))
            kim.moved(before)
            page.wait_for_timeout(300)
    page.locator(".capture-done a").click()
    slides = page.locator(".film .slide")
    expect(slides).to_have_count(2)
    page.get_by_label("Talking points").fill(POINTS)
    page.get_by_label("Speaker notes").fill(NOTES)
    slides.last.click()
    slides.last.press("Alt+ArrowUp")
    expect(slides.first).to_contain_text(FIRST)
    expect(page.locator(".kept")).to_contain_text("Saved")
    kim.picture("meeting studio")


def begun(kim: Attendant) -> str:
    """The meeting begins; its id."""
    kim.page.get_by_role("button", name="Present", exact=True).click()
    link = kim.page.get_by_role("link", name="Open the stage")
    path = str(link.get_attribute("href"))
    kim.page.goto(path)
    kim.stands().titled(FIRST)
    assert kim.page.locator(".side .notes").inner_text().strip() == NOTES
    kim.picture("meeting host")
    return path.rpartition("/")[2]


def followed(kim: Attendant, ann: Attendant, meeting: str) -> None:
    """What the host shows is on the follower's screen, as far as her role goes, and it is said that it is a part."""
    ann.come("ann", f"/meeting/{meeting}").stands().titled(FIRST)
    expect(ann.bar()).to_contain_text(f"Following {NAMES['kim']} · slide 1 of 2")
    expect(ann.page.locator(".masked")).to_contain_text("your role")
    expect(kim.page.locator(".members summary")).to_have_text("2 here · 1 follow")
    before = ann.shown()
    kim.page.keyboard.press("PageDown")
    kim.titled(SECOND)
    ann.titled(SECOND).leaves(before)
    kim.page.locator(".views").select_option(label=TREND)
    expect(ann.within.locator(f'section[aria-label="{RANKING}"]')).to_be_hidden()
    kim.page.locator(".views").select_option(value="")
    expect(ann.within.locator(f'section[aria-label="{RANKING}"]')).to_be_visible()
    before = ann.shown()
    kim.brush(RANKING, 0.7, 0.95)
    ann.leaves(before)


def pointed(kim: Attendant, ann: Attendant) -> None:
    """The pointer stands at the same place of the same chart, whatever the screens' sizes; then all is black."""
    kim.page.keyboard.press("p")
    kim.page.mouse.move(*kim.over(TREND, 0.3, 0.3))
    kim.page.mouse.move(*kim.over(TREND, 0.5, 0.4), steps=3)
    ann.inner.wait_for_function("() => !document.getElementById('laser').hidden")
    ann.page.wait_for_timeout(500)
    assert ann.laser(TREND) == pytest.approx([0.5, 0.4], abs=0.02)
    kim.picture("meeting pointer of the host")
    ann.picture("meeting pointer of a follower")
    kim.page.keyboard.press("p")
    ann.inner.wait_for_function("() => document.getElementById('laser').hidden")
    kim.page.keyboard.press("b")
    expect(ann.page.locator(".blank")).to_have_css("background-color", "rgb(0, 0, 0)")
    kim.page.keyboard.press("b")
    expect(ann.page.locator(".blank")).to_be_hidden()


def wandered(kim: Attendant, ann: Attendant) -> None:
    """Whoever brushes moves on their own, and comes back to where the host is by then."""
    settled = ann.shown()
    ann.brush(RANKING, 0.1, 0.3)
    expect(ann.bar()).to_contain_text("You moved on your own")
    expect(kim.page.locator(".members summary")).to_have_text("2 here · 0 follow")
    own = ann.leaves(settled)
    kim.page.keyboard.press("ArrowLeft")
    kim.titled(FIRST)
    ann.page.wait_for_timeout(300)
    assert ann.shown() == own and ann.page.locator(".words h1").inner_text() == SECOND
    ann.picture("meeting wandered")
    ann.page.get_by_role("button", name="Return to host").click()
    ann.titled(FIRST).leaves(own)
    expect(ann.bar()).to_contain_text("Following")


def struck(server: Served, kim: Attendant, ann: Attendant) -> None:
    """Both workers are killed, one after the other: everybody comes back by themselves, and what was typed is kept."""
    kim.page.locator(".note textarea").fill(DECISION)
    for worker in server.workers():
        os.kill(worker, signal.SIGKILL)
        kim.page.wait_for_timeout(1500)
    for each in (kim, ann):
        expect(each.page.locator(".banner")).to_be_hidden()
        each.stands().titled(FIRST)
    expect(kim.page.locator(".members summary")).to_have_text("2 here · 1 follow")
    assert kim.page.locator(".note textarea").input_value() == DECISION
    kim.page.keyboard.press("End")
    kim.page.locator(".words h1").click()
    kim.page.keyboard.press("End")
    kim.titled(SECOND)
    ann.titled(SECOND)
    for each in (kim, ann):
        each.errors[:] = [said for said in each.errors if not any(known in said for known in CUT)]


def late(kim: Attendant, lee: Attendant, meeting: str) -> None:
    """Whoever comes late is where the host is."""
    lee.come("lee", f"/meeting/{meeting}").titled(SECOND).stands()
    lee.comes_to(kim.shown())
    expect(kim.page.locator(".members summary")).to_have_text("3 here · 2 follow")


def reloaded(kim: Attendant) -> None:
    """The host's window is the host's after a reload."""
    kim.page.reload()
    kim.titled(SECOND).stands()
    expect(kim.page.locator(".controls .place")).to_have_value("1")


def handed(kim: Attendant, lee: Attendant, ann: Attendant) -> None:
    """Another leads from now on, and has the notes."""
    kim.page.locator(".members summary").click()
    kim.page.locator(".members li", has_text=NAMES["lee"]).get_by_role("button", name="Hand over").click()
    lee.page.locator(".controls").wait_for()
    expect(kim.page.locator(".controls")).to_be_hidden()
    expect(ann.bar()).to_contain_text(f"Following {NAMES['lee']}")
    lee.page.keyboard.press("1")
    lee.page.keyboard.press("Enter")
    expect(lee.page.locator(".side .notes")).to_have_text(NOTES)
    kim.titled(FIRST)
    ann.titled(FIRST)


def ended(server: Served, lee: Attendant, ann: Attendant, meeting: str) -> None:
    """A decision is noted, the meeting ends, and its minutes agree with the audit."""
    lee.page.locator(".note textarea").fill(DECISION)
    lee.page.keyboard.press("Enter")
    expect(lee.page.locator(".noted")).to_contain_text(DECISION)
    lee.page.get_by_role("button", name="End", exact=True).click()
    ann.page.get_by_role("link", name="Minutes of the meeting").wait_for()
    lee.page.get_by_role("link", name="Minutes of the meeting").click()
    lee.page.wait_for_url("**/minutes")
    expect(lee.page.locator("main")).to_contain_text(DECISION)
    lee.picture("meeting minutes")
    minutes = json.loads(lee.context.request.get(f"{server.address}/meeting/{meeting}/minutes.json").text())
    lines = [json.loads(line) for line in (server.home / "audit.jsonl").read_text().splitlines()]
    agreed(minutes, lines, meeting)


def agreed(minutes: dict[str, Any], lines: list[dict[str, Any]], meeting: str) -> None:
    """Each time that somebody followed stands in both; so does each receipt."""
    known = {str(line["code"]): line for line in lines if line.get("code")}
    told = [entry for entry in minutes["entries"] if entry["kind"] == "followed"]
    kept = [line["code"] for line in lines if line["kind"] == "followed" and line.get("meeting") == meeting]
    assert sorted(entry["code"] for entry in told) == sorted(kept)
    assert [entry for entry in told if known[entry["code"]]["codes"] != entry["codes"]] == []
    codes = {code for entry in minutes["entries"] for code in entry["codes"]}
    assert codes and codes <= known.keys()
    assert {name for entry in told for name in entry["shown_to"]} >= {NAMES["ann"], NAMES["lee"]}
    assert [entry["text"] for entry in minutes["entries"] if entry["kind"] == "decision"] == [DECISION]
    assert all(re.fullmatch(r"TM(-\w{4}){3}", code) for code in codes)
