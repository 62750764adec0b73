"""Who has signed in gets what the role may, and of the part of the data that the role sees."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest

from components.cells import Event
from tests.attack import sight
from tests.attack.fort import METRICS, Fort, Reader
from tests.attack.thief import Answer, Thief
from tests.charts import said

ANALYST, POWER, ADMIN = 'the role "analyst"', 'the role "power user"', 'the role "admin"'
DENIED = {
    "/benchmark/rows.csv?view=im_trend": ANALYST,
    "/benchmark/rows.csv?view=nope": ANALYST,
    "/benchmark/rows.csv?view=im_trend&state={}": ANALYST,
    "/published/rows.csv": ANALYST,
    "/margin/rows.csv?view=x": ANALYST,
    "/audit": ADMIN,
    "/audit/": ADMIN,
    "/audit?actor=viewer": ADMIN,
    "/metrics": ADMIN,
}


@pytest.mark.parametrize("target", DENIED)
def test_a_viewer_at_what_takes_another_role(fort: Fort, thief: Thief, target: str) -> None:
    fort.refused(thief, thief.ask(target, fort.readers["viewer"].cookie), (403,), DENIED[target])
    assert {line["actor"] for line in fort.said(thief)} == {"viewer"}


TRICKS = (
    "//audit", "/benchmark/../audit", "/AUDIT", "/audit;x", "/%61udit", "/audit%2f", "/audit.jsonl", "/app.sqlite",
    "/benchmark//rows.csv?view=im_trend", "/benchmark/rows%2ecsv?view=im_trend", "/benchmark/rows_csv",
    "/receipt/../audit", "/receipt/..%2faudit", "/account/../metrics", "/static/../audit.jsonl", "/entitled/europe",
    "/static/js/..%2f..%2f..%2f..%2faudit.jsonl", "/static/extensions/panel/../../../../panel_config.py",
)  # fmt: skip


@pytest.mark.parametrize("target", TRICKS)
def test_a_viewer_at_an_address_that_only_looks_right(fort: Fort, thief: Thief, target: str) -> None:
    answer = thief.ask(target, fort.readers["viewer"].cookie)
    fort.refused(thief, answer, (400, 403, 404))


def everywhere(document: str, **told: str) -> list[Event]:
    """A message from every model of a page: which is a chart's, nobody needs to know."""
    return [said(model, **told) for model in sorted(set(re.findall(r'"id":"([^"]+)"', document)))]


@pytest.mark.parametrize(
    "told, why",
    [
        ({"choose": "data"}, ANALYST),
        ({"choose": "sql"}, POWER),
        ({"set": "mode", "value": "own_history"}, ANALYST),
        ({"set": "quarters", "value": "all"}, ANALYST),
    ],
    ids=["rows", "statement", "argument", "argument that there is not"],
)
def test_a_message_that_a_viewer_may_not_send(fort: Fort, told: dict[str, str], why: str) -> None:
    reader = fort.readers["viewer"]
    document = fort.pulled(reader)
    before = len(denials(fort, "viewer"))
    line = fort.seated(reader)
    line.say("PULL-DOC-REQ", {})
    assert fort.words & sight.models([line.hear() or "" for _ in range(6)][-1])
    line.say("PATCH-DOC", {"events": everywhere(document, **told)})
    heard = ""
    while why not in heard.replace("\\", ""):
        heard += line.hear() or pytest.fail(f"closed: {line.code}")
    heard += line.told(0.3)
    line.close()
    reasons = denials(fort, "viewer")[before:]
    assert [reason for reason in reasons if why in reason], reasons  # the last attack's may still be among them
    assert not re.search("SELECT|<td|rows_", heard)
    assert not sight.figures(heard) & fort.words


def denials(fort: Fort, actor: str) -> list[str]:
    lines = map(json.loads, (fort.home / "audit.jsonl").read_text().splitlines())
    return [line["reason"] for line in lines if line["kind"] == "denied" and line["actor"] == actor]


def state(dataset: str, page: str = "benchmark", my_ccp: str = "", **arguments: dict[str, str]) -> str:
    said = {"page": page, "dataset": dataset, "my_ccp": my_ccp, "version": 1, "arguments": arguments, "clauses": []}
    return quote(json.dumps(said))


def unlike(fort: Fort, answer: Answer | str, said: str = "") -> list[str]:
    """What an answer shows a guest of what they do not see, but for what they have said themselves."""
    text = answer if isinstance(answer, str) else answer.body + str(answer.headers)
    return (
        [word for word in fort.foreign if word in text.replace(said, "")] if said else sight.shown(text, fort.foreign)
    )


