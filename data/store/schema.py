"""The tables as migrations make them, on any kind of database, in the transaction of whoever asks."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from data.store.kind import StoreError

FOLDER = Path(__file__).parent
HEAD = "head"


def migrate(connection: Connection, name: str, revision: str = HEAD) -> None:
    """Bring the tables up, or back, to a revision; raise StoreError, which calls the store `name`, if it is newer."""
    from alembic import command  # loads slowly, and only a start needs it
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        (command.upgrade if revision == HEAD else command.downgrade)(config, revision)
    except CommandError:
        raise StoreError(f"{name} was written by a newer Tidemark; start that one, or take another store") from None
