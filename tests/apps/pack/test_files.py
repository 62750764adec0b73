"""Files of each kind, written by the process that the server starts, opened again by other programs."""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from pptx import Presentation

from apps.pack.paper.face import face
from apps.pack.wish import Wish
from queries.selection import Selection
from tests import charts
from tests.apps.pack.decks import deck, made, of, spoken

LONG = " ".join(f"word{number}" for number in range(900))
EVIL = '=HYPERLINK("http://evil") <b>&\x07'


def slides() -> Any:
    first = replace(
        of(1, "im_ranking", notes="Say who rose.", narrative="Plain words.", points="One\nTwo"),
        title=spoken("Margin by region", "지역별 개시증거금은 집중되어 있습니다"),
    )
    return deck(first, of(2, "summary", EVIL, points=LONG), of(3, "im_trend", "After", notes="Last note"))


def test_a_pdf_has_every_word_in_korean_too_and_says_where_it_is_from(tmp_path: Path) -> None:
    packed, heard = made(Wish(slides(), "pdf", "ko", notes=True), tmp_path / "work")
    assert heard == [1, 2, 3]
    assert hashlib.sha256(packed.path.read_bytes()).hexdigest() == packed.sha256
    document = pypdfium2.PdfDocument(packed.path)
    pages = [page.get_textpage().get_text_range() for page in document]
    said = " ".join(" ".join(pages).split())
    assert "지역별 개시증거금은 집중되어 있습니다" in said and "억 달러" in pages[0]
    assert all(f"word{number}" in said for number in range(900)), "long words go on, none is cut"
    assert "Say who rose." in said and "Last note" in said
    assert [f"{number} / {len(pages)}" in text for number, text in enumerate(pages, 1)] == [True] * len(pages)
    assert "\ufffd" not in said and "\x00" not in said
    assert [each for each in said if each.isprintable() and not face().has(each)] == []
    fonts = {each.decode() for each in re.findall(rb"/BaseFont /(\S+)", packed.path.read_bytes())}
    assert len(fonts) <= 2 and all("Pretendard" in name for name in fonts)
    assert charts.QUARTERS[0][:4] in pages[-2] + pages[-1], "the axis of the last chart"


def test_slides_have_native_titles_notes_tables_and_pictures_that_say_what_they_are(tmp_path: Path) -> None:
    packed, _ = made(Wish(slides(), "pptx", "en", notes=True), tmp_path / "work")
    shown = list(Presentation(str(packed.path)).slides)
    titles = [each.shapes.title.text_frame.text for each in shown]
    assert titles[0] == "Margin by region" and titles[-1] == "After"
    assert shown[0].notes_slide.notes_text_frame.text == "Say who rose."
    assert [paragraph.text for paragraph in shown[0].placeholders[1].text_frame.paragraphs] == [
        "Plain words.",
        "One",
        "Two",
    ]
    (picture,) = [shape for shape in shown[0].shapes if shape.shape_type == 13]
    assert "Initial margin by region" in picture._element.nvPicPr.cNvPr.get("descr")
    width, _ = picture.image.size
    assert width / (picture.width / 914400) == pytest.approx(300, rel=0.02), "300 dots an inch"
    (table,) = [shape.table for shape in shown[1].shapes if shape.has_table]
    assert [table.cell(0, place).text for place in (1, 2)] == ["Initial margin", "Growth"]
    assert table.cell(5, 0).text == "KRX" and table.cell(5, 1).text == "$15 bn", "as of the brushed quarter"
    words = " ".join(shape.text_frame.text for each in shown for shape in each.shapes if shape.has_text_frame)
    assert all(f"word{number}" in words for number in range(900))
    with zipfile.ZipFile(packed.path) as parts:
        assert not [name for name in parts.namelist() if "external" in parts.read(name).decode("latin-1").lower()]


def test_a_workbook_has_the_figures_of_the_queries_cell_by_cell(tmp_path: Path) -> None:
    packed, _ = made(Wish(slides(), "xlsx", "en"), tmp_path / "work")
    book = openpyxl.load_workbook(packed.path)
    _, *sheets = book.worksheets
    assert [sheet.title for sheet in sheets] == ["1 im_ranking", "2 summary", "3 im_trend"]
    for slide, sheet in zip(slides().slides, sheets, strict=True):
        answer = charts.board().answer(charts.board().page.views[slide.focus], slide.state)
        rows = list(sheet.iter_rows(values_only=True))
        top = next(n for n, row in enumerate(rows) if row[0] == answer.frame.columns[0])
        width = len(answer.frame.columns)
        assert list(rows[top][:width]) == list(answer.frame.columns)
        figures = [row[:width] for row in rows[top + 1 :]]
        wanted = [tuple(plain(cell) for cell in row) for row in answer.frame.itertuples(index=False, name=None)]
        assert [[cell for cell in row if isinstance(cell, str)] for row in figures] == [
            [cell for cell in row if isinstance(cell, str)] for row in wanted
        ]
        assert numbers(figures) == pytest.approx(numbers(wanted), rel=1e-15), "a spreadsheet keeps 15 digits"
        about = {row[0]: row[1] for row in rows[:top] if row[0]}
        assert about["Query"] == answer.receipt.query.name and "data version" in about["Stands on"]
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells), "a formula is a text"


def numbers(rows: Any) -> list[float]:
    return [cell for row in rows for cell in row if not isinstance(cell, str) and cell is not None]


def plain(cell: Any) -> Any:
    cell = cell.item() if hasattr(cell, "item") else cell
    return None if cell is None or cell != cell else cell


def test_a_slide_whose_page_is_gone_stays_and_notes_are_left_out_unless_wanted(tmp_path: Path) -> None:
    gone = replace(
        of(1, "im_trend", "Gone", notes="Secret"), state=replace(charts.state(), page="nowhere", selection=Selection())
    )
    packed, _ = made(Wish(deck(gone), "pdf", "en"), tmp_path / "work")
    (page,) = pypdfium2.PdfDocument(packed.path)
    said = page.get_textpage().get_text_range()
    assert "Secret" not in said and "Gone" in said and "nowhere is not there any more" in said
