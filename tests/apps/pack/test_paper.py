"""Charts on paper: the marks are those of the page, in place, size and colour, and every text can be written."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from matplotlib.colors import to_rgba
from matplotlib.dates import num2date
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from apps.board import Patch
from apps.pack.paper.face import face, lines, written
from apps.pack.paper.picture import picture, settle
from apps.pack.paper.plot import PaperError
from apps.pack.paper.table import table
from apps.pack.paper.ticks import moment
from apps.state import State
from components.cells import placed
from components.theme import FAINT, identity
from queries.selection import Clause
from tests.charts import CHARTS, board, chart, point, quarters, state

settle()


def sent(name: str, at: State, language: str = "en") -> dict[str, Any]:
    """What a browser has of a chart."""
    drawn = chart(name)
    patch: Patch = board().patch(name, at, drawn, language=language)
    return placed(json.loads(drawn.text), drawn.words(language) | patch.cells)


def drawn(name: str, *clauses: Clause, language: str = "en") -> Figure:
    return picture({"figure": sent(name, state(*clauses), language)}, 400, 240, language)


def bars(figure: Figure) -> list[Rectangle]:
    return [each for each in figure.axes[0].patches if isinstance(each, Rectangle)]


def test_bars_are_as_high_as_the_figures_of_the_query_and_have_the_colours_of_the_page() -> None:
    rows = {row["short"]: row for row in chart("im_ranking").context}
    answer = board().answer(board().page.views["im_ranking"], state()).frame
    figures = dict(zip(answer["short"], answer["initial_margin_usd_bn"], strict=True))
    shown = bars(drawn("im_ranking"))
    assert [bar.get_height() for bar in shown] == pytest.approx([figures[name] for name in rows], rel=1e-6)
    assert [bar.get_facecolor() for bar in shown] == [to_rgba(identity(name).colour) for name in rows]
    assert {bar.get_y() for bar in shown} == {0.0}
    assert [bar.get_linewidth() > 0 for bar in shown] == [name == "KRX" for name in rows], "my CCP stands out"


def test_what_is_not_brushed_fades_and_the_order_stays() -> None:
    shown = bars(drawn("im_ranking", point("ccp", *(row["ccp"] for row in chart("im_ranking").context[:2]))))
    assert [bar.get_facecolor()[3] for bar in shown] == [1.0, 1.0, *[FAINT] * 4]


@pytest.mark.parametrize("name", CHARTS)
def test_every_text_of_every_chart_can_be_written_and_stands_in_the_picture(name: str) -> None:
    figure = drawn(name, quarters("2024Q1", "2025Q4"), language="ko")
    said = texts(figure)
    assert said
    assert [text for text in said if not all(face().has(each) for each in text.replace("\n", ""))] == []
    box = figure.axes[0].get_tightbbox()
    assert box is not None and box.x0 >= -1 and box.y0 >= -1 and box.x1 <= 401 and box.y1 <= 241, box


def texts(figure: Figure) -> list[str]:
    axes = figure.axes[0]
    labels = [*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()]
    return [text for each in labels if (text := each.get_text())]


def test_korean_words_below_the_axis_do_not_touch() -> None:
    figure = drawn("spikes", language="ko")
    labels = [label for label in figure.axes[0].get_xticklabels() if label.get_text()]
    figure.axes[0].get_tightbbox()
    boxes = [label.get_window_extent() for label in labels]
    assert len(boxes) == 12 and "분기" in labels[0].get_text()
    assert min(other.x0 - one.x1 for one, other in pairwise(boxes)) > 0, [(box.x0, box.x1) for box in boxes]


def test_a_chart_of_cells_is_a_table_with_the_texts_of_the_page() -> None:
    made = table(sent("summary", state()))
    context = chart("summary").context
    assert list(made.down) == ["LCH", "CME", "ICE", "JSCC", "KRX", "ASX"]
    view = chart("summary").view
    said = {(row["short"], row["measure"].replace("\n", " ")): view.said(row) for row in context}
    shown = {
        (name, column): cell.text
        for name, cells in zip(made.down, made.cells, strict=True)
        for column, cell in zip(made.across, cells, strict=True)
    }
    assert shown == said
    assert [all(cell.framed for cell in cells) for cells in made.cells] == [name == "KRX" for name in made.down]


def test_what_the_typeface_lacks_is_no_box_and_no_word_is_lost() -> None:
    assert written("KRX ◂ 漢字\u200b é") == "KRX ← ?? é"
    text = "개시증거금은 증가하였습니다 " * 9 + "a" * 200
    parts = lines(text, 120, 12)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")
    assert max(face().width(part, 12) for part in parts) <= 120


def test_days_are_said_in_both_languages() -> None:
    assert [moment(num2date(day), language) for day in (19723, 19783, 19790) for language in ("en", "ko")] == [
        "2024", "2024년", "Mar 2024", "2024년 3월", "8 Mar", "3월 8일",
    ]  # fmt: skip


def test_marks_that_no_page_has_are_refused_by_name() -> None:
    strange = json.loads(json.dumps(sent("im_ranking", state())).replace('"VBar"', '"Wedge"'))
    with pytest.raises(PaperError, match="Wedge"):
        picture({"figure": strange}, 400, 240, "en")
