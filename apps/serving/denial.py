"""Why a request is refused, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from tornado.web import RequestHandler

from apps.signing.paper import COOKIE, button, paper, paragraph
from components.language import COOKIE as SPOKEN
from components.language import ENGLISH, chosen, say
from components.retold import retold

UNAVAILABLE = 503
AGAIN = "10"
"""Seconds after which to ask again what could not be done."""
LONGEST = 2000
"""Characters of an address that one may come back to after signing in."""
NOTHING = "there is no such page here; / leads to those that are"


TITLES = {403: "This is not for you", 404: "There is no such page", UNAVAILABLE: "This cannot be done now"}


@dataclass(frozen=True)
class Denial:
    """The status and the sentence that a refused request is answered with. `way` is where a browser finds help."""

    status: int
    reason: str
    way: str = ""


def signed_out(request_uri: str) -> Denial:
    """Nobody is signed in: a browser goes to the page that signs in, and from there back."""
    back = request_uri if request_uri.startswith("/") and len(request_uri) <= LONGEST else "/"
    return Denial(401, "nobody is signed in, or not any more: /signin does it", f"/signin?{urlencode({'to': back})}")


def answer(given: RequestHandler, denial: Denial) -> None:
    """Refuse a request: a browser that opens a page is led on or gets one, all others read the sentence."""
    looks = "text/html" in given.request.headers.get("Accept", "")
    if denial.way and looks and given.request.method in ("GET", "HEAD"):
        given.redirect(denial.way)
        return
    given.set_status(denial.status)
    given.set_header("Content-Type", f"text/{'html' if looks else 'plain'}; charset=utf-8")
    given.set_header("Cache-Control", "no-store")
    if denial.status == UNAVAILABLE:
        given.set_header("Retry-After", AGAIN)
    language = chosen(given.get_cookie(SPOKEN) or "", given.request.headers.get("Accept-Language", ""))
    given.finish(page(denial, given.get_cookie(COOKIE, "") or "", language) if looks else denial.reason)


def page(denial: Denial, theme: str, language: str = ENGLISH) -> str:
    """A refusal as a page."""
    title = say(language, TITLES.get(denial.status, "This did not work"))
    told = retold(language, denial.reason)
    reason = paragraph(f"{told[:1].upper()}{told[1:]}.", kind="trouble")
    return paper(title, reason, button(say(language, "To the first page"), "/"), theme=theme, language=language)
