"""All that speak in a statement: two of them share one, and it is found under both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column and the table. Records read before name one speaker at most, and stay as they were read."""
    op.add_column("statements", sa.Column("joint_sources", sa.Text, nullable=False, server_default="[]"))
    op.create_table(
        "speakers",
        sa.Column("reading", sa.Integer, sa.ForeignKey("readings.key"), primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("statement_n", sa.Integer, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
    )
    op.create_index("ix_speakers_actor", "speakers", ["actor"])
    op.execute(
        "INSERT INTO speakers (reading, n, statement_n, actor) "
        "SELECT reading, n, n, source_actor FROM statements WHERE source_actor IS NOT NULL"
    )


def downgrade() -> None:
    """Refused: a store is never taken apart."""
    raise NotImplementedError("a store is never downgraded")
