"""What a lying provider says, or somebody who pretends to be it or the proxy: behind TLS, with real servers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.apps.serving.house import House, house
from tests.attack import sight
from tests.attack.thief import Answer, Thief
from tests.auth import test_forged, test_logout
from tests.auth.forger import Forger, forging
from tests.auth.signing import SECRET

HOST = "ccp.example.org"
SIGN_IN, SESSION = "__Host-tidemark-signin", "__Host-tidemark"


class Crooked:
    """A server behind a proxy that speaks TLS, whose provider lies."""

    def __init__(self, stands: House, forger: Forger) -> None:
        self.house, self.forger = stands, forger
        self.words = sight.names(stands.home) | {"Records", "initial_margin", SECRET, "an access token"}

    def thief(self) -> Thief:
        """Somebody who has not been here."""
        return Thief(self.house.port, HOST, "https")

    def honest(self) -> None:
        """The provider tells the truth."""
        sound = Forger(issuer=self.forger.issuer)
        for each in fields(Forger):
            setattr(self.forger, each.name, getattr(sound, each.name))

    def begun(self, thief: Thief) -> tuple[str, str]:
        """The state of a sign-in that begins, and the cookie of its browser; the provider has been told the nonce."""
        begun = thief.ask("/signin/openid?to=/account")
        asked = parse_qs(urlsplit(begun.header("Location")).query)
        self.forger.nonce = asked["nonce"][0]
        return asked["state"][0], f"{SIGN_IN}={begun.cookies()[SIGN_IN]}"

    def came(self, thief: Thief, state: str, browser: str) -> Answer:
        """The answer to whom the provider sends back."""
        return thief.ask(f"/signin/callback?{urlencode({'state': state, 'code': 'a code'})}", browser)

    @cached_property
    def kept(self) -> str:
        """The cookie of somebody who is signed in all the time."""
        return self.signed_in("sid-1")

    def signed_in(self, sid: str) -> str:
        """The cookie of somebody of whom the provider told the truth."""
        self.honest()
        self.forger.claims["sid"] = sid
        thief = self.thief()
        answer = self.came(thief, *self.begun(thief))
        assert answer.status == 303, answer.body
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(set_cookie(answer, SESSION).split("; "))
        return f"{SESSION}={answer.cookies()[SESSION]}"

    def refused(
        self, thief: Thief, answer: Answer, why: str, statuses: tuple[int, ...] = (403,), address: str = ""
    ) -> None:
        """The attack was refused without data, and is written down."""
        assert answer.status in statuses, answer
        assert sight.shown(answer, self.words) == []
        told = sight.records(self.house.home, address or thief.address)
        assert not [line for line in told if SECRET in str(line) or "an access token" in str(line)]
        assert [line for line in told if why in line.get("reason", "")], told


def set_cookie(answer: Answer, name: str) -> str:
    return next(value for key, value in answer.headers if key == "Set-Cookie" and value.startswith(f"{name}="))


@pytest.fixture(scope="module", params=(1, 2), ids=["1 worker", "2 workers"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[Crooked]:
    none = dict.fromkeys(("LDAP", "LDAP_USER_BASE", "LDAP_GROUP_BASE"), "")
    with forging() as forger:
        own = {"PROVIDER": forger.issuer, "CLIENT_ID": forger.client, "CLIENT_SECRET": SECRET}
        own |= {"URL": f"https://{HOST}", "PROXIED": "true"}
        with house(tmp_path_factory.mktemp("crooked"), request.param, home, **none, **own) as stands:
            made = Crooked(stands, forger)
            assert made.kept
            yield made


@pytest.fixture
def crooked(server: Crooked) -> Iterator[Crooked]:
    """Where the provider tells the truth at first, and an honest reader goes on as before."""
    server.honest()
    yield server
    server.honest()
    assert server.thief().ask("/good", server.kept).status == 200


@pytest.fixture
def thief(crooked: Crooked) -> Thief:
    return crooked.thief()


def keys_stay(name: str) -> bool:
    """Whether a lie is told by the token alone: other keys would be asked for only an hour later."""
    forger, sound = Forger(), Forger()
    test_forged.LIES[name][0](forger)
    return forger.published == sound.published


@pytest.mark.parametrize("name", [*filter(keys_stay, test_forged.LIES)])
def test_a_token_of_somebody(crooked: Crooked, thief: Thief, name: str) -> None:
    lie, why = test_forged.LIES[name]
    state, browser = crooked.begun(thief)
    lie(crooked.forger)
    crooked.refused(thief, crooked.came(thief, state, browser), why)


def test_the_token_of_an_earlier_sign_in(crooked: Crooked, thief: Thief) -> None:
    crooked.begun(thief)
    crooked.forger.tokens["id_token"] = crooked.forger.token()
    crooked.refused(thief, crooked.came(thief, *crooked.begun(thief)), "(nonce)")


def test_a_provider_that_answers_with_nonsense(crooked: Crooked, thief: Thief) -> None:
    state, browser = crooked.begun(thief)
    crooked.forger.answers["/token"] = lambda place: place.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n<html>")
    answer = crooked.came(thief, state, browser)
    crooked.refused(thief, answer, "something other than JSON", (503,))


@pytest.mark.parametrize("name", test_logout.LIES)
def test_a_word_that_somebody_has_left(crooked: Crooked, thief: Thief, name: str) -> None:
    token = test_logout.LIES[name](crooked.forger)
    answer = thief.ask("/signout/backchannel", method="POST", body=urlencode({"logout_token": token}))
    crooked.refused(thief, answer, "", (400,))


def test_the_same_word_again(crooked: Crooked, thief: Thief) -> None:
    before = crooked.signed_in("sid-2")
    told = urlencode({"logout_token": test_logout.told(crooked.forger, sid="sid-2", jti=f"own {time.time()}")})
    assert thief.ask("/signout/backchannel", method="POST", body=told).status == 200
    assert crooked.thief().ask("/good", before).status == 401
    after = crooked.signed_in("sid-2")
    crooked.refused(thief, thief.ask("/signout/backchannel", method="POST", body=told), "counted already", (400,))
    assert thief.ask("/good", after).status == 200


@pytest.mark.parametrize(
    "claims, address",
    [
        ({"X_Forwarded_For": "203.0.113.9, {own}"}, "{own}"),
        ({"X_Forwarded_For": "{own}", "X_Real_IP": "203.0.113.9"}, "{own}"),
        ({"X_Forwarded_For": "{own}", "Forwarded": "for=203.0.113.9"}, "{own}"),
        ({"X_Forwarded_For": "nonsense"}, "{own}"),
        ({"X_Forwarded_For": "<script>"}, "{own}"),
    ],
    ids=["two addresses", "X-Real-IP", "Forwarded", "nonsense", "script"],
)
def test_an_address_that_is_claimed(crooked: Crooked, thief: Thief, claims: dict[str, str], address: str) -> None:
    said = {name: text.format(own=thief.address) for name, text in claims.items()}
    answer = thief.ask("/good", **said)
    crooked.refused(thief, answer, "nobody is signed in", (401,), address.format(own=thief.address))


@pytest.mark.parametrize("name", ["X_Forwarded_Host", "X_Host", "X_Forwarded_Server", "X_Original_Host", "Forwarded"])
def test_a_name_of_the_server_that_is_claimed(crooked: Crooked, thief: Thief, name: str) -> None:
    cookie = crooked.kept
    evil = f"host={HOST}" if name == "Forwarded" else HOST
    assert thief.ask("/good", cookie, Host="evil.example", **{name: evil}).status == 421
    led = thief.ask("/good", Accept="text/html", **{name: "evil.example"})
    assert led.header("Location").startswith("/signin?to=") and "evil" not in led.body + str(led.headers)
    begun = thief.ask("/signin/openid", **{name: "evil.example"}).header("Location")
    assert parse_qs(urlsplit(begun).query)["redirect_uri"] == [f"https://{HOST}/signin/callback"]


@pytest.mark.parametrize("claims", [{"X_Forwarded_Proto": "http"}, {"X_Scheme": "http"}, {"X_Forwarded_Ssl": "off"}])
def test_a_plain_connection_that_is_claimed(crooked: Crooked, thief: Thief, claims: dict[str, str]) -> None:
    value = crooked.kept.partition("=")[2]
    crooked.refused(thief, thief.ask("/good", f"tidemark-dev={value}", **claims), "nobody is signed in", (401,))
    begun = thief.ask("/signin/openid", **claims)
    assert "Secure" in set_cookie(begun, SIGN_IN) and begun.header("Strict-Transport-Security")


@pytest.mark.parametrize(
    "name", ["tidemark-dev", "__host-tidemark", "__Secure-tidemark", "__Host-tidemark2", "tidemark"]
)
def test_a_session_under_another_name_of_the_cookie(crooked: Crooked, thief: Thief, name: str) -> None:
    value = crooked.kept.partition("=")[2]
    crooked.refused(thief, thief.ask("/good", f"{name}={value}"), "nobody is signed in", (401,))


def test_nothing_secret_is_written_down(crooked: Crooked) -> None:
    written = (crooked.house.home / "audit.jsonl").read_text() + (crooked.house.home.parent / "said").read_text()
    assert "denied" in written and not [word for word in (SECRET, "an access token", "Traceback") if word in written]


def test_a_page_of_the_plain_server_before_it(crooked: Crooked, thief: Thief) -> None:
    cookie = crooked.kept
    token = thief.ask("/good", cookie).token()
    answer = thief.sit("/good/ws", token, cookie, f"http://{HOST}")
    assert isinstance(answer, Answer)
    crooked.refused(thief, answer, "a page of another server")
