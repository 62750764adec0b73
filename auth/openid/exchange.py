"""What is asked of a provider in Tidemark's own name, with the client secret."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote_plus

from auth.identity import SignInError, Tokens
from auth.openid.metadata import Metadata
from auth.openid.registration import Registration
from auth.openid.token import refused
from auth.openid.wire import Answer, Unreachable, ask

CODE, LASTS = re.compile(r"[a-z_]{1,40}"), re.compile(r"[0-9]{1,9}")
SOONEST, LATEST = 30, 900
"""Seconds after which a session is renewed: when the access token is over, within these bounds."""
OURS = ("invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope")
"""Errors of the settings: they are gone once the administrator has mended those."""


async def tokens(known: Registration, metadata: Metadata, form: Mapping[str, str]) -> Answer:
    """What the token endpoint answers: 200 with an ID token's text, or an error. Raises Unreachable."""
    headers: dict[str, str] = {}
    form = dict(form)
    if metadata.method == "client_secret_basic":
        pair = f"{quote_plus(known.client_id)}:{quote_plus(known.client_secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": known.client_id, "client_secret": known.client_secret}
    answer = await ask(metadata.token_endpoint, form, headers)
    if answer.status >= 500:
        raise Unreachable(metadata.token_endpoint, f"answers with status {answer.status}")
    return answer


async def userinfo(metadata: Metadata, access: str, subject: str) -> Mapping[str, Any]:
    """What the provider says of `subject` beside the ID token. Raises Unreachable, or SignInError for another's."""
    answer = await ask(metadata.userinfo_endpoint, headers={"Authorization": f"Bearer {access}"})
    if answer.status != 200:
        raise Unreachable(metadata.userinfo_endpoint, f"answers with status {answer.status}")
    if answer.body.get("sub") != subject:
        raise refused("userinfo is of somebody else (sub)")
    return answer.body


def error(answer: Answer) -> str:
    """The error that a token endpoint names, such as invalid_grant."""
    named = answer.body.get("error")
    return named if isinstance(named, str) and CODE.fullmatch(named) else f"status {answer.status}"


def not_given(answer: Answer, secrets: Iterable[str]) -> SignInError:
    """Why no tokens were given, with the provider's own words for the audit, `secrets` taken out."""
    named = error(answer)
    said = str(answer.body.get("error_description", ""))
    for secret in filter(None, secrets):
        said = said.replace(secret, "…")
    said = "".join(letter if letter.isprintable() else " " for letter in said[:300])
    whom = "the settings of the sign-in are wrong: tell the administrator" if named in OURS else "begin again"
    return SignInError(f"the sign-in service refused the sign-in; {whom}", f"token endpoint: {named}: {said}")


def text(answer: Answer, name: str) -> str:
    """A token of the answer; empty if there is none."""
    found = answer.body.get(name)
    return found if isinstance(found, str) else ""


def kept(answer: Answer, old: Tokens) -> Tokens:
    """The tokens to keep: those of the answer, and `old` ones that it gives no others for."""
    found = str(answer.body.get("expires_in", ""))
    seconds = int(found) if LASTS.fullmatch(found) else LATEST
    lasts = min(max(seconds, SOONEST), LATEST)
    return Tokens(text(answer, "id_token") or old.id, text(answer, "refresh_token") or old.refresh, old.nonce, lasts)
