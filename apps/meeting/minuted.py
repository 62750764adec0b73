"""The minutes of a meeting as a page: what was noted first, then all that was shown, with the receipts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from apps.signing.paper import paragraph, told
from apps.state import State
from components.language import say
from components.markup import Markup, element, joined

Plain = Mapping[str, Any]
Say = Callable[..., str]
NOTED = {"decision": "Decision", "question": "Question", "action": "Action"}
KINDS = {
    "began": "The meeting began",
    "joined": "Came",
    "left": "Left",
    "led": "Leads from now on",
    "shown": "Shown",
    "followed": "Followed",
    "failed": "Could not be shown",
    "ended": "The meeting ended",
    **NOTED,
}
"""What an entry is called; texts of the interface."""


def minuted(minutes: Plain, language: str) -> Markup:
    """The body of the page. `minutes` is the plain value of the minutes."""
    known = partial(say, language)
    noted = [each for each in minutes["entries"] if each["kind"] in NOTED]
    return joined(
        told(about(minutes, known)),
        element("h2", known("Decisions, questions and actions")),
        table(noted, known) if noted else paragraph(known("Nothing was noted."), kind="quiet"),
        element("h2", known("What was shown, when and to whom")),
        table(minutes["entries"], known),
        paragraph(
            element("a", known("Export the deck with these minutes"), href=exported(minutes)),
            " · ",
            element("a", known("The minutes as JSON"), href="./minutes.json"),
            kind="quiet",
        ),
    )


def exported(minutes: Plain) -> str:
    """The address at which the deck is exported with the minutes."""
    return f"../../present?{urlencode({'deck': minutes['deck']['id'], 'minutes': minutes['meeting']})}"


def about(minutes: Plain, say: Say) -> dict[str, str]:
    """What stands over the minutes."""
    here = ", ".join(minutes["people"].values())
    known = {
        say("Began"): f"{when(minutes['began'])} UTC",
        say("Ended"): f"{when(minutes['ended'])} UTC" if minutes["ended"] else say("not yet"),
        say("Host"): minutes["host"],
        say("Here"): here,
        say("Deck"): say("{deck}, version {version}", deck=minutes["deck"]["id"], version=minutes["deck"]["version"]),
    }
    return {term: str(what) for term, what in known.items() if what}


def table(entries: Sequence[Plain], say: Say) -> Markup:
    """Entries, a line each."""
    heads = ("When (UTC)", "What", "Who", "Slide", "About")
    head = element("tr", *(element("th", say(each)) for each in heads))
    return element(
        "table", element("thead", head), element("tbody", *(line(each, say) for each in entries)), class_="lines"
    )


def line(entry: Plain, say: Say) -> Markup:
    """One entry."""
    return element(
        "tr",
        element("td", when(entry["at"]), class_="when"),
        element("td", say(KINDS.get(entry["kind"], entry["kind"])), class_="kind"),
        element("td", entry["who"]),
        element("td", slide(entry)),
        element("td", *details(entry, say)),
    )


def slide(entry: Plain) -> Markup:
    """The slide that was on screen, as the way to what it showed."""
    known = entry["slide"]
    if not known:
        return joined()
    title = f"{known['number'] + 1}. {known['title']}"
    return element("a", title, href=shown(entry["state"])) if entry["state"] else joined(title)


def shown(state: str) -> str:
    """The address of what was on screen."""
    page = State.read(state).page
    return f"../../{quote(page, safe='')}?{urlencode({'state': state})}"


def details(entry: Plain, say: Say) -> list[Markup]:
    """What else is known of an entry: its text, who was shown it, and the receipts."""
    codes = [receipt(code) for code in entry["codes"]]
    parts = [
        element("p", entry["text"]) if entry["text"] else None,
        element("p", say("To {names}", names=", ".join(entry["shown_to"]))) if entry["shown_to"] else None,
        element("p", say("Audit"), " ", receipt(entry["code"]), class_="quiet") if entry["code"] else None,
        folded(codes, say) if codes else None,
    ]
    return [each for each in parts if each is not None]


def folded(codes: Sequence[Markup], say: Say) -> Markup:
    """Receipts, behind how many there are."""
    listed = joined(*(joined(code, " ") for code in codes))
    return element("details", element("summary", say("{count} receipts", count=len(codes))), listed)


def receipt(code: str) -> Markup:
    """The way to a receipt."""
    return element("a", code, href=f"../../receipt/{quote(code, safe='')}")


def when(moment: str) -> str:
    """A time as the minutes keep it, to be read."""
    return moment.replace("T", " ").removesuffix("Z")
