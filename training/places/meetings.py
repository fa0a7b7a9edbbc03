"""Short reports of talks between states in towns whose names others bear, to train resolution on.

The annotated corpora hold few reports of diplomacy, and in local papers a Geneva is the one next door. In these
sentences, written for the project, the town is the one that is written of in most languages (or, in every fifth
report, one in a state that talks), whichever states are named. No person is named.
"""

from __future__ import annotations

import random

import numpy as np

from detente.evaluate.places import Gold, GoldDocument
from detente.read.places.gazetteer import CITY, COUNTRY, Gazetteer

CORPUS = "meetings"
ARTICLES = 300
SEED = 1
WASHINGTON = 4140963  # the city, GeoNames
# Spellings from which a town is known far; its namesakes have at most half as many.
FAMOUS = 35
# {a}, {b}, {c}: states; {ja}, {jb}, {jc}: their adjectives; {w}: the American capital; {t}: the town.
OPENINGS = (
    "The foreign ministers of {a} and {b} met in {t} on Tuesday for the first time in three years.",
    "{a} and {b} opened a new round of talks in {t}, with envoys of {c} at the table.",
    "{t} - Senior officials from {a} held two days of direct talks with {b} that ended without a statement.",
    "Negotiators for {b} arrived in {t} late on Sunday, ahead of a meeting with the delegation of {a}.",
    "A deputy minister of {a} will travel to {t} next week, where {b} has agreed to discuss the border.",
    "{a} said on Friday that it would send an envoy to {t} if {b} did the same.",
    "After eleven hours in {t}, the delegations of {a}, {b} and {c} said that they were close to an accord.",
    "The ceasefire that {a} and {b} signed in {t} last month is holding, observers from {c} said.",
    "Experts of {a} and {b} will meet again in {t} on 14 March, a spokesman for {c} said.",
    "The president of {a} flew to {t} for a conference on {b} that {c} had called.",
    "A conference on the future of {b} opened in {t} under the eyes of {a} and {c}.",
    "{b} recalled its delegation from {t} after {a} had announced new sanctions.",
    "The {ja} foreign minister arrived in {t} on Monday for talks with the {jb} president.",
    "{w} and the {jb} government agreed to new talks in {t}.",
    "{jc} diplomats brought the {ja} and {jb} delegations together in {t}.",
    "The American secretary of state flew from {w} to {t} to meet his {jb} counterpart.",
)  # fmt: skip
SECOND = (
    "The talks in {t} are the fourth this year.",
    "Diplomats in {t} said that {a} had asked for more time.",
    "{c} welcomed the meeting and called on {b} to show restraint.",
    "The government of {a} denied that prisoners had been discussed in {t}.",
    "A spokeswoman for {b} called the atmosphere in {t} constructive.",
    "{b} insists that sanctions be lifted first; {a} refuses.",
    "Trade between {a} and {b} has fallen by half since the dispute began.",
    "The last such meeting, two years ago, broke up over the wording of a single sentence.",
    "From {t} the minister will go on to {c}.",
    "Parliament in {a} has yet to ratify what was agreed in {t}.",
    "Both sides said that they would return to {t} in the autumn.",
    "Observers say that {c} has the most to lose should the talks fail.",
    "{w} has not said whether it will join.",
    "A {jc} official in {t} said that the {ja} offer was not new.",
)  # fmt: skip
ALONE = (
    "{t}",
    "The summit in {t} lasted two days.",
    "They met in {t} to discuss a truce.",
    "Ministers gather in {t} tomorrow, and a declaration is expected by the evening.",
    "Delegates left {t} without an agreement, and no date has been set for another meeting.",
    "An embassy in {t} was closed on Monday after a threat.",
)


def towns(gazetteer: Gazetteer) -> list[tuple[str, int]]:
    """Names that at least two towns bear, of which one is by far the best known; and that one."""
    out = []
    for entry in np.flatnonzero((gazetteer.kind == CITY) & (gazetteer.fame >= FAMOUS)).tolist():
        name = gazetteer.name(entry)
        others = [e for e in gazetteer.lookup(name) if gazetteer.kind[e] == CITY and e != entry]
        if others and max(int(gazetteer.fame[e]) for e in others) * 2 <= int(gazetteer.fame[entry]):
            out.append((name, entry))
    return sorted(out)


def write_meetings(gazetteer: Gazetteer) -> list[GoldDocument]:
    """The reports, the same at every call."""
    chance = random.Random(SEED)
    states = [e for e in np.flatnonzero(gazetteer.kind == COUNTRY).tolist() if gazetteer.pop[e] > 3_000_000]
    adjectives: dict[int, str] = {}
    for words, entry in gazetteer.adjectives.items():
        adjectives.setdefault(entry, words)
    states = [e for e in states if e in adjectives]
    washington = next(e for e in gazetteer.lookup("Washington") if gazetteer.gid[e] == WASHINGTON)
    places = towns(gazetteer)
    at_home: dict[int | None, list[tuple[str, int]]] = {}
    for name, entry in places:
        at_home.setdefault(gazetteer.by_code(gazetteer.country_code(entry) or ""), []).append((name, entry))
    out = []
    for number in range(ARTICLES):
        a, b, c = chance.sample(states, 3)
        if chance.random() < 0.5:  # as often as in the news
            a = gazetteer.by_code("US") or a
        pool = at_home.get(a) if chance.random() < 0.2 else None
        pool = pool or places
        name, town = chance.choices(pool, [float(gazetteer.fame[entry]) ** 2 for _, entry in pool])[0]
        lines = [chance.choice(OPENINGS), *chance.sample(SECOND, chance.randint(1, 4))]
        if chance.random() < 0.25:
            lines = [chance.choice(ALONE)]
        text, marks = "", []
        for piece in " ".join(lines).split("{"):
            key, closed, rest = piece.partition("}")
            if not closed:
                text += piece
                continue
            entry = {"a": a, "b": b, "c": c, "t": town, "w": washington}[key[-1]]
            if key[0] == "j":
                words = adjectives[entry]
            else:
                words = {"t": name, "w": "Washington"}.get(key) or gazetteer.name(entry)
            if words.startswith("United "):
                text += "The " if not text or text.endswith(". ") else "the "
            marks.append(_gold(gazetteer, entry, len(text), words))
            text += words + rest
        out.append(GoldDocument(id=f"{CORPUS}-{number}", text=text, toponyms=tuple(marks)))
    return out


def _gold(gazetteer: Gazetteer, number: int, start: int, words: str) -> Gold:
    e = gazetteer.entry(number)
    return Gold(
        start=start,
        end=start + len(words),
        text=words,
        lat=e.lat,
        lon=e.lon,
        country=e.country,
        is_country=e.level == COUNTRY,
        geonames=e.geonames,
    )
