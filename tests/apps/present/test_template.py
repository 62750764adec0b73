"""Templates: what their places mean, and what is wrong with one, where."""

from __future__ import annotations

import pytest

from apps.present.template import Asking, Each, Format, If, Known, TemplateError, Value, read


def test_a_place_is_a_figure_a_list_or_words_on_a_condition() -> None:
    assert read("a {q.c:+.1%} {$my_ccp}") == (
        "a ",
        Value(2, Asking("q"), "c", Format(True, 1, "%")),
        " ",
        Known(13, "my_ccp"),
    )
    assert read('{q(threshold=2)[short=ICE, name="a, b"].c:$ bn}') == (
        Value(0, Asking("q", {"threshold": "2"}, {"short": "ICE", "name": "a, b"}), "c", Format(unit="$ bn")),
    )
    assert read("{each q[up=true] first 3:{.c}}") == (
        Each(0, Asking("q", {}, {"up": "true"}), (Value(25, None, "c"),), 3),
    )
    assert read("{unless q.c:no}") == (If(0, Value(0, Asking("q"), "c"), ("no",), False),)
    assert read("{{no place}}") == ("{", "no place", "}")


WRONG = [
    ("{q.c", 0, "a '{' without its '}'"),
    ("q.c}", 3, "a '}' without its '{'"),
    ("a {q}", 2, "'q' names no column; write query[row].column"),
    ("{q.c:furlongs}", 4, "no unit 'furlongs'; choose from $ bn,"),
    ("{q.c:.1$ bn}", 4, "leave the decimals out"),
    ("{q[ICE].c}", 0, "'ICE': write name=value"),
    ("{each q.c:x}", 0, "each takes the rows of a query"),
    ("{if q.c}", 0, "if is followed by ': words'"),
    ("{[a=b].c}", 0, "the name of a query is missing"),
    ("{ what is this? }", 0, "is no place; write query[row].column:format"),
    ("{if q:" * 9 + "}" * 9, 48, "more than 8 places stand in each other"),
]


@pytest.mark.parametrize(("text", "place", "what"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: str, place: int, what: str) -> None:
    with pytest.raises(TemplateError) as wrong:
        read(text)
    assert (wrong.value.place, what in str(wrong.value)) == (place, True), str(wrong.value)
