"""The slides that decks are written on: wide, quiet, and with typefaces that every office has."""

from __future__ import annotations

from typing import Any

from pptx import Presentation
from pptx.opc.oxml import serialize_part_xml
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.oxml.ns import namespaces
from pptx.util import Pt

from apps.pack.layout import HIGH, WIDE

LATIN, KOREAN = "Segoe UI", "Malgun Gothic"
WITH_WORDS, TITLE_ALONE = 1, 5
"""The layouts that are used: title and content, and title alone."""


def template() -> Any:
    """A presentation without slides."""
    made: Any = Presentation()
    share = Pt(WIDE) / made.slide_width, Pt(HIGH) / made.slide_height
    made.slide_width, made.slide_height = Pt(WIDE), Pt(HIGH)
    for shapes in (made.slide_master.shapes, *(layout.shapes for layout in made.slide_layouts)):
        for shape in shapes:
            _stretched(shape, *share)
    _typefaces(made)
    return made


def _stretched(shape: Any, across: float, down: float) -> None:
    """A place of the layout, for slides of another shape; one that has its master's place keeps it."""
    if shape.element.xpath(".//a:xfrm"):
        shape.left, shape.width = round(shape.left * across), round(shape.width * across)
        shape.top, shape.height = round(shape.top * down), round(shape.height * down)


def _typefaces(made: Any) -> None:
    """Let Latin and Korean letters stand in what Windows has; others put their own instead."""
    theme: Part = made.slide_master.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    )
    said = parse_xml(theme.blob)
    for kind, typeface in (("latin", LATIN), ("ea", KOREAN)):
        for font in said.iterfind(f".//a:fontScheme/*/a:{kind}", namespaces("a")):
            font.set("typeface", typeface)
    theme._blob = serialize_part_xml(said)
