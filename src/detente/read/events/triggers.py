"""The trigger dictionary (lexicons/en/events.tsv) and how its patterns match a parse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from detente.errors import LexiconError
from detente.lexicons import load_toml, load_tsv
from detente.read.events.syntax import COMPLEMENTS, OBJECTS, is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token

COLUMNS = ("pattern", "pos", "event", "actor", "recipient")
# The event of lines whose words are none.
NO_EVENT = "-"
_AMOUNTS = frozenset({"PERCENT", "MONEY", "QUANTITY", "CARDINAL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One line of the dictionary.

    Attributes:
        words: lemmas; the last is the head that is looked up.
        prepositions: words of which one must stand below the head, one tuple a condition.
        objects: lemmas of which one must head its object; an empty set is any object; None asks for none.
        complements: the same for the verb of its complement clause; an empty set is any clause.
        predicates: the same for the adjective or noun that completes it.
        actor, recipient: slots, first found first.
        line: file and line, kept as evidence.
    """

    pattern: str
    pos: str
    event: str
    mode: str | None
    words: tuple[str, ...]
    prepositions: tuple[str, ...] = ()
    objects: frozenset[str] | None = None
    complements: frozenset[str] | None = None
    predicates: frozenset[str] | None = None
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    line: str = ""

    @property
    def specificity(self) -> int:
        """How much the pattern asks for; of two that match, the more specific is meant."""
        asked = len(self.words) - 1 + len(self.prepositions)
        return (
            2 * asked
            + sum(3 if s else 1 for s in (self.objects, self.predicates) if s is not None)
            + (0 if self.complements is None else 3 if self.complements else 1)
        )


@dataclass(frozen=True, slots=True)
class Match:
    """A trigger that matched, and the tokens it matched, head first."""

    trigger: Trigger
    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Triggers:
    """The dictionary, by head lemma, with the sets of words that go with it."""

    verbs: Mapping[str, tuple[Trigger, ...]]
    nouns: Mapping[str, tuple[Trigger, ...]]
    groups: Mapping[str, frozenset[str]]
    sectors: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]

    def matches(self, token: Token) -> tuple[Match, ...]:
        """The most specific lines that match here, several where they tie."""
        if is_verb(token):
            found = [m for t in self.verbs.get(verb_lemma(token), ()) if (m := _match_verb(t, token))]
            if found:
                found = [m for m in found if _has_its_particles(m, token)]
        elif token.pos_ in ("NOUN", "PROPN") or (token.pos_ == "ADJ" and token.dep_ in OBJECTS):
            if token.ent_type_ in ("DATE", "TIME", "WORK_OF_ART"):
                return ()
            if token.pos_ == "PROPN" and token.i + 1 < len(token.doc) and token.dep_ == "compound":
                return ()
            found = [m for t in self.nouns.get(noun_lemma(token), ()) if (m := _match_noun(t, token))]
        else:
            return ()
        best = max((m.trigger.specificity for m in found), default=0)
        return tuple(m for m in found if m.trigger.specificity == best)

    def is_nothing(self, matches: tuple[Match, ...]) -> bool:
        """Whether the words are listed as no event ("declined to comment")."""
        return bool(matches) and all(m.trigger.event == NO_EVENT for m in matches)


def noun_lemma(token: Token) -> str:
    """Lemma of a noun in lower case; capitalised titles ("Talks", "Army") are lemmatised like common nouns."""
    lemma: str = token.lemma_.lower()
    if (
        token.pos_ == "PROPN"
        and lemma == token.lower_
        and lemma.endswith("s")
        and not lemma.endswith(("ss", "us", "is"))
    ):
        return singulars(lemma)[0]
    return lemma


def singulars(lemma: str) -> tuple[str, ...]:
    """What a plural in -s may be the plural of; nothing where it ends otherwise."""
    if not lemma.endswith("s"):
        return ()
    return (lemma[:-3] + "y",) if lemma.endswith("ies") else (lemma[:-1],)


