"""What `tidemark deck` understands."""

from __future__ import annotations

from pathlib import Path

from apps.trail_line import Commands

LANGUAGES = ("en", "ko")
FORMATS = ("pdf", "pptx", "xlsx", "html")


def deck(commands: Commands) -> None:
    """Add `deck list`, `deck show` and `deck export`."""
    decks = commands.add_parser("deck", help="list decks of slides, tell what the slides of one say, or export one")
    what = decks.add_subparsers(dest="what", metavar="WHAT", required=True)
    what.add_parser("list", help="print every deck, the shipped ones last")
    show = what.add_parser("show", help="print titles and narratives with the figures of now; each is recorded")
    show.add_argument("deck", metavar="DECK", help="id of a deck, as krx")
    show.add_argument("--language", choices=LANGUAGES, default="en", help="language of words and figures (en)")
    show.add_argument("--codes", action="store_true", help="print the receipt codes that `tidemark verify` takes")
    export = what.add_parser("export", help="write a deck as a file; each of its figures is recorded")
    export.add_argument("deck", metavar="DECK", help="id of a deck, as krx")
    export.add_argument("--format", choices=FORMATS, default="pdf", help="kind of file (pdf)")
    export.add_argument("--language", choices=LANGUAGES, default="en", help="language of words and figures (en)")
    export.add_argument("--notes", action="store_true", help="with the speaker notes")
    export.add_argument("--out", type=Path, metavar="FILE", help="file to write (the title of the deck)")
