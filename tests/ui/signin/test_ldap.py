"""A browser, a server with two workers, and a real directory: from a link to the view, and out again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.faults.place import Place
from tests.slapd import PASSWORD
from tests.ui.signin.conftest import SOON, Comes

pytestmark = [pytest.mark.ui, pytest.mark.long]


def test_from_a_link_to_the_view_and_out_of_every_tab(directed: Place, comes: Comes) -> None:
    first = comes(directed).come("/benchmark")
    for password in ("wrong", ""):
        first.sent("obrien", password)
        if password:
            expect(first.page.get_by_text("Name or password is wrong.")).to_be_visible()
    link = first.sent("obrien", PASSWORD).seated().brush()
    second = comes(directed, beside=first).come(link).seated()
    viewer = comes(directed).come(link).sent("kim", PASSWORD).seated()
    assert viewer.page.url == link and viewer.chips() == second.chips() != []
    assert "Data table" not in viewer.entries("trend") and "SQL" in second.entries("trend")

    left = first.leave()
    second.page.wait_for_url("**/signin?to=*")
    print(f"the other tab is cut {second.cut - left:.2f} s after the click")
    assert 0 < second.cut - left < SOON
    expect(first.page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert not viewer.cut and second.sent("obrien", PASSWORD).seated().chips() == viewer.chips()
