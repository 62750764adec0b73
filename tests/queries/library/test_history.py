"""Runs: found by words and by link, never by another reader's search, and their statements by hash."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.store import Store
from queries.library.history import History, Run, fresh
from queries.library.pins import Pin, Pins
from queries.library.sound import LibraryError, hashed
from queries.query import Query


@pytest.fixture
def history(store: Store) -> History:
    return History(store, most=3)


def ran(owner: str, text: str, **about: object) -> Run:
    return replace(Run(fresh(), owner, text), **about)


def test_a_run_is_as_it_was_noted(history: History) -> None:
    done = ran("kim", "SELECT $n", values={"n": 3}, entitlement="all", version=7, rows=1, code="TM-1", seconds=0.5)
    done = replace(done, selection="FROM main.disclosure", own={"book": "book-1.duckdb"})
    history.add(done)
    assert history.find(done.id) == done and history.search("kim") == [done]
    assert history.find("TM-1") is None and history.coded("TM-1") == done and history.coded("") is None


def test_every_word_must_occur_and_the_newest_comes_first(history: History) -> None:
    texts = ["SELECT im FROM disclosure", "SELECT 100% AS 증거금", "select IM, df from disclosure"]
    for text in texts:
        history.add(ran("kim", text))
    assert [run.text for run in history.search("kim", ["Disclosure", "im"])] == [texts[2], texts[0]]
    assert [run.text for run in history.search("kim", ["증거금"])] == [texts[1]]
    assert [run.text for run in history.search("kim", ["0%"])] == [texts[1]] and not history.search("kim", ["_ m"])
    assert [run.text for run in history.search("kim", [], 1)] == [texts[2]]


def test_nobody_finds_the_runs_of_another_but_by_their_link(history: History) -> None:
    own = ran("kim", "SELECT 'secret'")
    history.add(own)
    assert history.search("lee") == history.search("lee", ["secret"]) == []
    assert history.find(own.id) == own


def test_ids_cannot_be_guessed() -> None:
    assert len({fresh() for _ in range(100)}) == 100 and len(fresh()) >= 22


def test_a_statement_stays_as_long_as_a_run_has_it(history: History) -> None:
    history.add(ran("kim", "SELECT 1"))
    history.add(ran("lee", "SELECT 2"))
    for text in ("SELECT 2", "SELECT 3", "SELECT 4"):
        history.add(ran("kim", text))
    assert [run.text for run in history.search("kim")] == ["SELECT 4", "SELECT 3", "SELECT 2"]
    assert history.text(hashed("SELECT 1")) is None
    history.add(ran("kim", "SELECT 5"))
    assert history.text(hashed("SELECT 2")) == "SELECT 2", "another reader's run still has it"


def test_a_statement_is_found_by_what_a_receipt_says_of_it(history: History) -> None:
    history.add(ran("kim", "\n SELECT 1 ; \n"))
    query = Query.written("sql", "SELECT 1;", {}, {}, {})
    assert hashed("SELECT 1 ;") == query.hash and history.text(query.hash) == "\n SELECT 1 ; \n"


def test_a_pinned_statement_stays_though_its_run_is_forgotten(history: History) -> None:
    history.add(ran("kim", "SELECT 1"))
    Pins(history.store).pin("mine:kim", "kim", Pin("one", {"bar": "one"}, {"text": "SELECT 1;"}))
    for number in range(4):
        history.add(ran("kim", f"SELECT 2 + {number}"))
    assert history.text(hashed("SELECT 1")) == "SELECT 1" and history.text(hashed("SELECT 2 + 0")) is None
    assert Pins(history.store).query(hashed("SELECT 1")) == {"text": "SELECT 1;"}
    assert Pins(history.store).query(hashed("SELECT 2 + 3")) is None


def test_a_statement_that_is_too_long_is_not_noted(history: History) -> None:
    with pytest.raises(LibraryError, match="split it"):
        history.add(ran("kim", "x" * 70_000))
