"""A deck as PDF: a page a slide, and more where words take more; charts as vectors, texts as texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from fpdf import FPDF

from apps.pack.layout import (
    BOTTOM,
    EDGE,
    HIGH,
    TOP,
    WIDE,
    Box,
    Line,
    fitted,
    fitting,
    flow,
    paragraph,
    paragraphs,
    plan,
    said,
)
from apps.pack.leaf import Drawing, Leaf, Order
from apps.pack.paper.canvas import drawn
from apps.pack.paper.face import BOLD, NAME, REGULAR, face, lines, written
from apps.pack.paper.picture import picture

INK, QUIET, ACCENT, RULE = (31, 38, 46), (110, 119, 129), (63, 81, 181), (214, 219, 225)
TITLE, HEAD, SMALL, FULL = 25.0, 11.5, 7.5, 14.0


class Pdf:
    """One file that is being written."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.pdf = FPDF(unit="pt", format=(HIGH, WIDE), orientation="landscape")
        self.pdf.set_auto_page_break(False)
        self.pdf.add_font(NAME, "", str(REGULAR))
        self.pdf.add_font(NAME, "B", str(BOLD))
        self.pdf.set_title(written(order.title))
        self.pdf.set_creator("Tidemark")
        self.pdf.set_lang(order.language)
        self.pdf.set_creation_date(datetime.fromisoformat(order.made))

    def add(self, leaf: Leaf) -> None:
        """Add a slide, with as many pages as it takes."""
        self._page(leaf, leaf.title)
        self.pdf.start_section(written(leaf.title) or " ")
        places = plan(leaf)
        for drawing, place in zip(leaf.drawings, places.charts, strict=True):
            self._chart(drawing, place)
        parts, box = said(leaf), places.words
        count, size = fitted(parts, box, places.sizes) if box else (0, FULL)
        if box:
            self._words(flow(parts[:count], box.width, size), box)
        rest = flow(parts[count:], WIDE - 2 * EDGE, FULL)
        self._further(leaf, self.order.say("{title} (continued)", title=leaf.title), rest)
        notes = flow([(part, False) for part in paragraphs(leaf.notes)], WIDE - 2 * EDGE, FULL)
        self._further(leaf, self.order.say("Notes: {title}", title=leaf.title), notes)

    def _further(self, leaf: Leaf, title: str, words: Sequence[Line]) -> None:
        """Words on pages of their own."""
        box = Box(EDGE, TOP, WIDE - 2 * EDGE, BOTTOM - TOP)
        while words:
            self._page(leaf, title)
            count = max(fitting(words, box.height), 1)
            self._words(words[:count], box)
            words = words[count:]

    def _page(self, leaf: Leaf, title: str) -> None:
        self.pdf.add_page()
        self.pdf.set_fill_color(*ACCENT)
        self.pdf.rect(0, 0, WIDE, 5, style="F")
        size = next((s for s in (TITLE, 21, 18) if face(True).width(written(title), s) <= WIDE - 2 * EDGE), 15.0)
        for place, line in enumerate(lines(written(title), WIDE - 2 * EDGE, size, True)[:3]):
            self._text(line, EDGE, 50 + place * size * 1.2, size, INK, True)
        self._foot(leaf)

    def _foot(self, leaf: Leaf) -> None:
        self.pdf.set_draw_color(*RULE)
        self.pdf.set_line_width(0.7)
        self.pdf.line(EDGE, 511, WIDE - EDGE, 511)
        codes = ", ".join(leaf.codes)
        said = [leaf.about, self.order.say("figures in words: {codes}", codes=codes) if codes else ""]
        room = WIDE - 2 * EDGE - 90
        for place, line in enumerate(lines(written(" · ".join(filter(None, said))), room, SMALL)[:2]):
            self._text(line, EDGE, 522 + place * 9.5, SMALL, QUIET)

    def _numbered(self) -> None:
        """Write on each page which of how many it is, once that is known."""
        count = self.pdf.pages_count
        for number in range(1, count + 1):
            self.pdf.page, self.pdf.current_font_is_set_on_page = number, False
            said = f"{number} / {count}"
            self._text(said, WIDE - EDGE - face().width(said, 9), 522, 9, QUIET)

    def _text(self, text: str, x: float, y: float, size: float, ink: Sequence[int], bold: bool = False) -> None:
        self.pdf.set_font(NAME, "B" if bold else "", size)
        self.pdf.set_text_color(*ink)
        self.pdf.text(x, y, text)

    def _words(self, words: Sequence[Line], box: Box) -> None:
        y = box.top
        for line in words:
            y += line.height
            if line.mark:
                self._text("•", box.left, y - line.size * 0.3, line.size, ACCENT, True)
            self._text(line.text, box.left + (line.size if line.point else 0), y - line.size * 0.3, line.size, INK)

    def _chart(self, drawing: Drawing, box: Box) -> None:
        """A chart with its title, unit and receipt."""
        head = min(HEAD, max(box.height / 16, 8.5))
        title = written(drawing.title)
        unit = face().width(written(drawing.unit), head * 0.85) + 8
        named = head * min(1.0, (box.width - unit) / max(face(True).width(title, head), 1.0))
        self._text(title, box.left, box.top + head, named, INK, True)
        beside = box.left + face(True).width(title, named) + 8
        self._text(written(drawing.unit), beside, box.top + head, head * 0.85, QUIET)
        foot = written(" · ".join(filter(None, (drawing.note, drawing.code))))
        below = lines(foot, box.width, SMALL)[:3] if foot else []
        high = box.height - head * 1.7 - len(below) * 9.5
        for place, line in enumerate(below):
            self._text(line, box.left, box.top + box.height - 2 - (len(below) - 1 - place) * 9.5, SMALL, QUIET)
        if drawing.figure is not None:
            chart = {"figure": drawing.figure, "legend": drawing.legend}
            drawn(picture(chart, box.width, high, self.order.language), self.pdf, box.left, box.top + head * 1.7)

    def end(self, path: Path) -> None:
        """Add the minutes, and write the file."""
        words = [line for head, said in self.order.minutes for line in _minuted(head, said)]
        self._further(Leaf(""), self.order.say("Minutes"), words)
        self._numbered()
        self.pdf.output(str(path))


def _minuted(head: str, said: Sequence[str]) -> list[Line]:
    texts = [line for part in said for line in paragraph(written(part), WIDE - 2 * EDGE, 11, point=True)]
    return [*paragraph(written(head), WIDE - 2 * EDGE, 13), *texts]
