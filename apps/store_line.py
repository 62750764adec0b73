"""What `tidemark store` understands."""

from __future__ import annotations

from apps.trail_line import Commands

HOME = "home"
TO = "address of a PostgreSQL, as postgresql://name@host/database?passfile=FILE; or home, for app.sqlite there"


def store(commands: Commands) -> None:
    """Add `store move`."""
    stores = commands.add_parser("store", help="move sessions, drafts, decks and what else is kept to other hands")
    what = stores.add_subparsers(dest="what", metavar="WHAT", required=True)
    move = what.add_parser("move", help="copy all of it into an empty store; stop the servers before")
    move.add_argument("--to", required=True, metavar="ADDRESS", help=TO)
