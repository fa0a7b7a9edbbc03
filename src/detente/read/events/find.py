"""Find event mentions: a trigger of the dictionary with the actor and recipient that syntax gives it."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.read.events.arguments import AGENT, NAMED, THING, Arguments
from detente.read.events.candidate import Candidate, clause_depth
from detente.read.events.nouns import Nouns
from detente.read.events.recipients import Recipients
from detente.read.events.syntax import COMPLEMENTS, children, is_verb
from detente.read.events.triggers import Match, Triggers, singulars
from detente.read.events.verbs import Verbs

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# "won 3-1", "6-4, 7-5"; not "a 3-1 majority" of nine digits, nor "2019-05".
_SCORE = re.compile(r"(?<![\d-])\d{1,2}[-–]\d{1,2}(?![\d-]|-?year|-?day)")
_MONTHS = tuple(name[:3].lower() for name in calendar.month_name[1:])
_HAS_LETTER = re.compile(r"[^\W\d_]").search
_FUTURE = frozenset({"will", "'ll", "’ll", "wo", "would", "shall", "wont"})


class Finder:
    """Finds candidates in the sentences of one reading."""

    def __init__(self, arguments: Arguments, triggers: Triggers) -> None:
        self.arguments = arguments
        self.triggers = triggers
        recipients = Recipients(arguments)
        self.verbs = Verbs(arguments, triggers, recipients)
        self.nouns = Nouns(arguments, triggers, recipients, self.verbs)
        self._noise_of = (-1, 0)  # of the sentence that begins there, the last one asked for
        self._words_of: tuple[int, list[Token]] = (-1, [])
        self._may_match: dict[int, bool] = {}  # by lemma

    def find(self, sent: Span) -> list[Candidate]:
        """Candidates of a sentence, in order of text; nothing for a sentence without triggers or
        political actors."""
        hits = [
            (t, m)
            for t in self._words(sent)
            if self._may(t) and (m := self.triggers.matches(t)) and _HAS_LETTER(t.text)
        ]
        if not hits:
            return self._announced(sent) or self._unlisted(sent)
        used = {i for token, matches in hits for m in matches for i in m.tokens[1:] if is_verb(token)}
        nothing = {token.i for token, matches in hits if self.triggers.is_nothing(matches)}
        # "a state of siege" is one thing: what a used noun is "of" is used as well.
        used |= {
            g.i for i in used for p in children(sent.doc[i], "prep") if p.lower_ == "of" for g in children(p, "pobj")
        }
        found = []
        for token, matches in hits:
            refused = token.dep_ == "xcomp" and token.head.lemma_.lower() in self.triggers.groups["verbs.refusing"]
            if refused or token.i in used or self._inside_name(token) or self._is_in(token, nothing):
                continue
            candidate = self._make(sent, token, matches)
            if candidate is not None:
                found.append(candidate)
        found += [c for c in self._announced(sent) if c.trigger not in {f.trigger for f in found}]
        if not any(c.actors and c.recipients for c in found):
            known = {token.i for token, _ in hits}
            found += [c for c in self._unlisted(sent) if c.trigger not in known]
        return found

    def _words(self, sent: Span) -> list[Token]:
        if self._words_of[0] != sent.start:
            self._words_of = (sent.start, list(sent))
        return self._words_of[1]

    def _may(self, token: Token) -> bool:
        """Whether any line has the lemma: most words are passed by at the cost of one look."""
        known = self._may_match.get(token.lemma)
        if known is None:
            lemma = token.lemma_.lower()
            known = lemma in self.triggers.verbs or bool({lemma, *singulars(lemma)} & self.triggers.nouns.keys())
            self._may_match[token.lemma] = known
        return known

    @staticmethod
    def _is_in(token: Token, nothing: set[int]) -> bool:
        """Whether the token is no event, or what was not done with it: "declined to discuss"."""
        while token.i not in nothing and token.dep_ in COMPLEMENTS:
            token = token.head
        return token.i in nothing

    def _announced(self, sent: Span) -> list[Candidate]:
        """ "Chad will (never) ...": a promise, a threat or a refusal, whatever the verb, where an
        actor says so."""
        found = []
        for token in self._words(sent):
            if (
                token.lower_ in _FUTURE
                and token.dep_ == "aux"
                and is_verb(token.head)
                and not self.triggers.matches(token.head)
            ):
                candidate = self._make(sent, token.head, ())
                if (
                    candidate is not None
                    and candidate.actors
                    and candidate.recipients
                    and (candidate.actors[0].strength >= AGENT and candidate.recipients[0].strength >= NAMED)
                ):
                    found.append(candidate)
        return found

    def _unlisted(self, sent: Span) -> list[Candidate]:
        """Verbs that are in no line, between two political actors: only the model can tell what they are."""
        index = self.arguments.by_token
        if len({index[i].span for i in range(sent.start, sent.end) if i in index}) < 2:
            return []
        found = []
        for token in self._words(sent):
            if not is_verb(token) or token.lemma_.lower() in ("be", "have", "do") or not token.text[0].isalpha():
                continue
            if token.lemma_.lower() in self.triggers.groups["verbs.report"] and any(children(token, "ccomp")):
                continue
            candidate = self._make(sent, token, ())
            if (
                candidate is not None
                and candidate.recipients
                and min(
                    candidate.actors[0].strength if candidate.actors else THING,
                    candidate.recipients[0].strength,
                )
                >= AGENT
            ):
                found.append(candidate)
        return found

    def _make(self, sent: Span, token: Token, matches: tuple[Match, ...]) -> Candidate | None:
        maker = self.verbs if is_verb(token) else self.nouns
        found = maker.candidate(sent, token, matches)
        if found is None:
            return None
        depth = clause_depth(token, self.triggers.groups["verbs.report"])
        return replace(found, depth=depth, noise=self._noise(sent))

    def _inside_name(self, token: Token) -> bool:
        mention = self.arguments.by_token.get(token.i)
        return mention is not None and mention.kind in ("name", "title", "metonym", "demonym", "group")

    def _noise(self, sent: Span) -> int:
        """How many words of sport, markets, weather or culture the sentence has, of the one kind that
        it has most of."""
        if self._noise_of[0] != sent.start:
            self._noise_of = (sent.start, self._count_noise(sent))
        return self._noise_of[1]

    def _count_noise(self, sent: Span) -> int:
        words = {t.lower_ for t in self._words(sent)}
        kinds = ("noise.sport", "noise.finance", "noise.weather", "noise.culture")
        count = max(len(words & self.triggers.groups[k]) for k in kinds)
        return count + (2 if any(not _is_of_days(sent.text[: m.start()]) for m in _SCORE.finditer(sent.text)) else 0)


def _is_of_days(before: str) -> bool:
    """Whether what stands before a pair of numbers is a month: "on April 6-7"."""
    words = before.split()
    return bool(words) and words[-1].lower().startswith(_MONTHS)
