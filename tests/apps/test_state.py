from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.state import History, State
from queries.selection import Clause, Selection

TEXT = st.text(max_size=12)
VALUE = st.one_of(TEXT, st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False))
POINT = st.builds(Clause, TEXT, TEXT, st.just("point"), st.lists(VALUE, max_size=4).map(tuple))
INTERVAL = st.builds(Clause, TEXT, TEXT, st.just("interval"), st.tuples(VALUE, VALUE))
ARGUMENTS = st.dictionaries(TEXT, st.dictionaries(TEXT, VALUE, max_size=3), max_size=3)
SELECTION = st.builds(Selection, st.lists(st.one_of(POINT, INTERVAL), max_size=4).map(tuple))
STATES = st.builds(State, TEXT, TEXT, TEXT, st.integers(1, 10**6), ARGUMENTS, SELECTION)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), VALUE), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner)
)
KEYS = ("page", "dataset", "my_ccp", "version", "arguments", "clauses")


@given(STATES)
def test_a_state_is_read_as_it_was_written(state: State) -> None:
    assert State.read(state.text()) == state
    assert "\n" not in state.text()


@given(st.one_of(TEXT, JSON.map(json.dumps), st.fixed_dictionaries({key: JSON for key in KEYS}).map(json.dumps)))
def test_what_is_not_a_state_is_refused_in_words(text: str) -> None:
    try:
        assert State.read(State.read(text).text()) == State.read(text)
    except ValueError as error:
        assert "this link does not hold a state" in str(error) or "clause" in str(error) or "interval" in str(error)


def forged(**changed: object) -> str:
    plain = {"page": "p", "dataset": "d", "my_ccp": "KRX", "version": 1, "arguments": {}, "clauses": []}
    return json.dumps({**plain, **changed})


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", "3", "{}", '"state"', "\x00", "[" * 100_000,
        forged(version="1"), forged(version=True), forged(page=None), forged(arguments=[]), forged(arguments={"v": 1}),
        forged(clauses=[{}]), forged(clauses=None), forged(clauses=[7]),
        forged(clauses=[{"source": "a", "field": "f", "kind": "sql", "value": ["DROP TABLE"]}]),
        forged(clauses=[{"source": "a", "field": "f", "kind": "interval", "value": [1]}]),
        forged(clauses=[{"source": "a", "field": "f", "kind": "point", "value": [{"x": 1}]}]),
        forged(clauses=[{"source": "a", "field": ["f"], "kind": "point", "value": []}]),
        forged(clauses=[{"source": "a", "field": "f", "kind": "point", "value": list(range(1001))}]),
    ],
)  # fmt: skip
def test_a_forged_link_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"state|clause|interval"):
        State.read(text)


KRX = Clause("ranking", "ccp", "point", ("KRX",))
LCH = Clause("ranking", "ccp", "point", ("LCH",))
START = State("benchmark", "krx_case", "KRX", 1)


def test_what_is_brushed_again_is_let_go() -> None:
    once = START.brushed("ranking", [KRX])
    assert once.selection.clauses == (KRX,)
    assert once.brushed("ranking", [LCH]).selection.clauses == (LCH,)
    assert once.brushed("ranking", [KRX]) == once
    assert once.toggled("ranking", [KRX]) == START
    assert once.toggled("ranking", [LCH]) == once.brushed("ranking", [LCH])


def test_arguments_are_kept_by_view() -> None:
    state = START.argued("a", "mode", "x").argued("b", "mode", "y").argued("a", "threshold", 2)
    assert state.arguments == {"a": {"mode": "x", "threshold": 2}, "b": {"mode": "y"}}
    assert START.arguments == {}


def test_undo_and_redo_go_back_and_forth() -> None:
    history = History(START)
    states = [START.brushed("ranking", [each]) for each in (KRX, LCH)]
    for state in states:
        history.enter(state)
    history.undo()
    assert history.now == states[0]
    history.undo()
    assert history.now == START
    history.undo()
    assert history.now == START
    history.redo()
    history.redo()
    history.redo()
    assert history.now == states[1]


def test_a_new_step_forgets_what_was_undone() -> None:
    history = History(START)
    history.enter(START.brushed("ranking", [KRX]))
    history.undo()
    history.enter(START.brushed("ranking", [LCH]))
    history.redo()
    assert history.now.selection.clauses == (LCH,) and history.past == [START]


def test_entering_the_same_state_is_no_step() -> None:
    history = History(START)
    history.enter(State("benchmark", "krx_case", "KRX", 1))
    assert history.past == []


@given(st.lists(STATES, max_size=6))
def test_undoing_every_step_ends_where_it_began(states: list[State]) -> None:
    history = History(START)
    for state in states:
        history.enter(state)
    last = history.now
    steps = len(history.past)
    for _ in range(steps):
        history.undo()
    assert history.now == START
    for _ in range(steps):
        history.redo()
    assert history.now == last


def test_one_step_undoes_a_whole_gesture() -> None:
    history = History(START)
    history.enter(START.brushed("ranking", [KRX]))
    for quarter in ("2024Q1", "2024Q2", "2024Q3"):
        history.pass_through(START.brushed("trend", [Clause("trend", "quarter", "interval", (quarter, "2025Q1"))]))
    last = history.now
    history.enter(last)
    assert (history.now, history.past, history.begun) == (last, [START, START.brushed("ranking", [KRX])], None)
    history.undo()
    assert history.now == START.brushed("ranking", [KRX])
    history.redo()
    assert history.now == last


def test_undo_in_the_middle_of_a_gesture_undoes_it() -> None:
    history = History(START)
    history.pass_through(START.brushed("ranking", [KRX]))
    history.undo()
    assert history.now == START and history.begun is None


def test_a_gesture_that_ends_where_it_began_is_no_step() -> None:
    history = History(START)
    history.pass_through(START.brushed("ranking", [KRX]))
    history.enter(START)
    assert history.past == [] and history.begun is None
