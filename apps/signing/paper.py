"""A plain page: it has the app's colours, one column, and no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from apps.look import THEME
from apps.speech import FOLDER
from components.language import ENGLISH, LANGUAGES
from components.markup import Markup, element, joined
from components.theme import FONT

SHEET = (Path(__file__).parent / "paper.css").read_text()
THEMES = ("light", "dark")
COOKIE = "tidemark-theme"
"""Where the pages with charts note the theme that the reader chose."""


def colours(theme: str) -> str:
    """The colours of a theme, as properties of a style sheet."""
    palette: dict[str, Any] = THEME[theme]["palette"]
    named = {
        "ground": palette["background"]["default"],
        "surface": palette["background"]["paper"],
        "ink": palette["text"]["primary"],
        "accent": palette["primary"]["main"],
    }
    return f"color-scheme: {theme}; " + "".join(f"--{name}: {value}; " for name, value in named.items())


STYLE = Markup(
    f":root {{ {colours('light')} --font: {FONT}; }}\n"
    f"@media (prefers-color-scheme: dark) {{ :root {{ {colours('dark')} }} }}\n"
    + "".join(f":root.{theme} {{ {colours(theme)} }}\n" for theme in THEMES)
    + SHEET
)


def paper(title: str, *body: str, head: str = "", theme: str = "", wide: bool = False, language: str = ENGLISH) -> str:
    """The page `title`. `head` stands beside the name of the program; a narrow page is a card in the middle."""
    top = element("header", element("a", "Tidemark", href="/", class_="name"), head)
    main = element("main", element("h1", title), *body, class_="wide" if wide else "card")
    inside = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("link", rel="icon", href="data:,"),
        element("title", f"{title} · Tidemark"),
        element("link", rel="icon", href="data:,"),
        element("style", STYLE),
    )
    shown = theme if theme in THEMES else ""
    page = element("html", inside, element("body", top, main), lang=language, class_=shown)
    return joined(Markup("<!doctype html>\n"), page)


def languages(language: str, here: str) -> Markup:
    """The ways to the other languages and back `here`, each in its own words."""
    others = ((each, name) for each, name in LANGUAGES.items() if each != language)
    return joined(
        *(
            element("a", name, href=f"/{FOLDER}/{each}?{urlencode({'to': here})}", lang=each, class_="language")
            for each, name in others
        )
    )


def paragraph(*inside: str, kind: str = "") -> Markup:
    """A paragraph; its kind may be `quiet`, `trouble` or `note`."""
    return element("p", *inside, class_=kind)


def button(label: str, address: str) -> Markup:
    """A link that looks like a button."""
    return element("a", label, href=address, class_="button")


def field(label: str, name: str, value: str = "", kind: str = "text", **attributes: str | bool) -> Markup:
    """A field of a form, with its label over it."""
    made = element("input", type=kind, name=name, value=value, **attributes)
    return element("label", element("span", label), made)


def hidden(**values: str) -> Markup:
    """What a form sends along."""
    return joined(*(element("input", type="hidden", name=name, value=value) for name, value in values.items()))


def form(address: str, *inside: str, method: str = "post", kind: str = "") -> Markup:
    """A form."""
    return element("form", *inside, action=address, method=method, class_=kind)


def submit(label: str, kind: str = "button") -> Markup:
    """The button that sends a form."""
    return element("button", label, type="submit", class_=kind)


def told(rows: dict[str, str]) -> Markup:
    """Terms and what they are."""
    return element("dl", *(joined(element("dt", term), element("dd", what)) for term, what in rows.items()))
