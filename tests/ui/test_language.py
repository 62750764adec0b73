"""The pages in Korean, and the switch between the languages, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.ui.conftest import FLAGS, watched
from tests.ui.reader import Reader

SEEN = """() => {
  const found = [];
  const visit = (node) => {
    for (const each of node.childNodes) {
      if (each.nodeType === 3 && each.data.trim() && each.parentElement?.checkVisibility() !== false) {
        if (!each.parentElement?.closest("script, style, pre, .lines, .ace, .relation")) found.push(each.data.trim());
      } else if (each.nodeType === 1) {
        const own = each.checkVisibility() && !each.closest(".relation");
        for (const name of ["title", "aria-label", "placeholder"])
          if (own && each.getAttribute(name)) found.push(each.getAttribute(name));
        if (each.shadowRoot) visit(each.shadowRoot);
        visit(each);
      }
    }
  };
  visit(document.body);
  return [...new Set(found)];
}"""
NAMES = (
    *(
        "Tidemark",
        "English",
        "SQL",
        "CCP",
        "PQD",
        "SITG",
        "KRX",
        "LCH",
        "CME",
        "ICE",
        "JSCC",
        "ASX",
        "EU",
        "SVB",
        "Cover",
    ),
    *("CSV", "XLSX", "Parquet", "FROM", "Ctrl", "Shift", "Alt", "Esc", "Enter", "Tab", "Delete", "UTC", "TM"),
    *("Toggle theme", "Open contextbar"),
)
"""What is called so in every language: CCPs, codes, SQL and keys; and two buttons that Panel brings."""
ENGLISH = re.compile(r"[A-Za-z]{2,}")
CODE = re.compile(r"[a-z][a-z_.]*\d?|TM-[\w-]+|[A-Za-z]*\d+")
"""A name of a relation, a receipt, a key of the keyboard or a version."""
RECEIPT = re.compile(r"TM-[\w-]+")
PLAIN = ("/audit", "/receipt", "/account", "/board", "/nowhere")


@pytest.fixture(scope="module")
def korean(browser: Browser) -> Iterator[Page]:
    """A browser whose desktop is Korean."""
    assert FLAGS
    context = browser.new_context(locale="ko-KR", viewport={"width": 1280, "height": 900})
    page = watched(context.new_page())
    page.set_default_timeout(60_000)
    yield page
    context.close()


def english(page: Page) -> list[str]:
    """What can be seen, or is said where the pointer rests, with words that are no names."""
    found = []
    for text in page.evaluate(SEEN):
        rest = RECEIPT.sub("", text)
        for name in NAMES:
            rest = re.sub(rf"(?<![A-Za-z]){re.escape(name)}(?![a-z])", "", rest)
        words = [word for word in re.findall(r"[A-Za-z][\w.-]+", rest) if not CODE.fullmatch(word)]
        if ENGLISH.search(" ".join(words)) or re.search(r"[a-z]{3,} [a-z]{3,}", rest):
            found.append(text)
    return found


def stands(page: Page) -> None:
    page.wait_for_function("() => !document.getElementById('skeleton')")


def test_the_pages_with_charts_are_korean_and_turn_english_in_place(korean: Page, address: str) -> None:
    reader = Reader(korean, address)
    korean.goto(f"{address}/benchmark")
    stands(korean)
    korean.get_by_text("자사 위치").wait_for()
    assert english(korean) == []
    korean.evaluate("() => { window.before = true; }")
    korean.get_by_role("button", name="KRX: 2025년").first.click()
    korean.locator(".chip").wait_for()
    shown, link = reader.data(), korean.url
    korean.get_by_role("button", name="English").click()
    korean.get_by_text("Where you stand").wait_for()
    korean.get_by_role("button", name="Undo").wait_for()
    assert korean.evaluate("() => window.before") and korean.url == link
    assert len(reader.data()) == len(shown) and korean.title() == "Global benchmark · Tidemark"
    assert not re.search("[가-힣]", "".join(each for each in korean.evaluate(SEEN) if each != "한국어"))
    korean.get_by_role("button", name="한국어").click()
    korean.get_by_text("자사 위치").wait_for()
    korean.wait_for_function("(link) => location.href === link", arg=link)
    assert reader.data() == shown
    assert reader.errors == []


def test_the_workspace_turns_in_place(korean: Page, address: str) -> None:
    korean.goto(f"{address}/sql")
    stands(korean)
    korean.get_by_role("button", name="실행", exact=True).wait_for()
    korean.get_by_text("결과 없음").wait_for()
    assert english(korean) == []
    korean.get_by_role("button", name="English").click()
    korean.get_by_text("No result yet").wait_for()
    korean.get_by_role("button", name="Run", exact=True).wait_for()
    korean.get_by_role("button", name="한국어").click()
    korean.get_by_text("결과 없음").wait_for()


def test_plain_pages_are_korean_and_have_a_way_to_english(korean: Page, address: str) -> None:
    for path in PLAIN:
        korean.goto(f"{address}{path}")
        assert korean.locator("html").get_attribute("lang") == "ko"
        assert english(korean) == [], path
    korean.goto(f"{address}/receipt")
    korean.get_by_role("link", name="English").click()
    korean.get_by_role("heading", name="Receipt").wait_for()
    korean.get_by_role("link", name="한국어").click()
    korean.get_by_role("heading", name="영수증").wait_for()
    assert korean.url == f"{address}/receipt"
