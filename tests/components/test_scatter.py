"""Two figures against one another: marks that move with the rows, and spans that are brushed."""

from __future__ import annotations

import pandas as pd

from components.drawn import Drawn
from components.scatter import Scatter
from components.view import Gesture, Look
from queries.query import Query
from queries.selection import Clause

ROWS = pd.DataFrame(
    {
        "ccp": ["Korea Exchange", "LCH", None],
        "short": ["KRX", "LCH", ""],
        "im": [10.0, 20.0, 5.0],
        "df": [1.0, float("nan"), 2.0],
    }
)
BOX = Gesture("rect", 8, 12, 0, 3)


def scatter(**settings: object) -> Drawn:
    query = Query.written("q", "", {}, {}, {})
    return Drawn(Scatter(name="q", query=query, x="im", y="df", unit="$ bn", **settings), ROWS)


def column(drawn: Drawn, name: str) -> list[object]:
    return list(drawn.renderers[0].data_source.data[name])


def test_a_row_is_a_mark_in_the_colour_of_its_ccp() -> None:
    drawn = scatter(by=["ccp"], brush=["ccp"])
    assert column(drawn, "x") == [10, 20] and column(drawn, "who") == ["KRX", "LCH"]
    assert column(drawn, "tip") == ["im $10 bn, df $1.0 bn", "im $20 bn, df –"]
    assert len(set(column(drawn, "colour"))) == 2


def test_marks_that_the_rows_lack_fade_and_the_others_move() -> None:
    drawn = scatter(by=["ccp"], brush=["ccp"])
    patched = drawn.patch(ROWS.head(1).assign(im=11.0), Look("Korea Exchange"))
    told = {cell.column: text for cell, text in patched.items() if cell.column}
    assert told["x"] == "[11,20]" and told["alpha"] == "[0.9,0.2]" and told["size"] == "[10,7]"


def test_a_box_brushes_what_names_the_marks_or_the_spans() -> None:
    assert scatter(by=["ccp"], brush=["ccp"]).brushed(BOX, {}) == [Clause("q", "ccp", "point", ("Korea Exchange",))]
    spans = scatter(brush=["im", "df"])
    assert spans.brushed(BOX, {}) == [Clause("q", "im", "interval", (10, 10)), Clause("q", "df", "interval", (1, 1))]
    assert spans.brushed(Gesture("tap", 10, 10, 1, 1), {}) == [] == spans.brushed(Gesture("rect", 90, 99, 0, 1), {})
    assert [clause.kind for clause in spans.view.example(spans.context)] == ["interval", "interval"]
