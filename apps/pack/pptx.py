"""A deck as slides: titles, words, notes and tables that can be edited, charts as sharp pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from apps.pack.layout import BOTTOM, EDGE, TOP, WIDE, Box, fitted, paragraphs, plan, said
from apps.pack.leaf import Drawing, Leaf, Order
from apps.pack.paper.face import face, written
from apps.pack.paper.picture import picture, png
from apps.pack.paper.table import table
from apps.pack.tabled import put
from apps.pack.template import TITLE_ALONE, WITH_WORDS, template

COLOUR: Any = RGBColor
INK, QUIET = COLOUR(31, 38, 46), COLOUR(110, 119, 129)
HEAD, SMALL = 11.5, 8.0
FULL = 14.0
Said = Sequence[tuple[str, bool]]


class Pptx:
    """One file that is being written."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.language = {"ko": "ko-KR"}.get(order.language, "en-GB")
        self.deck = template()
        about = self.deck.core_properties
        about.title, about.author, about.language = order.title[:255], "Tidemark", self.language
        about.created = about.modified = datetime.fromisoformat(order.made)

    def add(self, leaf: Leaf) -> None:
        """Add a slide, and further ones where its words take more room."""
        parts, places = said(leaf), plan(leaf)
        count, size = fitted(parts, roomy(places.words), places.sizes) if places.words else (0, FULL)
        slide = self._slide(leaf, leaf.title, parts[:count], places.words, size)
        for drawing, box in zip(leaf.drawings, places.charts, strict=True):
            self._chart(slide, drawing, box)
        if leaf.notes.strip():
            slide.notes_slide.notes_text_frame.text = clean(leaf.notes)
        self._further(leaf, self.order.say("{title} (continued)", title=leaf.title), parts[count:])

    def _further(self, leaf: Leaf, title: str, parts: Said) -> None:
        """Words on slides of their own."""
        box = Box(EDGE, TOP, WIDE - 2 * EDGE, BOTTOM - TOP)
        while parts:
            count, size = fitted(parts, roomy(box))
            if count == 0:
                parts, count = halved(parts), 0
                continue
            self._slide(leaf, title, parts[:count], box, size)
            parts = parts[count:]

    def _slide(self, leaf: Leaf, title: str, parts: Said, box: Box | None, size: float) -> Any:
        layout = self.deck.slide_layouts[WITH_WORDS if parts and box else TITLE_ALONE]
        slide = self.deck.slides.add_slide(layout)
        head = slide.shapes.title
        placed(head, Box(EDGE, 14, WIDE - 2 * EDGE, TOP - 18))
        head.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        fits = next((s for s in (25.0, 21.0, 18.0) if face(True).width(written(title), s) < WIDE - 2 * EDGE - 20), 14.0)
        self._line(head.text_frame.paragraphs[0], title, fits, INK, bold=True)
        if parts and box:
            self._words(slide.placeholders[1], parts, box, size)
        for place in list(slide.placeholders):
            if place.placeholder_format.idx > 1:
                place.element.getparent().remove(place.element)
        codes = ", ".join(leaf.codes)
        foot = [leaf.about, self.order.say("figures in words: {codes}", codes=codes) if codes else ""]
        self._text(slide, " · ".join(filter(None, foot)), Box(EDGE, 510, WIDE - 2 * EDGE, 24), SMALL, QUIET, "Receipt")
        return slide

    def _words(self, shape: Any, parts: Said, box: Box, size: float) -> None:
        """The narrative, and the talking points as points."""
        placed(shape, box)
        frame = shape.text_frame
        for number, (text, point) in enumerate(parts):
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            paragraph.space_after, paragraph.line_spacing = Pt(size * 0.55), 1.1
            about = paragraph._p.get_or_add_pPr()
            about.set("marL", str(Pt(size) if point else 0))
            about.set("indent", str(-Pt(size) if point else 0))
            if not point:
                about.append(about.makeelement(qn("a:buNone"), {}))
            self._line(paragraph, text, size, INK)

    def _line(self, paragraph: Any, text: str, size: float, ink: RGBColor, bold: bool = False) -> None:
        paragraph.alignment = 1
        run = paragraph.add_run()
        run.text = clean(text)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, ink
        run._r.get_or_add_rPr().set("lang", self.language)

    def _text(self, slide: Any, text: str, box: Box, size: float, ink: RGBColor, name: str, bold: bool = False) -> None:
        shape = slide.shapes.add_textbox(0, 0, 0, 0)
        shape.name = name
        placed(shape, box)
        shape.text_frame.word_wrap = True
        self._line(shape.text_frame.paragraphs[0], text, size, ink, bold)

    def _chart(self, slide: Any, drawing: Drawing, box: Box) -> None:
        """A chart with its title, unit and receipt: a table as such, any other as a picture that says what it is."""
        head = min(HEAD, max(box.height / 16, 8.5))
        title = f"{drawing.title}   {drawing.unit}" if drawing.unit else drawing.title
        named = head * min(1.0, box.width * 0.9 / max(face(True).width(written(title), head), 1.0))
        self._text(slide, title, Box(box.left, box.top, box.width, head * 1.6), named, INK, "Chart title", True)
        foot = " · ".join(filter(None, (drawing.note, drawing.code)))
        under = Box(box.left, box.top + box.height - SMALL * 1.6, box.width, SMALL * 1.6)
        self._text(slide, foot, under, SMALL, QUIET, "Receipt")
        inner = Box(box.left, box.top + head * 1.7, box.width, box.height - head * 1.7 - SMALL * 1.7)
        if drawing.figure is None:
            return
        if drawing.native:
            room = Box(inner.left, inner.top, inner.width, inner.height * 0.9)
            put(slide, table(drawing.figure), room, drawing.title)
            return
        chart = {"figure": drawing.figure, "legend": drawing.legend}
        made = png(picture(chart, inner.width, inner.height, self.order.language))
        left, top, width, height = (Pt(each) for each in (inner.left, inner.top, inner.width, inner.height))
        shape = slide.shapes.add_picture(io.BytesIO(made), left, top, width, height)
        shape.name = drawing.title[:200] or drawing.name
        shape._element.nvPicPr.cNvPr.set("descr", " · ".join(filter(None, (drawing.title, drawing.unit, foot))))

    def end(self, path: Path) -> None:
        """Add the minutes, and write the file."""
        parts = [
            each for head, lines in self.order.minutes for each in [(head, False), *((line, True) for line in lines)]
        ]
        self._further(Leaf(""), self.order.say("Minutes"), [(text, point) for text, point in parts if paragraphs(text)])
        self.deck.save(str(path))


def placed(shape: Any, box: Box) -> None:
    """Put a shape there, without a margin of its own."""
    shape.left, shape.top, shape.width, shape.height = (Pt(each) for each in (box.left, box.top, box.width, box.height))
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def roomy(box: Box) -> Box:
    """A place as full as it may be: other typefaces, which an office may put instead, are wider."""
    return Box(box.left, box.top, box.width * 0.88, box.height * 0.88)


def clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return "".join(each for each in text if each in "\n\t" or (each >= " " and each not in "\ufffe\uffff"))


def halved(parts: Said) -> list[tuple[str, bool]]:
    """The same words with the first paragraph, which is too long for a slide, as two."""
    (text, point), *rest = parts
    middle = text.rfind(" ", 1, len(text) // 2 + 1)
    middle = middle if middle > 0 else len(text) // 2
    return [(text[:middle], point), (text[middle:].lstrip(), False), *rest]
