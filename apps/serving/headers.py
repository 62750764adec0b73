"""The headers of every answer: what a browser may load for it, and who may frame or read it."""

from __future__ import annotations

YEAR = 365 * 24 * 3600
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def headers(nonce: str, secure: bool = False, provider: str = "", framed: bool = False) -> dict[str, str]:
    """The headers of one answer: over TLS if `secure`; a form may lead on to `provider`, the origin of who signs in.

    Only what is `framed` may stand within another page of this server.
    """
    lasting = {"Strict-Transport-Security": f"max-age={YEAR}"} if secure else {}
    frame = {"X-Frame-Options": "SAMEORIGIN"} if framed else {}
    return FIXED | frame | {"Content-Security-Policy": policy(nonce, provider, framed)} | lasting


def policy(nonce: str, provider: str, framed: bool = False) -> str:
    """What a page may load and run: no foreign host, no text as code, no script that the answer does not name.

    Panel makes each of its components' scripts a blob, which the page then fetches and imports: only what runs already
    can make one. Bokeh's and Panel's components style themselves.
    """
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' 'nonce-{nonce}' blob:",
        "connect-src": "'self' blob:",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "form-action": f"'self' {provider}".rstrip(),
        "frame-ancestors": "'self'" if framed else "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
