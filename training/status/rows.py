"""Sentences with an event of known status, read as the reader reads them: parse, rules, hidden states.

    PYTHONPATH=src:. python -m training.status.rows own --out WORK/own.pkl
    PYTHONPATH=src:. python -m training.status.rows later --out WORK/later.pkl
    PYTHONPATH=src:. python -m training.status.rows timeml --shared DIR --out WORK/timeml.pkl

``own``: frames, and the sets of status.tsv that were looked at. ``later``: frames that the nets never learned from.
``timeml``: events of the TimeML articles in DIR/bench/times whose annotation tells that they were done, or not.
"""

from __future__ import annotations

import argparse
import pickle
import random
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from evaluation.events.measure import HERE as GOLD
from evaluation.events.measure import HOSTILE, reading_of, table
from spacy.tokens import Token

from detente.config import Settings
from detente.read.events import load_status_rules, read_status
from detente.read.events.dating import place_in_time
from detente.read.events.status.second_opinion import Seen, is_asked, look
from detente.read.events.step import _is_present
from detente.read.events.triggers import load_triggers
from detente.read.relations import RelationCoder, RelationQuery
from detente.read.times import TimesStep
from detente.reading import Reading
from training.status.expand import examples

EACH = 4
# Of TimeML's links and classes: what is only thought of, and what is no event of ours.
UNDONE_LINKS = frozenset({"MODAL", "CONDITIONAL", "COUNTER_FACTIVE", "NEG_EVIDENTIAL"})
OTHER_CLASSES = frozenset({"STATE", "PERCEPTION", "I_STATE"})


@dataclass(slots=True)
class Row:
    """One event.

    Attributes:
        split: of status.tsv, "frame" or "timeml".
        group: what is kept in one fold: a frame, a sentence, an article.
        status: gold; "undone" where it is not told which way.
        rule: as the rules and dates read it.
        asked: whether the rules leave room for a second opinion.
        seen: with no pair marked, and with a pair drawn from the sentence (as reading marks actor and recipient).
    """

    split: str
    group: str
    status: str
    rule: str
    seen: tuple[Seen, ...]
    sentence: str
    word: str
    asked: bool


def draw_pair(token: Token) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Spans in the sentence of a subject and another noun, drawn by chance."""
    rng = random.Random(len(token.sent.text) + token.i)
    nouns = [t for t in token.sent if t.pos_ in ("NOUN", "PROPN") and t != token]
    subjects = [t for t in nouns if t.dep_ in ("nsubj", "nsubjpass", "poss")]
    if not subjects:
        return None, None
    source = rng.choice(subjects)
    others = [t for t in nouns if t.dep_ in ("dobj", "pobj", "nsubj") and t != source]
    target = rng.choice(others) if others else None

    def span(word: Token | None) -> tuple[int, int] | None:
        start = token.sent.start_char
        return None if word is None else (word.idx - start, word.idx + len(word) - start)

    return span(source), span(target)


def small(seen: Seen) -> Seen:
    return replace(seen, states=seen.states.astype(np.float16))


class Reader:
    """Reads rows with the parser, rules and weights that ship."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.times, self.coder = TimesStep(self.settings), RelationCoder(self.settings)
        self.rules, self.triggers = load_status_rules(), load_triggers()

    def rule(self, reading: Reading, token: Token) -> tuple[str, bool]:
        """The status by rules and dates, and whether a second opinion is asked."""
        hostile = any(m.trigger.event in HOSTILE for m in self.triggers.matches(token))
        read = read_status(token, self.rules, hostile=hostile)
        span = reading.span(token.idx, token.idx + len(token))
        sentence = reading.span(token.sent.start_char, token.sent.end_char)
        dated = place_in_time(reading, span, sentence, read.status, present=_is_present(token))
        return dated.status.value, is_asked(read, token)

    def seen(self, token: Token, *, marked: bool) -> Seen | None:
        source, target = draw_pair(token) if marked else (None, None)
        hidden = self.coder.encode(RelationQuery(sentence=token.sent.text, source=source, target=target))[1]
        assert hidden is not None, "these relation weights give no hidden states"
        found = look(token, hidden)
        return small(found) if found is not None else None

    def row(self, split: str, group: str, status: str, start: int, sentence: str) -> Row | None:
        reading = reading_of(sentence, self.settings, (self.times,), published="2019-05-15")
        token = next(t for t in reading.doc if t.idx <= start < t.idx + len(t))
        seen = tuple(s for m in (False, True) if (s := self.seen(token, marked=m)) is not None)
        if not seen:
            return None
        rule, asked = self.rule(reading, token)
        return Row(split, group, status, rule, seen, sentence, token.text, asked)


