"""What a websocket shows for its page: a signed token that names a session, whose page it was, and which one."""

from __future__ import annotations

from dataclasses import dataclass

from bokeh.util.token import check_token_signature, generate_jwt_token, get_session_id, get_token_payload
from tornado.httputil import HTTPServerRequest

VALID = 300
"""Seconds that a page's token opens a session for."""


class TokenError(ValueError):
    """A token that opens no session; the sentence says why."""


@dataclass(frozen=True)
class Ticket:
    """One opening of a page: its session on the server, the signed-in browser it was sent to, and its path."""

    session: str
    who: str
    path: str

    @property
    def about(self) -> dict[str, str]:
        """What a token says beside the session."""
        return {"who": self.who, "path": self.path}

    def token(self, secret: bytes, expiration: float = VALID) -> str:
        """The ticket as a page carries it, for `expiration` seconds by this host's clock."""
        seconds = round(expiration)
        return str(generate_jwt_token(self.session, secret, True, extra_payload=self.about, expiration=seconds))

    def check(self, who: str, path: str) -> None:
        """Raise TokenError unless the ticket was made for `who` and `path`."""
        if self.who != who:
            raise TokenError("the session's token is another reader's: reload the page")
        if self.path != path:
            raise TokenError("the session's token is that of another page: reload this one")


def ticket_of(request: HTTPServerRequest, secret: bytes, now: float) -> Ticket:
    """The ticket that a websocket's request shows; raise TokenError unless it is of this server and good `now`."""
    offered = [word.strip() for word in request.headers.get("Sec-WebSocket-Protocol", "").split(",")]
    if len(offered) != 2 or offered[0] != "bokeh":
        raise TokenError("a session's token is missing: open the page, not its websocket")
    try:
        if not check_token_signature(offered[1], secret_key=secret, signed=True):
            raise ValueError
        said = get_token_payload(offered[1])
        expires, ticket = float(said["session_expiry"]), Ticket(get_session_id(offered[1]), said["who"], said["path"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TokenError("the session's token is not of this server: reload the page") from None
    if expires < now:
        raise TokenError("the session's token has expired: reload the page")
    return ticket


def page_of(path: str) -> str:
    """The page that a path belongs to, as a token names it: no slash at the end, nor the websocket's own name."""
    return path.removesuffix("/ws").rstrip("/")
