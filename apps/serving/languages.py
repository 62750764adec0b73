"""`/language/…`: the texts of a language for scripts, and the way to another language on pages without scripts."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from apps.serving.gated import Gated
from apps.speech import FOLDER, file_name, learnt
from auth.openid.onward import onward
from components.language import COOKIE, LANGUAGES

YEAR = 365
"""Days for which a browser keeps what was chosen."""
Spec = tuple[str, type[Gated], dict[str, object]]


class Texts(Gated):
    """The texts of a language, as a script. It may be kept for ever: with other texts it has another name."""

    def get(self, file: str) -> None:
        """Send them; under a name of another version of the program, those of this one."""
        language = file.partition("-")[0]
        lasting = file == file_name(language)
        self.set_header("Cache-Control", "public, max-age=31536000, immutable" if lasting else "no-store")
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish(learnt(language))


class Chosen(Gated):
    """A language is chosen on a page without scripts."""

    def get(self, language: str) -> None:
        """Have the browser keep it, and go back."""
        self.set_cookie(COOKIE, language, expires_days=YEAR, path="/", samesite="Lax", secure=self.gate.access.secure)
        self.redirect(back(self.get_query_argument("to", "/")), status=303)


def back(path: str) -> str:
    """Where somebody came from: a page of this server, the way in too."""
    if not path.startswith("/signin"):
        return onward(path)
    to = onward(next(iter(parse_qs(urlsplit(path).query).get("to", ())), "/"))
    return f"/signin?{urlencode({'to': to})}" if to != "/" else "/signin"


def addresses() -> list[Spec]:
    """The url specs of both."""
    known = "|".join(LANGUAGES)
    return [(rf"/{FOLDER}/((?:{known})-[0-9a-f]+\.js)", Texts, {}), (rf"/{FOLDER}/({known})", Chosen, {})]
