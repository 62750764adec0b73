"""The studio in a real browser, as one journey: a view becomes slides, and nothing that is typed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.ui.conftest import Opened
from tests.ui.reader import Reader

pytestmark = pytest.mark.ui
HOSTILE = '<img src=x onerror="window.pwned=1">'


@pytest.mark.long
def test_from_a_view_to_a_deck(opened: Opened, address: str) -> None:
    reader = opened("/benchmark")
    page = reader.page
    page.set_default_timeout(45_000)
    captured(reader)
    page.locator(".capture-done a").click()
    inside = page.frame_locator("iframe.page")
    page.locator(".slide .chip", has_text="KRX").wait_for()
    inside.locator("section[aria-label]").nth(7).wait_for()
    wandered(page, inside)
    arranged(page)
    written(page)
    page.reload()
    page.locator(".slide b", has_text=HOSTILE).wait_for()
    expect(page.get_by_label("Speaker notes")).to_have_value("only mine")
    turned(page)
    assert page.evaluate("window.pwned") is None


def captured(reader: Reader) -> None:
    """A brushed view is a slide of a new deck, under the title that is proposed."""
    page = reader.page
    page.locator("section.frame li button").first.click()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator(".capture summary").click()
    expect(page.get_by_label("Title of the slide")).to_have_value(re.compile("^Global benchmark: .*KRX"))
    page.get_by_label("Deck", exact=True).select_option("")
    page.get_by_role("button", name="Capture this view").click()
    reader.picture("studio capture")


def wandered(page: Page, inside: FrameLocator) -> None:
    """What is changed in the live page can become the slide's."""
    inside.locator("section[aria-label='Summary'] .bk-Figure").first.wait_for()
    inside.locator("section.frame li button").first.click()
    page.keyboard.press("Escape")
    expect(page.get_by_text("You moved on from the slide")).to_be_visible()
    page.get_by_role("button", name="Update slide with this view").click()
    expect(page.locator(".slide .chip")).to_have_count(0)
    page.get_by_label("Charts that are shown").select_option(label="Summary")
    expect(page.locator(".slide .where")).to_have_text("Global benchmark · Summary")
    inside.locator("section[aria-label='Synchronised spikes']").wait_for(state="hidden")
    expect(inside.locator("section[aria-label='Summary']")).to_be_visible()


def arranged(page: Page) -> None:
    """Slides are copied, moved, removed and brought back by keys."""
    page.locator(".slide").first.focus()
    page.keyboard.press("Control+d")
    expect(page.locator(".slide")).to_have_count(2)
    page.keyboard.press("Delete")
    expect(page.locator(".slide")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator(".slide")).to_have_count(2)
    second = page.locator(".slide").nth(1).get_attribute("data-id")
    page.locator(".slide").nth(1).click()
    page.locator(".slide").nth(1).press("Alt+ArrowUp")
    expect(page.locator(".slide").first).to_have_attribute("data-id", str(second))


def written(page: Page) -> None:
    """Words are kept as they are typed, and are words whatever they look like."""
    page.get_by_label("Title", exact=True).fill(HOSTILE)
    page.get_by_label("Narrative", exact=True).fill("{$my_ccp} of {nothing.x}")
    expect(page.locator(".told")).to_have_text("KRX of –", timeout=20_000)
    expect(page.locator(".problems")).to_contain_text("did you mean")
    page.get_by_label("Speaker notes").fill("only mine")
    page.locator(".slide b", has_text=HOSTILE).wait_for()


def turned(page: Page) -> None:
    """The studio goes on in another language with the same slide."""
    page.get_by_role("button", name="한국어").first.click()
    expect(page.get_by_label("발표자 메모")).to_have_value("only mine")
    expect(page.locator(".told")).to_have_text("KRX of –", timeout=20_000)
    inside = page.frame_locator("iframe.page")
    inside.locator("section[aria-label='요약']").wait_for()
    expect(page.locator(".kept")).to_contain_text("저장됨")
    expect(page.locator(".slide .where").first).to_have_text("글로벌 벤치마크 · 요약")
