from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from queries.trail.audit import Audit
from queries.trail.chain import AuditError
from queries.trail.look import BLOCK, SearchError, Wanted, backwards


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    audit = Audit(tmp_path)
    audit.event("signed in", "ann", address="10.0.0.7")
    audit.event("denied", "Ben O'Neil", action="export", page="margin", reason='you need the role "analyst"')
    audit.event("shown", "한국", page="benchmark", view="im_trend")
    return audit


def kinds(audit: Audit, *words: str, **wanted: str) -> list[str]:
    return [record["kind"] for record in audit.search(Wanted(words, **wanted))]


def test_the_newest_come_first(audit: Audit) -> None:
    assert kinds(audit) == ["shown", "denied", "signed in", "begun"]


def test_words_are_looked_for_everywhere_and_all_must_be_there(audit: Audit) -> None:
    assert kinds(audit, "MARGIN", "o'neil") == ["denied"]
    assert kinds(audit, "한국") == ["shown"] and kinds(audit, '"analyst"') == ["denied"]
    assert kinds(audit, "margin", "10.0.0.7") == []


def test_actor_kind_and_time_narrow_it(audit: Audit) -> None:
    assert kinds(audit, actor="ann") == ["signed in"] and kinds(audit, actor="an") == []
    assert kinds(audit, kind="denied") == ["denied"]
    today = next(audit.search(Wanted()))["timestamp"][:10]
    assert len(kinds(audit, since=today, until=today)) == 4
    assert kinds(audit, since="2999") == [] == kinds(audit, until="1999-12-31T23:59")


@pytest.mark.parametrize("moment", ["yesterday", "22.11.2026", "2026-11-22T1:00", "2026-11-22Z"])
def test_what_is_no_moment_is_refused(moment: str) -> None:
    with pytest.raises(SearchError, match=r"since: .* is no moment; write 2026-11-22"):
        Wanted(since=moment)


def test_torn_and_foreign_lines_do_no_harm(audit: Audit) -> None:
    with audit.path.open("ab") as file:
        file.write(b'not json\n[1, 2]\n\xff\xfe\n{"kind": "shown"}\n' + b"[" * 200_000 + b'\n{"seq": 9, "ki')
    assert kinds(audit)[:6] == ["unreadable", "unreadable", "shown", "unreadable", "unreadable", "unreadable"]
    assert kinds(audit, actor="ann") == ["signed in"]
    assert kinds(audit, "not", "json") == ["unreadable"]


def test_a_trail_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    nothing = Audit(tmp_path / "none")
    assert kinds(nothing) == [] and nothing.find("TM-0000-0000-0000") is None and nothing.nearest("0" * 12) == ""


def test_lines_are_read_from_the_end_whatever_their_length(tmp_path: Path) -> None:
    lines = [b"%d" % n * (n * 997 % 5000 + 1) for n in range(300)] + [b"x" * (3 * BLOCK), b"last"]
    path = tmp_path / "lines"
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert list(backwards(path)) == lines[::-1]


def test_the_newest_of_a_long_trail_are_found_at_once(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    record = {"kind": "shown", "actor": "ann", "text": "x" * 500}
    audit._book.append([record] * 20_000, sync=False)
    audit.event("signed in", "ann")
    begun = time.perf_counter()
    assert next(audit.search(Wanted(kind="signed in")))["seq"] == 20_002
    found = time.perf_counter()
    assert next(audit.search(Wanted(kind="nothing")), None) is None
    assert found - begun < (time.perf_counter() - found) / 5, "it reads what is older"


def test_a_record_is_found_by_its_code_however_it_is_written(audit: Audit) -> None:
    code = audit.event("exported", "ann", page="margin")
    audit.event("verified", "ann", of=code)
    for text in (code, code.lower(), code.replace("-", " "), code.removeprefix("TM-")):
        found = audit.find(text)
        assert found is not None and (found["kind"], found["code"]) == ("exported", code)


def test_the_first_record_is_found_too(audit: Audit) -> None:
    first = list(audit.search(Wanted()))[-1]
    assert audit.find(first["code"]) == first


def test_a_record_of_a_trail_that_was_set_aside_is_found(audit: Audit) -> None:
    code = audit.event("exported", "ann")
    audit.path.rename(audit.home / "audit.before-2026.jsonl")
    (audit.home / "audit.head").unlink()
    fresh = Audit(audit.home)
    fresh.event("signed in", "ann")
    found = fresh.find(code)
    assert found is not None and found["kind"] == "exported"
    assert [each["file"] for each in list(fresh.search(Wanted()))[-1]["kept"]] == ["audit.before-2026.jsonl"]


def test_a_record_that_was_changed_is_not_believed(audit: Audit) -> None:
    code = audit.event("exported", "ann", page="margin")
    audit.path.write_bytes(audit.path.read_bytes().replace(b'"page": "margin"}', b"").replace(b'"margin"', b'"Margin"'))
    with pytest.raises(AuditError, match=f"the record of {code} is not as it was written"):
        audit.find(code)


def test_a_code_that_is_mistyped_is_guessed(audit: Audit) -> None:
    code = audit.event("exported", "ann")
    wrong = code[:-1] + ("Z" if code[-1] != "Z" else "Y")
    assert audit.find(wrong) is None and audit.nearest(wrong) == code
    assert audit.nearest("TM-0000-0000-0000") == "" == audit.nearest("no code")


def test_what_is_recorded_reads_back_as_it_was_given(audit: Audit) -> None:
    strange = 'line\nbreak \u2028 "quoted" \ud800 <script> \x00 ' + "\N{PILE OF POO}"
    code = audit.event("denied", strange, path=strange)
    found = audit.find(code)
    assert found is not None and found["actor"] == found["path"] == strange
    assert json.loads(audit.path.read_bytes().splitlines()[-1])["path"] == strange
