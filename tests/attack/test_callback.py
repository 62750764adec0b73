"""The way back from the provider: it counts once, in the browser that began it, and leads nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

from tests.attack.fort import Fort
from tests.attack.thief import Thief
from tests.provider.person import Person

STATE, REFUSED, OTHER = "state unknown, used, too old", "invalid_grant", "of another provider (iss)"


@pytest.fixture(scope="module")
def person() -> Iterator[Person]:
    """Somebody whom the provider knows already."""
    made = Person("host")
    yield made
    made.close()


def changed(back: str, **others: str) -> str:
    """A way back with other parameters; those that are empty are left out."""
    known = dict(parse_qsl(urlsplit(back).query)) | others
    return f"/signin/callback?{urlencode({name: value for name, value in known.items() if value})}"


def value(back: str, name: str) -> str:
    return dict(parse_qsl(urlsplit(back).query))[name]


def test_the_same_answer_again(fort: Fort, thief: Thief, person: Person) -> None:
    back, browser = fort.returned(thief, person)
    assert thief.ask(back, browser).status == 303
    fort.refused(thief, thief.ask(back, browser), (403,), STATE)


def test_a_code_again_under_a_new_state(fort: Fort, thief: Thief) -> None:
    person = Person("host")
    back, browser = fort.returned(thief, person)
    assert thief.ask(back, browser).status == 303
    again, fresh = fort.returned(thief, person)
    answer = thief.ask(changed(again, code=value(back, "code")), fresh)
    fort.refused(thief, answer, (403,), REFUSED)
    person.close()


def test_a_code_of_another_browser_under_an_own_state(fort: Fort, thief: Thief, person: Person) -> None:
    back, _ = fort.returned(fort.thief(), person)
    own, browser = fort.returned(thief, person)
    fort.refused(thief, thief.ask(changed(own, code=value(back, "code")), browser), (403,), REFUSED)


@pytest.mark.parametrize("cookie", ["", "tidemark-dev-signin=" + "a" * 43, "tidemark-dev-signin=x", "own"])
def test_an_answer_in_another_browser(fort: Fort, thief: Thief, person: Person, cookie: str) -> None:
    back, _ = fort.returned(fort.thief(), person)
    if cookie == "own":
        cookie = fort.returned(thief, person)[1]
    fort.refused(thief, thief.ask(back, cookie), (403,), STATE)


LIES: dict[str, tuple[dict[str, str], str]] = {
    "no state": ({"state": ""}, STATE),
    "another state": ({"state": "x" * 43}, STATE),
    "long state": ({"state": "x" * 9000}, STATE),
    "no code": ({"code": ""}, "token endpoint"),
    "another code": ({"code": "x" * 43}, REFUSED),
    "no issuer": ({"iss": ""}, OTHER),
    "another issuer": ({"iss": "https://evil.example"}, OTHER),
    "issuer with a slash": ({"iss": "{issuer}/"}, OTHER),
    "an error": ({"error": "access_denied"}, "the provider did not sign you in"),
    "a script for an error": ({"error": "<script>alert(1)</script>"}, "the provider did not sign you in"),
}


@pytest.mark.parametrize("what", LIES)
def test_an_answer_that_was_changed(fort: Fort, thief: Thief, person: Person, what: str) -> None:
    others, why = LIES[what]
    back, browser = fort.returned(thief, person)
    others = {name: text.format(issuer=fort.provider.issuer) for name, text in others.items()}
    answer = thief.ask(changed(back, **others), browser)
    fort.refused(thief, answer, (403,), why)
    assert "<script" not in answer.body


def test_states_that_were_swapped(fort: Fort, thief: Thief, person: Person) -> None:
    one, browser = fort.returned(thief, person)
    two, other = fort.returned(thief, person)
    fort.refused(thief, thief.ask(changed(one, state=value(two, "state")), browser), (403,), STATE)
    fort.refused(thief, thief.ask(changed(two, state=value(one, "state")), other), (403,))


@pytest.mark.parametrize("name, why", [("stranger", "give no role here"), ("server", "the server calls itself")])
def test_who_has_no_role_or_a_name_of_the_server_s_own(fort: Fort, thief: Thief, name: str, why: str) -> None:
    fort.provider.account("server", "Server", ["tidemark-admins"])
    person = Person(name)
    back, browser = fort.returned(thief, person)
    fort.refused(thief, thief.ask(back, browser), (403,), why)
    person.close()


OUTSIDE = (
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "evil.example",
    "http:evil.example", "javascript:alert(1)", "data:text/html,x", "/\tevil", "/%09/evil.example\r\nX: y", "/\r\nX: y",
    "/signin", "/signin/openid", "/signout", "//signout", "http://localhost@evil.example", "?//evil.example",
    "//[::1", "/x y", "/" + "x" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("to", OUTSIDE)
def test_an_address_to_go_on_to(fort: Fort, thief: Thief, to: str) -> None:
    answer = thief.ask(f"/signin?to={quote(to, safe='')}", fort.readers["viewer"].cookie)
    assert (answer.status, answer.header("Location"), answer.header("X")) == (303, "/", "")
    offered = thief.ask(f"/signin?to={quote(to, safe='')}")
    assert 'name="to" value="/"' in offered.body


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_an_address_to_go_on_to_after_the_provider(fort: Fort, thief: Thief, person: Person, to: str) -> None:
    back, browser = fort.returned(thief, person, quote(to, safe=""))
    assert thief.ask(back, browser).header("Location") == "/"


def test_a_session_that_was_planted(fort: Fort, thief: Thief) -> None:
    person = Person("host")
    planted = fort.sign_in("viewer")
    back, browser = fort.returned(thief, person)
    came = thief.ask(back, f"{browser}; {planted.cookie}")
    fresh = came.cookies()["tidemark-dev"]
    fort.secrets.append(fresh)
    assert came.status == 303 and fresh != planted.id
    fort.refused(thief, thief.ask("/benchmark", planted.cookie), (401,))
    fort.refused(thief, thief.ask("/benchmark", "tidemark-dev=" + "a" * 43), (401,))
    person.close()


def test_too_many_wrong_answers_with_all_workers_together(fort: Fort, thief: Thief) -> None:
    """Thirty of one address count for all workers; another address is not kept out, nor one that a page sends here."""
    browser = f"tidemark-dev-signin={'a' * 43}"
    sent_here = [thief.ask("/signin/callback?state=x&code=y") for _ in range(31)]
    assert {answer.status for answer in sent_here} == {403}
    answers = [thief.ask("/signin/callback?state=x&code=y", browser) for _ in range(31)]
    assert [answer.status for answer in answers] == [403] * 30 + [429]
    assert int(answers[-1].header("Retry-After")) > 0
    fort.refused(thief, answers[-1], (429,), STATE)
    other = fort.thief()
    fort.refused(other, other.ask("/signin/callback?state=x&code=y", browser), (403,), STATE)
