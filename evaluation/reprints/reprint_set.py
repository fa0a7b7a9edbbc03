"""A set of articles of which some are edited reprints of others, made anew from a seed.

Originals are texts of the shared gold folder where that is at hand, else invented ones. Reprints are edited as
newsrooms do: paragraphs cut, the lead written anew, furniture and local paragraphs added, words changed here and there,
the encoding spoilt. Some originals borrow background from another story, as reporters do; they are no reprints.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from detente.records import Article

EDITS = ("cut", "lead", "furniture", "words", "encoding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One article of the set; ``first`` is the number of the article it repeats, None for an original."""

    article: Article
    first: str | None
    edits: tuple[str, ...] = ()


def load_originals(bench: Path, *, at_least_words: int = 60) -> list[str]:
    """Texts of the gold corpora, without those that repeat each other as they are."""
    texts = [p.read_text("utf-8") for p in sorted((bench / "statements").glob("*/text/*.txt"))]
    for name in ("lgl.xml", "TR-News.xml"):
        path = bench / "places" / name
        if path.exists():
            texts += [e.text or "" for e in ElementTree.parse(path).iter("text")]
    texts = [t for t in texts if len(t.split()) >= at_least_words]
    return _without_natural_reprints(texts)


def _without_natural_reprints(texts: list[str]) -> list[str]:
    """Wire copy occurs in the corpora themselves; compared exactly, all with all, over an index of shingles."""
    index: dict[tuple[str, ...], list[int]] = {}
    kept = []
    for text in texts:
        words = re.findall(r"\w+", text.casefold())
        shingles = {tuple(words[i : i + 5]) for i in range(len(words) - 4)}
        common = Counter(n for s in shingles for n in index.get(s, ()))
        if common and common.most_common(1)[0][1] > 0.15 * len(shingles):
            continue
        for s in shingles:
            index.setdefault(s, []).append(len(kept))
        kept.append(text)
    return kept


# --- invented texts --------------------------------------------------------------------------------------------------

_FRAMES = (
    "{who} {said} on {day} that the {adj} {noun} would {verb} the {noun2} {when}.",
    "In {town}, {who} {said} a {adj} {noun} had been {verb}ed by the {noun2}, {tail}.",
    "{tail_up}, the {noun} of {town} remained {adj}, and {who} {said} it would {verb} no {noun2}.",
    "Asked about the {noun}, {who} {said}: “We shall {verb} every {adj} {noun2} {when}.”",
    "The {adj} {noun} between {town} and {town2} {verb}ed {number} {noun2}s {when}, {who} {said}.",
    "{number} {noun}s and a {adj} {noun2} were {verb}ed in {town} on {day}, {tail}.",
)
_OFFICES = [
    "minister",
    "envoy",
    "spokeswoman",
    "commissioner",
    "senator",
    "mayor",
    "colonel",
    "judge",
    "economist",
    "observer",
    "mediator",
    "auditor",
]
_SAID = [
    "said",
    "told reporters",
    "insisted",
    "warned",
    "confirmed",
    "suggested",
    "wrote",
    "added",
    "argued",
    "conceded",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_WHEN = [
    "this week",
    "before the vote",
    "after the harvest",
    "by the autumn",
    "within days",
    "at the summit",
    "next spring",
    "overnight",
]
_TAIL = [
    "as talks dragged on",
    "despite the rain",
    "to the surprise of many",
    "while markets slept",
    "without much notice",
    "for once",
]
_ADJ = [
    "northern",
    "fragile",
    "costly",
    "joint",
    "secret",
    "northbound",
    "maritime",
    "frozen",
    "bilateral",
    "rural",
    "overdue",
    "hollow",
    "modest",
    "tense",
    "public",
]
_NOUN = [
    "pipeline",
    "tariff",
    "harbour",
    "visa",
    "treaty",
    "fishery",
    "satellite",
    "railway",
    "dam",
    "refinery",
    "passport",
    "convoy",
    "hospital",
    "ballot",
    "archive",
    "bridge",
    "quota",
    "tunnel",
    "orchard",
    "glacier",
    "embargo",
    "budget",
    "ferry",
    "turbine",
    "statute",
    "charter",
    "ministry",
    "garrison",
]
_VERB = [
    "reject",
    "extend",
    "publish",
    "inspect",
    "suspend",
    "restart",
    "transfer",
    "offend",
    "mend",
    "collect",
    "recall",
    "alter",
    "audit",
    "defend",
]
_SYLLABLES = [
    "ka",
    "lo",
    "ri",
    "ven",
    "da",
    "mos",
    "tel",
    "nu",
    "bar",
    "esh",
    "qui",
    "pol",
    "tra",
    "zim",
    "or",
    "und",
    "wex",
    "fal",
]


def _name(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 3))).capitalize()


def invent_text(rng: random.Random) -> str:
    """A news text of 5 to 14 paragraphs about invented people and towns; phrases recur between texts, as in news."""
    towns, people = [_name(rng) for _ in range(3)], [f"{rng.choice(_OFFICES)} {_name(rng)}" for _ in range(3)]

    def sentence() -> str:
        tail = rng.choice(_TAIL)
        noun, other = rng.sample(_NOUN, 2)
        town, other_town = rng.sample(towns, 2)
        return rng.choice(_FRAMES).format(
            who=rng.choice(people), said=rng.choice(_SAID), day=rng.choice(_DAYS), adj=rng.choice(_ADJ), noun=noun,
            noun2=other, verb=rng.choice(_VERB), when=rng.choice(_WHEN), town=town, town2=other_town, tail=tail,
            tail_up=tail[0].upper() + tail[1:], number=rng.randrange(2, 900),
        )  # fmt: skip

    return "\n\n".join(" ".join(sentence() for _ in range(rng.randint(1, 3))) for _ in range(rng.randint(5, 14)))


