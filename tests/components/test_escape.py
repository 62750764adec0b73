"""Nothing gets into markup but through one function: every place that could do otherwise is known by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from components.escape import escape
from components.markup import Markup, element, joined
from tests.shared import ROOT

PACKAGES = ("apps", "auth", "components", "data", "queries")
SUSPECT = {
    "py": re.compile(
        r"html\.escape|import html|from html import|f\"{1,3}\s*<|f'{1,3}\s*<|to_html|Markup\(|pane\.HTML|Div\("
    ),
    "js": re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|eval\(|new Function|DOMParser"),
}
ALLOWED = {
    "components/escape.py": 2,  # the function itself
    "components/markup.py": 3,  # elements: every part but Markup is escaped
    "apps/signing/paper.py": 2,  # the style sheet and the doctype, which are ours
    "apps/signing/desk.py": 1,  # an empty text
    "apps/skeleton.py": 1,  # a style sheet, colours and heights of our own
    "apps/nonce.py": 1,  # the nonce of the answer
    "apps/shell.py": 2,  # the skeleton, and a place for the language
    "apps/speech.py": 2,  # a script of ours, and nothing for English
    "apps/presented.py": 1,  # elements behind a page's own body
    "apps/meeting/page.py": 3,  # the style sheet and the doctype, which are ours, and JSON without <
    "apps/pack/offline/file.py": 5,  # style sheet, page, scripts and doctype, which are ours, and JSON without <
    "components/browser/drawer.js": 1,  # sets what apps/behind.py has made of elements
}
"""How many suspect places a file may have, and why."""


def suspects() -> Iterator[tuple[str, str]]:
    """The file and the line of each suspect place, comments and docstrings aside."""
    for package in PACKAGES:
        for kind, pattern in SUSPECT.items():
            for path in sorted((ROOT / package).rglob(f"*.{kind}")):
                name = str(path.relative_to(ROOT))
                if not name.startswith("apps/bench/"):
                    yield from ((name, line.strip()) for line in path.read_text().splitlines() if pattern.search(line))


def test_every_place_that_makes_markup_is_known() -> None:
    found: dict[str, list[str]] = {}
    for name, line in suspects():
        found.setdefault(name, []).append(line)
    assert {name: lines for name, lines in found.items() if len(lines) > ALLOWED.get(name, 0)} == {}
    assert {name: len(lines) for name, lines in found.items()} == ALLOWED


def test_a_suspect_place_would_be_seen() -> None:
    assert SUSPECT["py"].search('return f"<b>{name}</b>"') and SUSPECT["py"].search("pn.pane.HTML(name)")
    assert SUSPECT["js"].search("node.innerHTML = name") and not SUSPECT["js"].search("node.textContent = name")


@pytest.mark.parametrize("text", ["<b>", "a & b", "\"'", "&lt;", "한국"])
def test_an_escaped_text_reads_as_it_was(text: str) -> None:
    from html import unescape

    assert unescape(escape(text)) == text and not set(escape(text)) & set("<>\"'")


def test_elements_escape_what_is_not_an_element() -> None:
    made = element("p", "<i>", element("b", "&"), class_='"x', hidden=True, disabled=False)
    assert made == '<p class="&quot;x" hidden>&lt;i&gt;<b>&amp;</b></p>'
    assert element("input", value="<") == '<input value="&lt;">'
    assert joined("<", Markup("<br>")) == "&lt;<br>"
    assert isinstance(made, Markup) and not isinstance(made + "<", Markup)
