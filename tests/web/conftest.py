"""A store of hostile and of ordinary articles, made without reading: records by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.records import (
    Actor,
    Article,
    Claim,
    Condition,
    ConditionKind,
    DateValue,
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
from detente.store import Store

fastapi = pytest.importorskip("fastapi", reason="needs detente[web]")

HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"><svg onload=document.title='owned'>",
    "'; DROP TABLE articles; --",
    "{{ 7 * 7 }}{% raw %}",
    "</article></main><form action=https://example.org>",
    "javascript:document.title='owned'",
    "=HYPERLINK(1)",
    "a\x00b \ud800 \u202egnirts",
)


def hostile_record(n: int, text: str) -> Record:
    """A record every field of which is the hostile text."""
    full = f"{text} met others in Vienna."
    article = Article(
        id=f"h{n}/../{text}", text=full, title=text, published="2020-01-02", url=text, publisher=text,
        section=text, author=text, body=None,
    )  # fmt: skip
    span = article.span(0, len(text))
    who = f"text:{text}"
    return Record(
        article=article,
        actors=(
            Actor(id=who, name=text, country="RUS", sector=text, office=text, mentions=(span,)),
            Actor(id="USA", name="U", country="USA"),
        ),
        statements=(Statement(id="s1", kind=Kind.DIRECT, content=(span,), source=span, source_actor=who, cue=span,
                              verb_class="say", confidence=0.9,
                              why=Evidence(source=text, version="1", words=(text,), note=text)),),
        positions=(Position(id="p1", holder=who, issue=text, stance=Stance.OPPOSES, toward="USA", reported_by=who,
                            statement="s1", strength=text, span=span, confidence=0.7,
                            conditions=(Condition(span=span, kind=ConditionKind.IF),)),),
        events=(Event(id="e1", event="CONSULT", trigger=span, sentence=span, status=Status.HAPPENED, quad=1,
                      actor=(who,), recipient=("USA",), date=DateValue(value="2020-01-01", precision="day"),
                      mode=text, place=text, confidence=0.8),),
        times=(Timex(start=span.start, end=span.end, text=span.text, type="DATE", value=text, confidence=0.9),),
        issues=(IssueTag(issue=text, spans=(span,), confidence=0.8),),
        claims=(Claim(id="c1", span=span, by=who, confidence=0.6),),
        places=(Place(start=span.start, end=span.end, text=span.text, name=text, kind="city", country="AUT",
                      lat=48.2, lon=16.4, confidence=0.7),),
        run=Run(version="1"),
    )  # fmt: skip


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "record.db"
    with Store(path) as store:
        store.add(hostile_record(n, text) for n, text in enumerate(HOSTILE))
    return path


@pytest.fixture
def client(store_path: Path) -> Iterator[object]:
    from fastapi.testclient import TestClient

    from detente.web.app import create_app

    with TestClient(create_app(store_path), base_url="http://127.0.0.1") as made:
        yield made