def own(reader: Reader) -> list[Row]:
    looked_at = [r for r in table(GOLD / "status.tsv") if r["split"].startswith("dev")]
    made = [reader.row(r["split"], r["id"], r["status"], int(r["start"]), r["sentence"]) for r in looked_at]
    made += [reader.row("frame", e.frame, e.status, e.start, e.sentence) for e in examples(EACH)]
    return [r for r in made if r is not None]


def later(reader: Reader) -> list[Row]:
    found = examples(2, seed=7, frames="frames_later.tsv")
    made = [reader.row("later", e.frame, e.status, e.start, e.sentence) for e in found]
    return [r for r in made if r is not None]


def timeml(reader: Reader, shared: Path) -> list[Row]:
    made: list[Row] = []
    for path in sorted(shared.glob("bench/times/*/*.tml")):
        text, events, day = _timeml(path)
        reading = reading_of(text, reader.settings, (reader.times,), published=day)
        for start, end, status in events:
            span = reading.doc.char_span(start, end, alignment_mode="expand")
            if span is None or span.root.pos_ not in ("VERB", "NOUN") or not 6 <= len(span.root.sent) <= 70:
                continue
            token = span.root
            rule, asked = reader.rule(reading, token)
            if status == "happened" and token.pos_ == "NOUN" and rule not in ("happened", "ongoing", "historical"):
                continue  # of nouns TimeML tells too little
            seen = reader.seen(token, marked=(start + end) % 2 == 1)
            if seen is not None:
                sentence = " ".join(token.sent.text.split())
                made.append(Row("timeml", path.name, status, rule, (seen,), sentence, token.text, asked))
    # Some articles call nearly everything negative: there the mark tells nothing.
    every, denied = Counter(r.group for r in made), Counter(r.group for r in made if r.status == "denied")
    return [r for r in made if r.status != "denied" or denied[r.group] <= every[r.group] / 4]


def _timeml(path: Path) -> tuple[str, list[tuple[int, int, str]], str | None]:
    """The text, the events whose status the annotation tells, and the day."""
    root = ET.parse(path).getroot()
    text: list[str] = []
    places: dict[str, tuple[int, int]] = {}

    def walk(element: ET.Element) -> None:
        start = sum(map(len, text))
        text.append(element.text or "")
        for child in element:
            walk(child)
            text.append(child.tail or "")
        if element.tag == "EVENT" and element.get("class") not in OTHER_CLASSES:
            places[element.get("eid", "")] = (start, sum(map(len, text)))

    body = root.find("TEXT")
    assert body is not None, path
    walk(body)
    made = {m.get("eiid"): m for m in root.iter("MAKEINSTANCE")}
    links: dict[str | None, set[str | None]] = {}
    for link in root.iter("SLINK"):
        below = made.get(link.get("subordinatedEventInstance"))
        if below is not None:
            links.setdefault(below.get("eventID"), set()).add(link.get("relType"))
    events = []
    for instance in made.values():
        event = instance.get("eventID")
        if event in places:
            status = _told(instance, {str(x) for x in links.get(event, set())})
            if status is not None:
                events.append((*places[event], status))
    dates = [
        t.get("value")
        for t in root.iter("TIMEX3")
        if t.get("functionInDocument") in ("CREATION_TIME", "PUBLICATION_TIME")
    ]
    return "".join(text), sorted(set(events)), (dates[0] or "")[:10] or None if dates else None


def _told(instance: ET.Element, links: set[str]) -> str | None:
    modality = (instance.get("modality") or "").upper().replace("NONE", "")
    undone = links & UNDONE_LINKS
    if links & {"COUNTER_FACTIVE", "NEG_EVIDENTIAL"}:
        return "denied"
    if instance.get("polarity") == "NEG":
        return "undone" if modality or undone else "denied"
    if modality or undone or instance.get("tense") == "FUTURE":
        return "undone"
    if instance.get("tense") in ("PAST", "PRESENT") or links & {"FACTIVE", "EVIDENTIAL"}:
        return "happened"
    return "happened" if (instance.get("pos") or "") == "NOUN" else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("own", "later", "timeml"))
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    reader = Reader()
    made = {"own": own, "later": later}[args.what](reader) if args.what != "timeml" else timeml(reader, args.shared)
    args.out.write_bytes(pickle.dumps(made))
    print(Counter((r.split, r.status) for r in made))


if __name__ == "__main__":
    from training.status import rows  # by its own name, so that what is pickled can be found again

    rows.main()
