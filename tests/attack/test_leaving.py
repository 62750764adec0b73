"""Who has left is gone: with every copy of the cookie, at every open page, on every worker, within a second."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from bokeh.util.token import get_session_id

from tests.attack.fort import Fort, Reader
from tests.attack.thief import Answer, Line, Thief

OVER = 4001
MOST = 1.0
"""Seconds that an open page may outlive its session."""
Leave = Callable[[Fort, Reader], None]


def by_form(fort: Fort, reader: Reader) -> None:
    """The reader's own way."""
    form = f"csrf={reader.csrf}"
    answer = fort.thief().ask("/signout", reader.cookie, "POST", form, Origin=fort.url)
    assert answer.status == 303 and answer.cookies()["tidemark-dev"] == ""


def on_another_device(fort: Fort, reader: Reader) -> None:
    """Another browser of the same person signs out everywhere."""
    other = fort.sign_in(reader.name)
    form = f"csrf={other.csrf}&everywhere=yes"
    assert fort.thief().ask("/signout", other.cookie, "POST", form, Origin=fort.url).status == 303


def at_the_provider(fort: Fort, reader: Reader) -> None:
    """The provider says, from server to server, that the person has left it."""
    reader.person.sign_out(f"{fort.provider.issuer}/session/end?client_id={fort.client.id}"
                           f"&post_logout_redirect_uri={fort.url}/signout")  # fmt: skip


WAYS: dict[str, Leave] = {"form": by_form, "another device": on_another_device, "provider": at_the_provider}


@pytest.mark.parametrize("way", WAYS)
def test_a_stolen_cookie_and_open_pages_after_sign_out(
    fort: Fort, thief: Thief, way: str, record_property: Callable[[str, object], None]
) -> None:
    reader = fort.sign_in("host")
    tokens = [fort.token(reader) for _ in range(4 * fort.workers)]
    assert len({get_session_id(token)[:2] for token in tokens}) == fort.workers
    lines = [thief.sit("/benchmark/ws", token, reader.cookie) for token in tokens]
    WAYS[way](fort, reader)
    begun = time.monotonic()
    refused(fort, thief, [thief.ask("/benchmark", reader.cookie) for _ in range(8)])
    ends = [line.ended() for line in lines if isinstance(line, Line)]
    slowest = max(at for _, at in ends) - begun
    record_property(f"{way}, {fort.workers} workers: seconds until the last page was closed", slowest)
    print(f"{way}, workers {fort.workers}: the last of {len(ends)} pages was closed after {slowest:.2f} s")
    assert len(ends) == len(tokens) and {code for code, _ in ends} == {OVER} and slowest < MOST
    refused(
        fort,
        thief,
        [gone for token in tokens if isinstance(gone := thief.sit("/benchmark/ws", token, reader.cookie), Answer)],
    )


def refused(fort: Fort, thief: Thief, answers: list[Answer]) -> None:
    assert len(answers) > 3
    for answer in answers:
        fort.refused(thief, answer, (401, 403), "nobody is signed in")


def test_a_session_that_has_ended_is_not_taken_up_again(fort: Fort, thief: Thief) -> None:
    reader = fort.sign_in("host")
    by_form(fort, reader)
    for path in ("/signout", "/account", "/receipt/TM-0000-0000-0000"):
        answer = thief.ask(path, reader.cookie, "POST", f"csrf={reader.csrf}", Origin=fort.url)
        assert answer.status in (303, 401) and not any(answer.cookies().values())
    fort.refused(thief, thief.ask("/benchmark", reader.cookie), (401,))


def test_a_message_after_sign_out_is_not_heard(fort: Fort, thief: Thief) -> None:
    reader = fort.sign_in("host")
    line = fort.seated(reader, thief=thief)
    line.say("PULL-DOC-REQ", {})
    [line.hear() for _ in range(6)]
    by_form(fort, reader)
    end = time.monotonic() + MOST
    while time.monotonic() < end:
        time.sleep(0.05)
    heard = ""
    try:
        line.say("PULL-DOC-REQ", {})
    except OSError:
        pass
    else:
        heard = line.told(2)
    assert "PULL-DOC-REPLY" not in heard
    line.close()
