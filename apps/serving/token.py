"""The session that a websocket asks for, by the signed token that its page gave it."""

from __future__ import annotations

import time

from bokeh.util.token import check_token_signature, get_session_id, get_token_payload
from tornado.httputil import HTTPServerRequest


class TokenError(ValueError):
    """A token that opens no session; the sentence says why."""


def session_of(request: HTTPServerRequest, secret: bytes) -> str:
    """The session that the token of a websocket's request names; raise TokenError unless it is ours and of now."""
    offered = [word.strip() for word in request.headers.get("Sec-WebSocket-Protocol", "").split(",")]
    if len(offered) != 2 or offered[0] != "bokeh":
        raise TokenError("a session's token is missing: open the page, not its websocket")
    try:
        sound = check_token_signature(offered[1], secret_key=secret, signed=True)
        expires = float(get_token_payload(offered[1])["session_expiry"]) if sound else 0.0
    except (ValueError, KeyError, TypeError, AttributeError):
        sound, expires = False, 0.0
    if not sound:
        raise TokenError("the session's token is not of this server: reload the page")
    if expires < time.time():
        raise TokenError("the session's token has expired: reload the page")
    return str(get_session_id(offered[1]))
