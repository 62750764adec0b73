"""Sign-in with a real provider, and what is refused on the way."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from auth.identity import SignInError
from auth.openid import Registration
from auth.openid.metadata import PAUSE
from auth.openid.wire import Unreachable
from tests.auth.clock import Clock, Machine
from tests.auth.signing import URL, Made, Meet, answered, signed_in
from tests.provider.running import Provider


def test_whoever_signs_in_is_known_by_subject_title_and_groups(provider: Provider, made: Made, person: Meet) -> None:
    identity, path = asyncio.run(signed_in(made(provider), person("o'two"), "/margin?quarter=2024Q1"))
    assert (identity.subject, identity.title, identity.groups) == ("o'two", "오둘", ("tidemark-viewers",))
    assert path == "/margin?quarter=2024Q1"
    assert identity.provider_session and identity.tokens and identity.tokens.refresh


def test_nothing_secret_is_asked_over_the_browser(provider: Provider, made: Made) -> None:
    openid = made(provider)
    address = urlsplit(asyncio.run(openid.begin("/", "a cookie")))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}" == provider.issuer
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert {len(asked[name]) for name in ("state", "nonce", "code_challenge")} == {43}
    assert openid.known.client_secret not in str(asked) and openid.known.client_secret not in repr(openid.known)


def test_the_provider_takes_no_code_without_its_verifier(provider: Provider, made: Made, person: Meet) -> None:
    openid = made(provider)
    address = asyncio.run(openid.begin("/", "a cookie"))
    other = re.sub("code_challenge=[^&]+", "code_challenge=" + "A" * 43, address)
    with pytest.raises(SignInError, match="refused the sign-in; begin again") as caught:
        asyncio.run(openid.finish(*answered(person("viewer").sign_in(other)), "a cookie"))
    assert caught.value.detail.startswith("token endpoint: invalid_grant")


def test_another_worker_finishes_what_one_began(provider: Provider, made: Made, person: Meet) -> None:
    first = made(provider)
    second = made(provider, worker_of=first)
    callback = person("analyst").sign_in(asyncio.run(first.begin("/", "a cookie")))
    identity, _ = asyncio.run(second.finish(*answered(callback), "a cookie"))
    assert identity.subject == "analyst"


def test_a_code_counts_once(provider: Provider, made: Made, person: Meet) -> None:
    openid = made(provider)
    callback = answered(person("viewer").sign_in(asyncio.run(openid.begin("/", "a cookie"))))
    asyncio.run(openid.finish(*callback, "a cookie"))
    with pytest.raises(SignInError, match="is finished already"):
        asyncio.run(openid.finish(*callback, "a cookie"))
    other = parse_qs(asyncio.run(openid.begin("/", "a cookie")))["state"][0]
    with pytest.raises(SignInError, match="begin again"):
        asyncio.run(openid.finish(other, *callback[1:], "a cookie"))


def test_a_state_of_another_browser_is_refused_and_left_to_its_own(
    provider: Provider, made: Made, person: Meet
) -> None:
    openid = made(provider)
    callback = answered(person("viewer").sign_in(asyncio.run(openid.begin("/", "a cookie"))))
    for cookie in ("another cookie", ""):
        with pytest.raises(SignInError, match="was begun in another browser"):
            asyncio.run(openid.finish(*callback, cookie))
    identity, _ = asyncio.run(openid.finish(*callback, "a cookie"))
    assert identity.subject == "viewer"


def test_states_of_two_sign_ins_cannot_be_swapped(provider: Provider, made: Made, person: Meet) -> None:
    openid = made(provider)
    mine, theirs = (asyncio.run(openid.begin("/", cookie)) for cookie in ("mine", "theirs"))
    state, _, _ = answered(person("viewer").sign_in(mine))
    _, code, issuer = answered(person("admin").sign_in(theirs))
    with pytest.raises(SignInError, match="begin again") as caught:
        asyncio.run(openid.finish(state, code, issuer, "mine"))
    assert "invalid_grant" in caught.value.detail


def test_a_sign_in_that_takes_longer_than_ten_minutes_is_over(
    provider: Provider, made: Made, person: Meet, clock: Machine
) -> None:
    openid = made(provider)
    callback = answered(person("viewer").sign_in(asyncio.run(openid.begin("/", "a cookie"))))
    clock.ahead = 601
    with pytest.raises(SignInError, match="longer than ten minutes"):
        asyncio.run(openid.finish(*callback, "a cookie"))


@pytest.mark.parametrize("issuer", ["", "https://evil.example.org", "http://127.0.0.1:1"])
def test_an_answer_of_another_provider_is_refused(issuer: str, provider: Provider, made: Made, person: Meet) -> None:
    openid = made(provider)
    state, code, _ = answered(person("viewer").sign_in(asyncio.run(openid.begin("/", "a cookie"))))
    with pytest.raises(SignInError) as caught:
        asyncio.run(openid.finish(state, code, issuer, "a cookie"))
    assert caught.value.detail == "the answer is of another provider (iss)"


def test_groups_and_name_are_asked_for_where_the_id_token_has_none(
    own_provider: Provider, made: Made, person: Meet
) -> None:
    own_provider.change(claims_in="userinfo")
    identity, _ = asyncio.run(signed_in(made(own_provider), person("analyst")))
    assert (identity.title, identity.groups) == ("Analyst O'One", ("tidemark-analysts",))


def test_other_claims_may_hold_groups_and_name(provider: Provider, made: Made, person: Meet) -> None:
    openid = made(provider, scopes="openid email groups", name_claim="email", groups_claim="sub")
    identity, _ = asyncio.run(signed_in(openid, person("analyst")))
    assert (identity.title, identity.groups) == ("analyst@ccp.example", ("analyst",))


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_every_kind_of_key_that_the_provider_may_sign_with_is_known(
    algorithm: str, provider: Provider, made: Made, person: Meet
) -> None:
    client = provider.client(
        URL, id_token_signed_response_alg=algorithm, token_endpoint_auth_method="client_secret_basic"
    )
    openid = made(provider)
    openid.known = Registration(provider.issuer, client.id, client.secret, URL, "openid profile groups")
    identity, _ = asyncio.run(signed_in(openid, person("viewer")))
    assert identity.subject == "viewer"


def test_new_keys_of_the_provider_are_learned(own_provider: Provider, made: Made, person: Meet) -> None:
    openid = made(own_provider)
    openid.provider.clock = ticks = Clock()
    asyncio.run(signed_in(openid, person("viewer")))
    own_provider.rotate()
    ticks.now += PAUSE + 1
    identity, _ = asyncio.run(signed_in(openid, person("viewer")))
    assert identity.subject == "viewer"


def test_a_wrong_client_secret_is_a_matter_of_the_settings(provider: Provider, made: Made, person: Meet) -> None:
    openid = made(provider)
    wrong = "a secret that the provider does not know"
    openid.known = Registration(provider.issuer, openid.known.client_id, wrong, URL, "openid profile groups")
    with pytest.raises(SignInError, match="settings of the sign-in are wrong: tell the administrator") as caught:
        asyncio.run(signed_in(openid, person("viewer")))
    assert "invalid_client" in caught.value.detail and wrong not in caught.value.detail


def test_a_provider_that_is_down_is_said_and_found_again(own_provider: Provider, made: Made, person: Meet) -> None:
    openid = made(own_provider)
    own_provider.down()
    with pytest.raises(Unreachable, match=r"cannot be reached .*who is signed in stays so"):
        asyncio.run(openid.begin("/", "a cookie"))
    own_provider.up()
    identity, _ = asyncio.run(signed_in(openid, person("viewer")))
    assert identity.subject == "viewer"


@pytest.mark.parametrize("ahead", [300, -300])
def test_a_clock_that_is_wrong_is_said(ahead: int, own_provider: Provider, made: Made, person: Meet) -> None:
    own_provider.change(lifetimes={"IdToken": 120})
    own_provider.clock(ahead)
    with pytest.raises(SignInError, match=r"clocks .* differ by about (\d+) s; tell the administrator") as caught:
        asyncio.run(signed_in(made(own_provider), person("viewer")))
    said = re.search(r"about (\d+) s", caught.value.reason)
    assert said and abs(int(said[1]) - abs(ahead)) < 30


def test_a_clock_that_is_a_little_wrong_does_not_matter(own_provider: Provider, made: Made, person: Meet) -> None:
    own_provider.clock(45)
    identity, _ = asyncio.run(signed_in(made(own_provider), person("viewer")))
    assert identity.subject == "viewer"