def verb_lemma(token: Token) -> str:
    """Lemma of a verb in lower case; "co-operate" and the like are joined by the tokenizer's hyphen."""
    return str(token.lemma_).lower()


def _lemmas(token: Token) -> tuple[str, str]:
    return noun_lemma(token), token.lower_


def _match_verb(trigger: Trigger, token: Token) -> Match | None:
    used = [token.i]
    before = trigger.words[:-1]
    if before:
        start = token.i - len(before)
        if start < token.sent.start or any(
            w != t.lower_ for w, t in zip(before, token.doc[start : token.i], strict=True)
        ):
            return None
    children = list(token.children)
    objects = [c for c in children if c.dep_ in OBJECTS or c.dep_ == "nsubjpass"]
    # "ended a week of talks": small parsers take the week for a time.
    objects += [c for c in children if c.dep_ == "npadvmod" and c.i > token.i and any(_through(c))]
    if trigger.objects is not None:
        # "went on strike", "took into custody": the noun may stand after the preposition that the line names.
        objects += [g for c in children if c.lower_ in trigger.prepositions for g in c.children if g.dep_ == "pobj"]
        hit = next(
            (
                n
                for o in objects
                for n in (o, *o.conjuncts, *_through(o), *_compounds(o))
                if not trigger.objects.isdisjoint(_lemmas(n))
            ),
            None,
        )
        if not trigger.objects:  # any object, but not "declined three percent"
            hit = next((o for o in objects if o.ent_type_ not in _AMOUNTS), None)
        if hit is None and token.dep_ in ("relcl", "acl") and not trigger.objects.isdisjoint(_lemmas(token.head)):
            hit = token.head
        if hit is None:
            return None
        used.append(hit.i)
    for word in trigger.prepositions:
        places = [*children, *(c for i in used[1:] for c in token.doc[i].children)]
        hit = next(
            (
                c
                for c in places
                if c.lower_ == word
                and c.dep_ in ("prep", "prt", "advmod", "agent", "dative")
                and not any(g.ent_type_ in ("DATE", "TIME") for g in c.children)
            ),
            None,
        )
        if hit is None:
            return None
        used.append(hit.i)
    if trigger.complements is not None:
        clauses = [c for c in children if c.dep_ in COMPLEMENTS]
        clauses += [g for c in children if c.dep_ == "prep" for g in c.children if g.dep_ == "pcomp"]
        clauses += [c for c in children if c.dep_ == "advcl" and c.left_edge.lower_ == "for"]
        hit = next((c for c in clauses if not trigger.complements or _clause_has(c, trigger.complements)), None)
        if hit is None:
            return None
    if trigger.predicates is not None:
        hit = next(
            (
                c
                for c in children
                if c.dep_ in ("acomp", "attr", "oprd", "advmod", "ccomp", "xcomp", "prt", "dobj")
                and not trigger.predicates.isdisjoint(_lemmas(c))
            ),
            None,
        )
        if hit is None:
            return None
        used.append(hit.i)
    return Match(trigger, tuple(used))


def _through(noun: Token) -> Iterator[Token]:
    """The noun that "a round of", "several hours of" quantify."""
    for prep in noun.children:
        if prep.dep_ == "prep" and prep.lower_ == "of":
            yield from (c for c in prep.children if c.dep_ == "pobj")


def _compounds(noun: Token) -> Iterator[Token]:
    """The "ceasefire" of "the ceasefire agreement"."""
    return (c for c in noun.children if c.dep_ == "compound" and c.pos_ == "NOUN")


def _clause_has(verb: Token, wanted: frozenset[str]) -> bool:
    """Whether it is headed by one of these verbs, has such an auxiliary, or opens with such a word ("what")."""
    return (
        bool(wanted & {verb_lemma(v) for v in (verb, *verb.conjuncts)})
        or any(c.dep_ in ("aux", "neg") and (c.lower_ in wanted or c.lemma_.lower() in wanted) for c in verb.children)
        or verb.left_edge.lower_ in wanted
    )


