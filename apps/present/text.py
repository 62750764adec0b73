"""A text in several languages, as plain JSON holds it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from auth.words import unknown

LANGUAGES = ("", "en", "ko")
"""What a text may be in; the empty one is whichever language its writer uses."""
LONGEST = 20_000
"""Characters of a text in one language."""
Text = Mapping[str, str]
NOTHING: Text = MappingProxyType({})


def of(text: Text, language: str) -> str:
    """The text in `language`, else in the one that its writer uses, else in English, else in whichever there is."""
    found = (text[name] for name in (language, "", "en", *text) if text.get(name))
    return next(found, "")


def plain(text: Text) -> Any:
    """The text as JSON holds it: bare, if it is in whichever language its writer uses."""
    return text.get("", "") if set(text) <= {""} else dict(text)


def read(where: str, said: Any, one_line: bool = False) -> Text:
    """The text that `said` says; raise ValueError, which begins with `where`, for what is none or too long."""
    by_language = {"": said} if isinstance(said, str) else said
    if not isinstance(by_language, Mapping) or not all(isinstance(each, str) for each in by_language.values()):
        raise ValueError(f"{where}: expected a text, or texts by language, found {str(said)[:40]!r}")
    for language, text in by_language.items():
        if language not in LANGUAGES:
            raise ValueError(f"{where}: {unknown('language', str(language), LANGUAGES[1:])}")
        _check(f"{where}.{language}" if language else where, text)
    kept = {name: " ".join(text.split()) if one_line else text for name, text in by_language.items()}
    return MappingProxyType({name: text for name, text in kept.items() if text})


def _check(where: str, text: str) -> None:
    if len(text) > LONGEST:
        raise ValueError(f"{where}: {len(text):,} characters; {LONGEST:,} can be kept: split the slide")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{where}: half a character, which no file can hold; remove it") from None
    if "\x00" in text:
        raise ValueError(f"{where}: a character without meaning (NUL); remove it")
