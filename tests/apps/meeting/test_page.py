"""The stage and the minutes as markup: what somebody else has written is text there, and never ends a script."""

from __future__ import annotations

import json
import re
from typing import Any

from apps.meeting.minuted import minuted
from apps.meeting.page import page
from apps.presented import presented
from apps.serving.modules import FOLDERS, address, version
from components.controls import BROWSER

HOSTILE = '</script><img class=pwned src=x onerror="__xss(1)">'
STATE = '{"page":"benchmark","dataset":"krx_case","my_ccp":"","version":1,"arguments":{},"clauses":[]}'
ENTRY: dict[str, Any] = {
    "kind": "decision",
    "at": "2026-11-22T14:30:05Z",
    "who": HOSTILE,
    "slide": {"number": 2, "title": HOSTILE},
    "state": STATE,
    "codes": ["TM-7K3Q-XM2P-9D4E"],
    "code": "TM-7K3Q-XM2P-9D4F",
    "text": HOSTILE,
    "shown_to": [HOSTILE],
}
MINUTES: dict[str, Any] = {
    "meeting": "m1",
    "title": HOSTILE,
    "deck": {"id": "krx", "version": 3},
    "began": "2026-11-22T14:00:00Z",
    "ended": "",
    "host": HOSTILE,
    "people": {"kim": HOSTILE},
    "entries": [ENTRY, ENTRY | {"kind": "followed", "slide": None, "text": ""}],
}


def test_what_is_said_to_the_script_is_what_it_reads() -> None:
    about = {"id": "a", "token": "t", "title": HOSTILE}
    made = page(HOSTILE, about, "ko", "once", "dark")
    found = re.search(r'<script type="application/json" id="about" nonce="once">(.*?)</script>', made)
    assert found and json.loads(found[1]) == about
    assert "<img" not in made and '<html lang="ko" class="dark">' in made
    assert all('nonce="once"' in each for each in re.findall(r"<script[^>]*>", made))


def test_minutes_say_who_was_shown_what_and_with_which_receipts() -> None:
    made = minuted(MINUTES, "en")
    assert "<img" not in made and "<script" not in made
    assert made.count('href="../../receipt/TM-7K3Q-XM2P-9D4E"') == 3
    assert 'href="../../benchmark?state=' in made and "3. &lt;/script&gt;" in made
    assert "2026-11-22 14:30:05" in made and "not yet" in made


def test_minutes_without_a_note_say_so() -> None:
    assert "Nothing was noted." in minuted(MINUTES | {"entries": []}, "en")


def test_a_page_is_presented_within_the_pages_that_there_are() -> None:
    plain = "<html><body><p></p></body></html>"
    assert presented(plain, "", "once") == presented(plain, "elsewhere", "once") == plain
    made = presented(plain, "meeting", "once")
    assert made.index("early.js") < made.index("<p>") < made.index("main.js")
    assert made.count('nonce="once"') == 2


def test_every_module_that_is_imported_is_there_and_is_served() -> None:
    served = re.compile(rf"(?:{'|'.join(FOLDERS)})/[a-z]+\.(?:js|css)")
    for path in (path for folder in FOLDERS for path in (BROWSER / folder).iterdir()):
        assert served.fullmatch(path.relative_to(BROWSER).as_posix()), path
        for wanted in re.findall(r'from "([^"]+)"', path.read_text()):
            assert (path.parent / wanted).is_file(), f"{path.name}: {wanted}"
    assert address("meeting/main.js", "../") == f"../modules/{version()}/meeting/main.js"
