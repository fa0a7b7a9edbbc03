"""Indexes for facets that are rare: a stance or a status that hardly occurs is not looked for in every article."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_events_status", "events", ["status"])
    op.create_index("ix_positions_stance", "positions", ["stance"])


def downgrade() -> None:
    """Refused: a store is never taken apart."""
    raise NotImplementedError("a store is never downgraded")
