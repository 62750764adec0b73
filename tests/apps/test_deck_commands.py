"""Decks on the command line: listed, told in two languages, and every code of a slide verified."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apps.__main__ import main
from apps.present import shipped
from data.store import Store
from queries.library.decks import Decks

Output = pytest.CaptureFixture[str]
CODE = re.compile(r"^TM(?:-\w{4}){3}", re.MULTILINE)


@pytest.fixture
def kept(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a deck of one slide, in a home of its own: a copy of one that ships."""
    monkeypatch.setenv("TIDEMARK_HOME", str(own_home))
    store = Store(own_home)
    store.upgrade()
    plain = shipped.decks()["krx"].plain()
    lost = {**plain["slides"][0], "id": "lost", "state": {**plain["slides"][0]["state"], "page": "gone"}}
    copy = {**plain, "title": "Mine", "roles": ["viewer"], "slides": [plain["slides"][1], lost]}
    id, _ = Decks(store).save(None, copy, "kim")
    store.close()
    return id


def test_a_deck_is_listed_told_and_its_codes_verified(kept: str, capsys: Output) -> None:
    assert main(["deck", "list"]) == 0
    listed = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in listed] == ["id", kept, "krx"] and listed[1][1:] == ["Mine", "kim", "2", "1", "viewer"]
    assert main(["deck", "show", kept, "--language", "ko", "--codes"]) == 0
    told = capsys.readouterr().out
    assert "개시증거금은 6곳 중 5곳에서 증가했습니다: ICE +7.9%" in told
    assert told.splitlines()[-1].startswith("! gone 페이지가 더 이상 없거나 볼 수 있는 권한이 없습니다.")
    codes = CODE.findall(told)
    assert len(codes) == 2
    for code in codes:
        assert main(["verify", code]) == 0
    assert capsys.readouterr().out.count("identical") == 2


def test_an_unknown_deck_is_told_with_the_nearest(kept: str, capsys: Output) -> None:
    assert main(["deck", "show", "kxr"]) == 1
    assert capsys.readouterr().err == "tidemark: unknown deck 'kxr'; did you mean 'krx'?\n"
