"""A store of any size, made without reading: invented states, offices and places, frequent and rare ones.

    python -m evaluation.load.made_up FILE [--articles 100000]

Ten events an article. Names are put together from syllables; how often each occurs falls with its rank (Zipf), as in
the news. Spans are those of the text that was made, so that every page, the article's included, can show it.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from detente.ontology.plover import load_plover
from detente.records import (
    Actor,
    Article,
    Condition,
    ConditionKind,
    DateValue,
    Event,
    IssueTag,
    Kind,
    Place,
    Position,
    Record,
    Run,
    Span,
    Stance,
    Statement,
    Status,
    Timex,
)
from detente.store import Store
from detente.store.rows import rows_of
from detente.store.write import write_rows

EVENTS = 10
FIRST = date(2015, 1, 1)
DAYS = 3650
OFFICES = ("the foreign minister of", "the president of", "a spokesman of", "the envoy of", "the defence minister of")
VERBS = {1: "agreed with", 2: "sent aid to", 3: "accused", 4: "fired on"}
_SYLLABLES = ("ba", "dor", "ke", "lan", "mi", "nor", "pa", "rel", "su", "tav", "ul", "ves", "zo", "gri", "fen", "hal")


class Zipf:
    """Draws from a list, the first most often: the weight of rank n is 1/n."""

    def __init__(self, of: Sequence[Any]) -> None:
        self.of = of
        self._weights = list(accumulate(1 / n for n in range(1, len(of) + 1)))

    def draw(self, chance: random.Random) -> Any:
        """One of them."""
        return chance.choices(self.of, cum_weights=self._weights)[0]


def _names(chance: random.Random, n: int, syllables: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < n:
        found["".join(chance.choices(_SYLLABLES, k=syllables)).capitalize()] = None
    return list(found)


class World:
    """Whom and what the articles are about."""

    def __init__(self, seed: int = 1) -> None:
        chance = random.Random(seed)
        states = _names(chance, 80, 2)
        codes = [f"X{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(80)]  # X..: for private use in ISO 3166
        self.states = Zipf([Actor(id=c, name=s, country=c, sector="GOV") for c, s in zip(codes, states, strict=True)])
        self.offices = Zipf(
            [
                Actor(id=f"office:{n}", name=f"{who} {s}", country=c, sector="GOV", office=who)
                for n, (who, (c, s)) in enumerate(
                    (OFFICES[n % 5], (codes[n // 5 % 80], states[n // 5 % 80])) for n in range(400)
                )
            ]
        )
        self.bodies = Zipf([Actor(id=f"text:{n}", name=f"{n} Front") for n in _names(chance, 4000, 4)])
        places = [
            (name, round(chance.uniform(-55, 65), 3), round(chance.uniform(-170, 175), 3), chance.choice(codes))
            for name in _names(chance, 600, 3)
        ]
        self.places = Zipf(places)
        self.issues = Zipf([f"{a}_{b}" for a in ("trade", "border", "arms", "water", "debt") for b in _SYLLABLES])
        self.outlets = Zipf([f"{n} Wire" for n in _names(chance, 30, 3)])
        self.words = Zipf([n.lower() for n in _names(chance, 20_000, 4)])
        plover = load_plover()
        self.kinds = Zipf(sorted(plover.events, key=lambda k: (k != "CONSULT", k)))
        self.quads = {k: plover.quad(k) for k in plover.events}


class _Text:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, words: str) -> Span:
        """The words at the end of the text."""
        span = Span(start=self.length, end=self.length + len(words), text=words)
        self.parts.append(words)
        self.length = span.end
        return span


def make_record(world: World, n: int) -> Record:
    """The record of the n-th article: always the same for the same number."""
    chance = random.Random(f"article {n}")
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    text, mentions = _Text(), dict[str, tuple[Actor, list[Span]]]()
    lists: dict[str, list[Any]] = {k: [] for k in ("statements", "positions", "events", "times", "places")}
    tags = [world.issues.draw(chance) for _ in range(2)]
    issue_spans: dict[str, list[Span]] = {}

    def mention(actor: Actor) -> Span:
        span = text.add(actor.name)
        mentions.setdefault(actor.id, (actor, []))[1].append(span)
        return span

    for number in range(EVENTS):
        one = (world.offices if chance.random() < 0.5 else world.states).draw(chance)
        other = (world.bodies if chance.random() < 0.2 else world.states).draw(chance)
        kind = world.kinds.draw(chance)
        quad = world.quads[kind]
        when = day - timedelta(days=chance.randrange(4))
        place = world.places.draw(chance)
        begun = text.length
        said = number < 4
        source = cue = None
        if said:
            speaker = world.offices.draw(chance)
            source = mention(speaker)
            text.add(" ")
            cue = text.add("said")
            text.add(" that ")
        content_from = text.length
        first = mention(one)
        text.add(" ")
        trigger = text.add(VERBS[quad])
        text.add(" ")
        second = mention(other)
        text.add(" in ")
        where = text.add(place[0])
        text.add(" on ")
        told = text.add(f"{when:%-d %B %Y}")
        text.add(" over ")
        issue = chance.choice(tags)
        issue_spans.setdefault(issue, []).append(text.add(issue.replace("_", " ")))
        condition = None
        if said and number % 2:
            text.add(" ")
            condition = text.add(f"if {world.words.draw(chance)} {world.words.draw(chance)} is met")
        text.add(f", {' '.join(world.words.draw(chance) for _ in range(6))}.\n\n")
        whole = "".join(text.parts)
        sentence = Span(start=begun, end=text.length - 2, text=whole[begun:-2])
        if said:
            content = Span(start=content_from, end=sentence.end, text=whole[content_from : sentence.end])
            lists["statements"].append(
                Statement(id=f"s{number + 1}", kind=Kind.INDIRECT, content=(content,), source=source,
                          source_actor=speaker.id, cue=cue, confidence=round(chance.uniform(0.5, 1), 3))
            )  # fmt: skip
            if number % 2:
                lists["positions"].append(
                    Position(id=f"p{number + 1}", holder=speaker.country or "", issue=issue, toward=other.id,
                             stance=chance.choice(list(Stance)), spoken_by=speaker.id, statement=f"s{number + 1}",
                             conditions=(Condition(span=condition, kind=ConditionKind.IF),) if condition else (),
                             span=content, confidence=round(chance.uniform(0.4, 1), 3))
                )  # fmt: skip
        lists["places"].append(
            Place(start=where.start, end=where.end, text=where.text, name=place[0], kind="city", country=place[3],
                  lat=place[1], lon=place[2], confidence=0.9)
        )  # fmt: skip
        lists["times"].append(
            Timex(start=told.start, end=told.end, text=told.text, type="DATE", value=when.isoformat(), confidence=0.95)
        )
        status = Status.HAPPENED if chance.random() < 0.85 else chance.choice(list(Status))
        lists["events"].append(
            Event(id=f"e{number + 1}", event=kind, trigger=trigger, sentence=sentence, status=status, quad=quad,
                  score={1: 3.0, 2: 6.0, 3: -3.0, 4: -8.0}[quad], actor=(one.id,), recipient=(other.id,),
                  actor_text=(first,), recipient_text=(second,), place=place[0],
                  date=DateValue(value=when.isoformat(), precision="day", span=told),
                  statement=f"s{number + 1}" if said else None, mentions=(trigger,),
                  confidence=round(chance.uniform(0.4, 1), 3))
        )  # fmt: skip
    article = Article(
        id=f"made-up-{n:07d}", text="".join(text.parts), published=day.isoformat(), language="en",
        title=f"{lists['events'][0].actor_text[0].text} and {lists['events'][0].recipient_text[0].text}, {n}",
        publisher=world.outlets.draw(chance),
    )  # fmt: skip
    return Record(
        article=replace(article, body=article.span(0, len(article.text))),
        actors=tuple(replace(a, mentions=tuple(m)) for a, m in mentions.values()),
        issues=tuple(IssueTag(issue=k, spans=tuple(v), confidence=0.8) for k, v in issue_spans.items()),
        run=Run(version="made up", steps={"made-up": "1"}),
        **{k: tuple(v) for k, v in lists.items()},
    )


def make_store(path: str, articles: int) -> Iterator[int]:
    """Fill a store; how many articles there are comes after each thousand."""
    world = World()
    with Store(path) as store:
        for start in range(0, articles, 1000):
            numbers = range(start, min(start + 1000, articles))
            write_rows(store.engine, [rows_of(make_record(world, n)) for n in numbers])
            yield numbers.stop


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--articles", type=int, default=100_000)
    asked = parser.parse_args()
    began = time.monotonic()
    for done in make_store(asked.file, asked.articles):
        if done % 10_000 == 0:
            print(f"{done} articles, {time.monotonic() - began:.0f} s", file=sys.stderr)
