"""Indexes for the pages: names of actors and places, outlets, the places of events."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_INDEXES = (
    # Who an actor was last recorded as is found without sorting all its rows.
    ("actors", ("id", "reading")),
    ("actors", ("name",)),
    ("articles", ("publisher",)),
    ("dyads", ("recipient_country",)),
    ("events", ("place",)),
    ("places", ("name", "reading")),
)


def upgrade() -> None:
    """Add the indexes; without them a page walks through the whole store."""
    op.drop_index("ix_actors_id", "actors")
    for table, columns in _INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    """Refused: a store is never taken apart."""
    raise NotImplementedError("a store is never downgraded")
