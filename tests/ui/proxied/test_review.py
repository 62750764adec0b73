"""The review as a reader has it through TLS and a proxy: the tests are those of the plain address."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.ui.reader import Reader
from tests.ui.test_review import (
    test_a_chart_is_saved_as_csv,
    test_a_drag_on_the_trend_filters_the_others_each_time_in_one_message,
    test_the_page_opens_with_eight_charts,
    test_undo_redo_escape_and_the_cross_of_a_chip,
)

__all__ = [
    "test_a_chart_is_saved_as_csv",
    "test_a_drag_on_the_trend_filters_the_others_each_time_in_one_message",
    "test_the_page_opens_with_eight_charts",
    "test_undo_redo_escape_and_the_cross_of_a_chip",
]

pytestmark = [pytest.mark.ui, pytest.mark.long]


def test_all_of_it_went_through_the_proxy(desk: Reader, address: str) -> None:
    parts = [urlsplit(url) for url in [*desk.requests, *desk.sockets] if not url.startswith("blob:")]
    own = urlsplit(address).netloc
    assert {(part.scheme, part.netloc) for part in parts} == {("https", own), ("wss", own)}
    spoken = "() => performance.getEntriesByType('navigation')[0].nextHopProtocol"
    assert desk.page.evaluate(spoken) == "h2"


def test_a_second_visit_fetches_no_versioned_file(desk: Reader) -> None:
    desk.open()
    files = "performance.getEntriesByType('resource').filter((file) => file.name.includes('?v='))"
    assert set(desk.page.evaluate(f"() => {files}.map((file) => file.transferSize)")) == {0}