@pytest.mark.parametrize("dataset", ["krx_case", "filed", "rba_2009", "margin_demo", "nope"])
@pytest.mark.parametrize("page", ["benchmark", "published", "margin"])
def test_a_link_to_data_of_another_part(fort: Fort, thief: Thief, dataset: str, page: str) -> None:
    guest = fort.readers["guest"].cookie
    answer = thief.ask(f"/{page}/rows.csv?view=im_trend&state={state(dataset, page)}", guest)
    assert not unlike(fort, answer, dataset)
    if (page, dataset) == ("benchmark", "krx_case"):
        assert len(answer.body.splitlines()) == 1, "the page opens with this dataset, of which the part has no row"
    else:
        assert answer.status in (400, 404) and not answer.header("X-Tidemark-Receipt")


@pytest.mark.parametrize("dataset", ["krx_case", "nope"])
def test_a_page_opened_by_a_link_to_data_of_another_part(fort: Fort, dataset: str) -> None:
    for page in ("benchmark", "published"):
        if fort.thief().ask(f"/{page}", fort.readers["guest"].cookie).status == 200:
            document = fort.pulled(fort.readers["guest"], f"?state={state(dataset, page)}", f"/{page}")
            assert not unlike(fort, document, dataset)


def test_a_link_of_another_page(fort: Fort, thief: Thief) -> None:
    for cookie in (fort.readers["analyst"].cookie, fort.readers["guest"].cookie):
        link = f"/benchmark/rows.csv?view=im_trend&state={state('eu_2019', 'published')}"
        answer = thief.ask(link, cookie)
        assert answer.status in (400, 404) and not answer.header("X-Tidemark-Receipt")


def test_a_receipt_of_another_part(fort: Fort, thief: Thief) -> None:
    guest = fort.readers["guest"]
    there, no, form = fort.receipt, "TM-0000-0000-0000", f"csrf={guest.csrf}"
    for ask in (lambda code: thief.ask(f"/receipt/{code}", guest.cookie),
                lambda code: thief.ask(f"/receipt?code={code}", guest.cookie),
                lambda code: thief.ask(f"/receipt/{code}", guest.cookie, "POST", form, Origin=fort.url)):  # fmt: skip
        one, other = ask(there), ask(no)
        assert one.status == other.status == 404
        assert one.body.replace(there, "") == other.body.replace(no, "") and not unlike(fort, one)
    near = there[:-1] + ("0" if there[-1] != "0" else "1")
    assert there not in thief.ask(f"/receipt/{near}", guest.cookie).body
    assert thief.ask(f"/receipt/{there}", fort.readers["viewer"].cookie).status == 200


def test_pages_of_a_guest_name_nothing_of_the_rest(fort: Fort, thief: Thief) -> None:
    guest = fort.readers["guest"]
    for target in ("/", "/account", "/benchmark", "/published", "/margin", "/receipt", "/audit", "/metrics"):
        assert not unlike(fort, thief.ask(target, guest.cookie))
    for page in ("/benchmark", "/published"):
        if thief.ask(page, guest.cookie).status == 200:
            assert not unlike(fort, fort.pulled(guest, path=page))


def test_two_cookies_of_two_readers_are_one_reader_s(fort: Fort, thief: Thief) -> None:
    viewer, admin = fort.readers["viewer"], fort.readers["admin"]
    for cookie in (f"{viewer.cookie}; {admin.cookie}", f"{admin.cookie}; {viewer.cookie}"):
        answer = thief.ask("/account", cookie)
        assert named(answer) in ({"viewer"}, {"admin"}, set())
    tossed = thief.ask("/audit", f"{admin.cookie}; {viewer.cookie}")
    assert tossed.status in (200, 403)


def named(answer: Answer) -> set[str]:
    return {name for name in ("viewer", "admin") if f"<dd>{name}</dd>" in answer.body}


@pytest.mark.parametrize("name", ["__Host-tidemark", "__Secure-tidemark", "tidemark-devil", "Tidemark-Dev", "tidemark"])
def test_a_session_under_another_name_of_the_cookie(fort: Fort, thief: Thief, name: str) -> None:
    fort.refused(thief, thief.ask("/benchmark", f"{name}={fort.readers['viewer'].id}"), (401,))


def test_the_token_for_metrics_opens_nothing_else(fort: Fort, thief: Thief) -> None:
    viewer: Reader = fort.readers["viewer"]
    bearer = {"Authorization": f"Bearer {METRICS}"}
    assert thief.ask("/metrics", **bearer).status == 200
    fort.refused(thief, thief.ask("/audit", viewer.cookie, **bearer), (403,), ADMIN)
