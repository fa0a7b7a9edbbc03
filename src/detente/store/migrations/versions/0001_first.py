"""The first schema: articles, runs, readings, their facts, full-text search, and views of what is current."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_FACTS = ("actors", "statements", "positions", "events", "dyads", "times", "places", "issues", "claims", "diagnostics")


def upgrade() -> None:
    """Make all tables. Spelled out, so that later changes of schema.py do not change this one."""
    text, integer, string, real, boolean = sa.Text, sa.Integer, sa.String, sa.Float, sa.Boolean

    def column(name: str, kind: type, need: bool = False) -> sa.Column[Any]:
        return sa.Column(name, kind, nullable=not need)

    op.create_table(
        "articles",
        sa.Column("key", integer, primary_key=True),
        column("id", string, True),
        column("text", text, True),
        column("title", text),
        column("published", string),
        column("url", text),
        column("publisher", text),
        column("section", text),
        column("author", text),
        column("language", string),
        sa.Column("sha256", string(64), nullable=False),
        column("body", text),
        column("reprint_of", string),
        column("basis", text, True),
        column("read_with", text, True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("id", "digest", name="uq_articles_id_digest"),
    )
    op.create_index("ix_articles_published", "articles", ["published"])
    op.create_index("ix_articles_reprint_of", "articles", ["reprint_of"])
    op.create_table(
        "runs",
        sa.Column("key", integer, primary_key=True),
        sa.Column("digest", string(64), nullable=False, unique=True),
        *(column(name, text, True) for name in ("version", "models", "knowledge", "settings", "steps")),
    )
    op.create_table(
        "readings",
        sa.Column("key", integer, primary_key=True),
        sa.Column("article", integer, sa.ForeignKey("articles.key"), nullable=False),
        column("article_id", string, True),
        sa.Column("run", integer, sa.ForeignKey("runs.key"), nullable=False),
        sa.Column("record_sha256", string(64), nullable=False),
        column("read_at", string, True),
        sa.Column("superseded_by", integer, sa.ForeignKey("readings.key")),
        column("corrected_by", string),
        column("note", text),
    )
    op.create_index("ix_readings_article_id_superseded_by", "readings", ["article_id", "superseded_by"])
    op.create_index("ix_readings_article_run", "readings", ["article", "run"])

    def facts(name: str, *columns: sa.Column[Any], keyed: bool = True) -> None:
        op.create_table(
            name,
            sa.Column("reading", integer, sa.ForeignKey("readings.key"), primary_key=True),
            sa.Column("n", integer, primary_key=True),
            *((column("id", string, True),) if keyed else ()),
            *columns,
        )

    facts(
        "actors",
        column("name", text, True), column("country", string), column("sector", string), column("qid", string),
        column("office", text), column("mentions", text, True), column("decision", text),
    )  # fmt: skip
    facts(
        "statements",
        column("kind", string, True), column("content", text, True), column("source", text),
        column("source_actor", string), column("cue", text), column("addressee", string),
        column("verb_class", string, True), column("venue", text), column("date", string), column("date_detail", text),
        column("place", text), column("within", string), column("negated", boolean, True),
        column("confidence", real, True), column("why", text),
    )  # fmt: skip
    facts(
        "positions",
        column("holder", string, True), column("issue", string, True), column("stance", string, True),
        column("toward", string), column("conditions", text, True), column("reported_by", string),
        column("spoken_by", string), column("statement", string), column("strength", string), column("span", text),
        column("confidence", real, True), column("why", text),
    )  # fmt: skip
    facts(
        "events",
        column("event", string, True), column("trigger", text, True), column("sentence", text, True),
        column("status", string, True), column("mode", string), column("contexts", text, True),
        column("cameo", string), column("quad", integer, True), column("score", real), column("actor", text, True),
        column("recipient", text, True), column("actor_text", text, True), column("recipient_text", text, True),
        column("date", string), column("date_detail", text), column("place", text), column("statement", string),
        column("mentions", text, True), column("candidate", boolean, True), column("confidence", real, True),
        column("why", text),
    )  # fmt: skip
    facts(
        "dyads",
        column("event_n", integer, True), column("actor", string), column("recipient", string),
        column("actor_country", string), column("recipient_country", string),
        keyed=False,
    )  # fmt: skip
    facts(
        "times",
        column("start", integer, True), column("end", integer, True), column("text", text, True),
        column("type", string, True), column("value", string, True), column("anchored", string, True),
        column("confidence", real, True), column("why", text),
        keyed=False,
    )  # fmt: skip
    facts(
        "places",
        column("start", integer, True), column("end", integer, True), column("text", text, True),
        column("name", text, True), column("kind", string, True), column("country", string), column("admin1", text),
        column("lat", real), column("lon", real), column("geonames", integer), column("confidence", real, True),
        column("decision", text),
        keyed=False,
    )  # fmt: skip
    facts(
        "issues",
        column("issue", string, True), column("spans", text, True), column("confidence", real, True),
        column("statements", text, True), column("events", text, True), column("why", text),
        keyed=False,
    )  # fmt: skip
    facts(
        "claims",
        column("span", text, True), column("by", string), column("statement", string),
        column("implicit", boolean, True), column("confidence", real, True), column("why", text),
    )  # fmt: skip
    facts(
        "diagnostics",
        column("code", string, True), column("message", text, True), column("span", text),
        keyed=False,
    )  # fmt: skip
    for table, *columns in (
        ("actors", "id"), ("actors", "country"), ("statements", "source_actor"), ("statements", "kind"),
        ("positions", "holder", "issue"), ("positions", "issue"), ("events", "event"), ("events", "date"),
        ("dyads", "actor_country", "recipient_country"), ("dyads", "actor"), ("dyads", "recipient"),
        ("places", "geonames"), ("issues", "issue"), ("diagnostics", "code"),
    ):  # fmt: skip
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
    op.create_table(
        "failures",
        sa.Column("key", integer, primary_key=True),
        *(column(name, text, True) for name in ("source", "code", "message", "failed_at")),
        sa.UniqueConstraint("source", "code", "message", name="uq_failures_source_code_message"),
    )
    for name in _FACTS:
        op.execute(
            f"CREATE VIEW current_{name} AS SELECT r.article_id, f.* FROM {name} f "
            "JOIN readings r ON r.key = f.reading WHERE r.superseded_by IS NULL"
        )
    if op.get_bind().dialect.name == "sqlite":
        # An index only: the words stay in articles.
        op.execute(
            "CREATE VIRTUAL TABLE articles_search USING fts5(title, text, content='articles', content_rowid='key', "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )
        op.execute(
            "CREATE TRIGGER articles_searchable AFTER INSERT ON articles BEGIN "
            "INSERT INTO articles_search(rowid, title, text) VALUES (new.key, new.title, new.text); END"
        )
    else:
        op.execute(
            "CREATE INDEX ix_articles_search ON articles USING gin "
            "(to_tsvector('english', coalesce(title, '') || ' ' || text))"
        )


def downgrade() -> None:
    """Refused: a store is never taken apart."""
    raise NotImplementedError("a store is never downgraded")
