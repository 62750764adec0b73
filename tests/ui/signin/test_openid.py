"""A browser, a server with two workers, and a real provider: from a link to the view, and out again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.faults.place import Place
from tests.ui.signin.conftest import SOON, Comes

pytestmark = pytest.mark.ui


def test_from_a_link_to_the_view_and_out_of_every_tab(provided: Place, comes: Comes) -> None:
    first = comes(provided).come("/benchmark")
    assert "/signin?to=%2Fbenchmark" in first.page.url
    link = first.provided("analyst").brush()
    assert {"Data table", "Provenance", "Export CSV"} <= set(first.entries("trend"))
    assert "SQL" not in first.entries("trend") and "./audit" not in first.page.content()

    second = comes(provided, beside=first).come(link).seated()
    elsewhere = comes(provided).come(link).provided("analyst")
    assert second.page.url == elsewhere.page.url == link
    assert second.chips() == elsewhere.chips() and len(second.chips()) == 1

    left = first.leave()
    second.page.wait_for_url("**/signin?to=*")
    print(f"the other tab is cut {second.cut - left:.2f} s after the click")
    assert 0 < second.cut - left < SOON
    first.page.locator("#go").click()
    expect(first.page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert not elsewhere.cut and elsewhere.chips()
    elsewhere.page.keyboard.press("Escape")
    elsewhere.page.locator(".hint").wait_for()

    second.provided("analyst")
    assert second.page.url == link and len(second.chips()) == 1
