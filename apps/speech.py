"""What lets the scripts of a page speak the reader's language; it stands in a page before every other script."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256

from components.controls import BROWSER
from components.language import COOKIE, ENGLISH, LANGUAGES, catalogue
from components.markup import Markup, element, joined

FOLDER = "language"
"""Where the texts of a language are served."""


@cache
def learnt(language: str) -> str:
    """The script that brings the texts of a language."""
    known = json.dumps(dict(catalogue(language)), ensure_ascii=False, separators=(",", ":"))
    return f"tidemark.learn({json.dumps(language)}, {known});\n"


@cache
def file_name(language: str) -> str:
    """What that script is called: another name once its texts are others."""
    return f"{language}-{sha256(learnt(language).encode()).hexdigest()[:16]}.js"


def speech(language: str, base: str = "./", nonce: str = "") -> Markup:
    """The scripts. `base` leads from the page to the root of the server; Panel's pages get their nonce later."""
    return joined(script(base, nonce), texts(language, base, nonce))


def script(base: str = "./", nonce: str = "") -> Markup:
    """The script that says texts, whichever the language."""
    known = {each: {"name": name, "address": address(each, base)} for each, name in LANGUAGES.items()}
    about = json.dumps({"cookie": COOKIE, "languages": known}, ensure_ascii=False)
    code = Markup((BROWSER / "language.js").read_text())
    return element("script", code, data_languages=about, nonce=nonce or False)


def texts(language: str, base: str = "./", nonce: str = "") -> Markup:
    """The script that brings the texts; English needs none."""
    return element("script", src=address(language, base), nonce=nonce or False) if language != ENGLISH else Markup()


def address(language: str, base: str = "./") -> str:
    """Where the texts of a language are."""
    return f"{base}{FOLDER}/{file_name(language)}"