# --- edits -----------------------------------------------------------------------------------------------------------

_FURNITURE = (
    "Sign up for our morning newsletter and never miss a story from the region.",
    "This article was produced by our partners and may have been edited for length and clarity by the local desk.",
    "Photo: A view of the conference hall before the meeting. Picture by our own photographer.",
    "Follow our live coverage for more. The writers can be reached at the newsroom from nine to five on weekdays.",
    "Additional reporting by the regional desk; editing by the night editor. All times are local unless noted.",
    "Residents of our county have followed the matter closely, and several said that they would write to members.",
)  # fmt: skip


def edit(text: str, kinds: tuple[str, ...], rng: random.Random) -> str:
    """An edited reprint."""
    paragraphs = [p for p in re.split(r"\n\s*\n", text) if p.strip()]
    if len(paragraphs) < 3:  # corpora without blank lines: sentences stand in
        paragraphs = re.split(r"(?<=[.!?]) +(?=[A-Z“\"])|\n", text)
    if "cut" in kinds and len(paragraphs) > 2:
        keep = max(2, round(len(paragraphs) * rng.uniform(0.35, 0.9)))
        # From the end, as editors do, or here and there.
        chosen = range(keep) if rng.random() < 0.5 else sorted(rng.sample(range(len(paragraphs)), keep))
        paragraphs = [paragraphs[i] for i in chosen]
    if "lead" in kinds:
        paragraphs[0] = _new_lead(paragraphs[0], rng)
    if "furniture" in kinds:
        for line in rng.sample(_FURNITURE, rng.randint(1, 3)):
            paragraphs.insert(rng.choice([0, len(paragraphs)]), line)
    edited = "\n\n".join(paragraphs)
    if "words" in kinds:
        edited = _swap_words(edited, rng, share=0.015)
    if "encoding" in kinds:
        edited = _spoil(edited, rng)
    return edited


def _new_lead(lead: str, rng: random.Random) -> str:
    """The lead in other words: its content words in another order, among words of our own."""
    words = [w for w in re.findall(r"\w+", lead) if len(w) > 3]
    rng.shuffle(words)
    fresh = [invent_text(rng).split(".")[0] + "."]
    for start in range(0, min(len(words), 12), 3):
        fresh.append(f"There was talk of {', '.join(words[start : start + 3])} and more.")
    return " ".join(fresh)


def _swap_words(text: str, rng: random.Random, *, share: float) -> str:
    pieces = re.split(r"(\s+)", text)
    for i in range(0, len(pieces), 2):
        if pieces[i] and rng.random() < share:
            pieces[i] = rng.choice(["reportedly", "however", pieces[i].lower() + "s", "also", "the"])
    return "".join(pieces)


def _spoil(text: str, rng: random.Random) -> str:
    way = rng.randrange(5)
    if way == 0:  # UTF-8 read as Windows-1252
        return text.encode("utf-8").decode("cp1252", errors="replace")
    if way == 1:  # what ASCII cannot write became question marks
        return text.encode("ascii", errors="replace").decode("ascii")
    if way == 2:  # typewriter's quotation marks, hard line ends
        plain = text.translate(str.maketrans("“”‘’—–", "\"\"''--"))
        return "\n".join(_wrap(p, 72) for p in plain.split("\n"))
    if way == 3:  # entities left in
        return text.replace("&", "&amp;").replace("'", "&#39;").replace("’", "&rsquo;").replace('"', "&quot;")
    return text.upper()


def _wrap(paragraph: str, width: int) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(paragraph, width)) or paragraph


# --- the set ---------------------------------------------------------------------------------------------------------


def make_set(originals: list[str], *, size: int, reprints: int, seed: int) -> list[Case]:
    """Articles in a random order in which each reprint comes after its original.

    Args:
        originals: at least ``size - reprints`` texts.
        size: articles in all.
        reprints: how many of them are edited reprints.
    """
    rng = random.Random(seed)
    texts = rng.sample(originals, size - reprints)
    borrowed = set(rng.sample(range(len(texts)), len(texts) // 8))
    cases: list[tuple[float, Case]] = []
    for number, text in enumerate(texts):
        shown = _with_background(text, rng.choice(texts), rng) if number in borrowed else text
        article = Article(id=f"o{number}", text=shown)
        cases.append((rng.random(), Case(article=_whole(article), first=None)))
    places = {c.article.id: (p, c) for p, c in cases}
    for number in range(reprints):
        place, first = places[f"o{rng.randrange(len(texts))}"]
        kinds = tuple(sorted(rng.sample(EDITS, rng.randint(1, 3))))
        article = Article(id=f"r{number}", text=edit(first.article.text, kinds, rng))
        cases.append((rng.uniform(place, 1.0), Case(article=_whole(article), first=first.article.id, edits=kinds)))
    return [c for _, c in sorted(cases, key=lambda pair: pair[0])]


def _whole(article: Article) -> Article:
    return replace(article, body=article.span(0, len(article.text)))


def _with_background(text: str, other: str, rng: random.Random) -> str:
    """A paragraph of another story as background, up to a quarter of either story's length."""
    paragraphs = [p for p in re.split(r"\n\s*\n", other) if p.strip()]
    if len(paragraphs) < 3:
        paragraphs = re.split(r"(?<=[.!?]) +(?=[A-Z“\"])", other)
    room = min(len(text), len(other)) // 4
    fitting = [p for p in paragraphs if len(p) <= room]
    return f"{text}\n\n{rng.choice(fitting)}" if fitting and other != text else text
