"""The store's tables. Columns bear the names of the record format (docs/record.md).

A *reading* is one article read by one run. Rows are never changed: an article read anew, or a fact corrected,
makes a new reading, and ``readings.superseded_by`` of the older one points to it. The views ``current_events``,
``current_statements`` ... hold what has not been superseded.

Scalars have columns of their own; spans, lists and explanations are JSON text. ``date`` is the TIMEX3 value,
``date_detail`` says with which precision, from which words and anchored by what.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

articles = Table(
    "articles",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("title", Text),
    Column("published", String),
    Column("url", Text),
    Column("publisher", Text),
    Column("section", Text),
    Column("author", Text),
    Column("language", String),
    Column("sha256", String(64), nullable=False),
    Column("body", Text),
    Column("reprint_of", String),
    Column("basis", Text, nullable=False),
    Column("read_with", Text, nullable=False),
    # Hash of all the columns above: a page whose title or date was corrected is another row.
    Column("digest", String(64), nullable=False),
    UniqueConstraint("id", "digest"),
    Index(None, "published"),
    Index(None, "publisher"),
    Index(None, "reprint_of"),
)

runs = Table(
    "runs",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("version", Text, nullable=False),
    Column("models", Text, nullable=False),
    Column("knowledge", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("steps", Text, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("article", Integer, ForeignKey("articles.key"), nullable=False),
    Column("article_id", String, nullable=False),
    Column("run", Integer, ForeignKey("runs.key"), nullable=False),
    Column("record_sha256", String(64), nullable=False),
    Column("read_at", String, nullable=False),
    Column("superseded_by", Integer, ForeignKey("readings.key")),
    Column("corrected_by", String),
    Column("note", Text),
    Index(None, "article_id", "superseded_by"),
    Index(None, "article", "run"),
)


def _fact(name: str, *columns: Column[object] | Index, keyed: bool = True) -> Table:
    """A table of facts: the reading, their order in it, and their id where they have one."""
    ids = (Column("id", String, nullable=False),) if keyed else ()
    return Table(
        name,
        metadata,
        Column("reading", Integer, ForeignKey("readings.key"), primary_key=True),
        Column("n", Integer, primary_key=True),
        *ids,
        *columns,
    )


actors = _fact(
    "actors",
    Column("name", Text, nullable=False),
    Column("country", String),
    Column("sector", String),
    Column("qid", String),
    Column("office", Text),
    Column("mentions", Text, nullable=False),
    Column("decision", Text),
    Index(None, "id", "reading"),
    Index(None, "name"),
    Index(None, "country"),
)

statements = _fact(
    "statements",
    Column("kind", String, nullable=False),
    Column("content", Text, nullable=False),
    Column("source", Text),
    Column("source_actor", String),
    Column("joint_sources", Text, nullable=False, server_default="[]"),
    Column("cue", Text),
    Column("addressee", String),
    Column("verb_class", String, nullable=False),
    Column("venue", Text),
    Column("date", String),
    Column("date_detail", Text),
    Column("place", Text),
    Column("within", String),
    Column("negated", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("why", Text),
    Index(None, "source_actor"),
    Index(None, "kind"),
)

# One row for each that speaks in a statement, so that "A and B said" is found under both.
speakers = Table(
    "speakers",
    metadata,
    Column("reading", Integer, ForeignKey("readings.key"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("statement_n", Integer, nullable=False),
    Column("actor", String, nullable=False),
    Index(None, "actor"),
)

positions = _fact(
    "positions",
    Column("holder", String, nullable=False),
    Column("issue", String, nullable=False),
    Column("stance", String, nullable=False),
    Column("toward", String),
    Column("conditions", Text, nullable=False),
    Column("reported_by", String),
    Column("spoken_by", String),
    Column("statement", String),
    Column("strength", String),
    Column("span", Text),
    Column("confidence", Float, nullable=False),
    Column("why", Text),
    Index(None, "holder", "issue"),
    Index(None, "issue"),
    Index(None, "stance"),
)

events = _fact(
    "events",
    Column("event", String, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("mode", String),
    Column("contexts", Text, nullable=False),
    Column("cameo", String),
    Column("quad", Integer, nullable=False),
    Column("score", Float),
    Column("actor", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("actor_text", Text, nullable=False),
    Column("recipient_text", Text, nullable=False),
    Column("date", String),
    Column("date_detail", Text),
    Column("place", Text),
    Column("statement", String),
    Column("mentions", Text, nullable=False),
    Column("candidate", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("why", Text),
    Index(None, "event"),
    Index(None, "date"),
    Index(None, "place"),
    Index(None, "status"),
)

# One row for each pair of actor and recipient of an event, so that dyads are found by index.
dyads = Table(
    "dyads",
    metadata,
    Column("reading", Integer, ForeignKey("readings.key"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("event_n", Integer, nullable=False),
    Column("actor", String),
    Column("recipient", String),
    Column("actor_country", String),
    Column("recipient_country", String),
    Index(None, "actor_country", "recipient_country"),
    Index(None, "recipient_country"),
    Index(None, "actor"),
    Index(None, "recipient"),
)

times = _fact(
    "times",
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("type", String, nullable=False),
    Column("value", String, nullable=False),
    Column("anchored", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("why", Text),
    keyed=False,
)

places = _fact(
    "places",
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("country", String),
    Column("admin1", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("geonames", Integer),
    Column("confidence", Float, nullable=False),
    Column("decision", Text),
    Index(None, "geonames"),
    Index(None, "name", "reading"),
    keyed=False,
)

issues = _fact(
    "issues",
    Column("issue", String, nullable=False),
    Column("spans", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("statements", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("why", Text),
    Index(None, "issue"),
    keyed=False,
)

claims = _fact(
    "claims",
    Column("span", Text, nullable=False),
    Column("by", String),
    Column("statement", String),
    Column("implicit", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("why", Text),
)

diagnostics = _fact(
    "diagnostics",
    Column("code", String, nullable=False),
    Column("message", Text, nullable=False),
    Column("span", Text),
    Index(None, "code"),
    keyed=False,
)

# Sources that could not be read, kept so that a run can be asked what it set aside.
failures = Table(
    "failures",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("failed_at", Text, nullable=False),
    UniqueConstraint("source", "code", "message"),
)

# In the order of the record; names are both tables and fields of Record.
FACTS: tuple[Table, ...] = (
    actors, statements, positions, events, times, places, issues, claims, diagnostics,
)  # fmt: skip
