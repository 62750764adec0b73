"""What Alembic runs: the migrations, in the transaction that the store has opened."""

from __future__ import annotations

from alembic import context

from data.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
