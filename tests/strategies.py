"""Generators shared by tests: records over arbitrary text."""

from __future__ import annotations

from hypothesis import strategies as st

from detente.records import (
    Actor,
    Article,
    Claim,
    Condition,
    ConditionKind,
    DateValue,
    Decision,
    Diagnostic,
    Event,
    Evidence,
    IssueTag,
    Kind,
    Place,
    Position,
    Record,
    Run,
    Stance,
    Statement,
    Status,
    Timex,
)

# Everything that has ever upset a database: NUL, lone surrogates, astral planes, combining marks, SQL, markup.
texts = st.one_of(
    st.text(min_size=1, max_size=60),
    st.text(alphabet=["\x00", "\ud800", "😀", "\U0010fffe", "'", '"', "<", "é", "a", " ", "\r", "\n"], min_size=1),
    st.sampled_from(["'; DROP TABLE articles; --", "<script>alert(1)</script>", '=cmd|"/c calc"!A1']),
)
RUN = Run(version="0", models={"m": "1"}, knowledge="k", settings="s", steps={"parse": "1"})


@st.composite
def records(draw):
    text = draw(texts)

    def span():
        start = draw(st.integers(0, len(text) - 1))
        return article.span(start, draw(st.integers(start + 1, len(text))))

    article = Article(
        id=draw(st.sampled_from(["a", "b/c", "ü ?#"])),
        text=text,
        title=draw(st.none() | texts),
        published=draw(st.none() | st.just("2019-05-15")),
        basis={"title": "given"},
    )
    whole = article.span(0, len(text))
    article = Article(**{f: getattr(article, f) for f in ("id", "text", "title", "published", "basis")}, body=whole)
    why = Evidence(source="rule", version="1", words=(draw(texts),), runners_up=(("b", 0.25),))
    date = DateValue(value="2019-05-03", precision="day", span=span(), anchored="published")
    where = span()
    return Record(
        article=article,
        actors=(
            Actor(id="RUS", name=draw(texts), country="RUS", mentions=(span(), span())),
            Actor(id="AUT", name="A", country="AUT", decision=Decision(chosen=None, candidates=(("x", 0.5),))),
        ),
        statements=(
            Statement(
                id="s1",
                kind=draw(st.sampled_from(Kind)),
                content=(span(),),
                source=span(),
                source_actor=draw(st.none() | st.just("RUS")),
                joint_sources=draw(st.just(()) | st.just(("TUR", "text:the envoy"))),
                date=date,
                why=why,
            ),
        ),
        positions=(
            Position(
                id="p1",
                holder="RUS",
                issue="i",
                stance=draw(st.sampled_from(Stance)),
                conditions=(Condition(span=span(), kind=ConditionKind.ONCE),),
            ),
        ),
        events=(
            Event(
                id="e1",
                event="CONSULT",
                trigger=span(),
                sentence=whole,
                status=draw(st.sampled_from(Status)),
                quad=1,
                actor=("RUS",),
                recipient=("AUT",),
                actor_text=(span(),),
                mentions=(span(),),
                date=date,
                candidate=draw(st.booleans()),
                why=why,
            ),
        ),
        times=(Timex(start=where.start, end=where.end, text=where.text, type="DATE", value="2019"),),
        places=(Place(start=where.start, end=where.end, text=where.text, name="x", kind="city", lat=1.5, lon=-2.0),),
        issues=(IssueTag(issue="i", spans=(span(),), statements=("s1",)),),
        claims=(Claim(id="c1", span=span(), by="RUS", implicit=draw(st.booleans())),),
        diagnostics=(Diagnostic(code="odd", message=draw(texts), span=span()),),
        run=RUN,
    )