def _has_its_particles(match: Match, token: Token) -> bool:
    """Whether the line knows the verb's particle: "backed out" is not "backed", "turned up" is not "turned"."""
    return all(
        c.i in match.tokens or c.lower_ in match.trigger.prepositions or c.lower_ in match.trigger.words
        for c in token.children
        if c.dep_ == "prt"
    )


def _match_noun(trigger: Trigger, token: Token) -> Match | None:
    before = trigger.words[:-1]
    start = token.i - len(before)
    if before:
        if start < token.sent.start:
            return None
        for word, other in zip(before, token.doc[start : token.i], strict=True):
            if word not in (other.lower_, other.lemma_.lower()):
                return None
    used = [token.i, *range(start, token.i)]
    for word in trigger.prepositions:
        hit = next((c for c in token.children if c.lower_ == word and c.dep_ == "prep"), None)
        if hit is None:
            return None
        used.append(hit.i)
    return Match(trigger, tuple(used))


def _parse(row: Mapping[str, str], sets: Mapping[str, frozenset[str]]) -> Trigger:
    words: list[str] = []
    prepositions: list[str] = []
    conditions: dict[str, frozenset[str]] = {}
    names = {"=": "objects", "^": "complements", "~": "predicates"}
    for piece in row["pattern"].split():
        mark, rest = piece[0], piece[1:]
        if mark == "+":
            prepositions.append(rest)
        elif mark in names:
            wanted: set[str] = set()
            for name in filter(None, rest.split("|")):
                if name.startswith("@") and name[1:] not in sets:
                    raise LexiconError(f"{row['_line']}: there is no set {name}", code="DT304")
                wanted |= sets[name[1:]] if name.startswith("@") else {name}
            conditions[names[mark]] = frozenset(wanted)
        else:
            words.append(piece)
    return Trigger(
        pattern=row["pattern"],
        pos=row["pos"],
        event=row["event"],
        mode=row.get("mode") or None,
        words=tuple(" ".join(words).replace("-", " - ").split()),
        prepositions=tuple(prepositions),
        actor=tuple(row["actor"].split()),
        recipient=tuple(row["recipient"].split()),
        flags=frozenset(row.get("flags", "").split()),
        line=row["_line"],
        **conditions,
    )


@lru_cache(maxsize=4)
def load_triggers(overlay: str = "") -> Triggers:
    """The dictionary with a user's lines.

    Raises:
        LexiconError: where a line names a set that does not exist, or lacks a column.
    """
    tables: dict[str, Any] = load_toml("events_sets.toml", overlay=overlay)
    sets = {name: frozenset(words) for name, words in tables["sets"].items()}
    groups = {
        f"{table}.{name}": frozenset(words)
        for table in ("verbs", "parties", "answers", "noise")
        for name, words in tables[table].items()
    }
    sectors = {word: sector for sector, words in reversed(tables["nouns"].items()) for word in words}
    by_pos: dict[str, dict[str, list[Trigger]]] = {"v": {}, "n": {}}
    for row in load_tsv("events.tsv", required=COLUMNS, overlay=overlay):
        if row["pos"] not in by_pos:
            raise LexiconError(f"{row['_line']}: pos is {row['pos']!r}, neither v nor n", code="DT304")
        trigger = _parse(row, sets)
        by_pos[row["pos"]].setdefault(trigger.words[-1], []).append(trigger)
    return Triggers(
        verbs=MappingProxyType({k: tuple(v) for k, v in by_pos["v"].items()}),
        nouns=MappingProxyType({k: tuple(v) for k, v in by_pos["n"].items()}),
        groups=MappingProxyType(groups),
        sectors=MappingProxyType(sectors),
        sets=MappingProxyType(sets),
    )
