"""Alembic's entry: migrations run on the connection that detente.store.connect hands over."""

from __future__ import annotations

from alembic import context

from detente.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
