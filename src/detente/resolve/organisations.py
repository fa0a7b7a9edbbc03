"""Organisations that the tables do not know, those named after a person, and "the company" for one named before."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from detente.knowledge.fold import key
from detente.records import Decision
from detente.resolve.found import ActorNotes, Found, found_as
from detente.resolve.names import Name
from detente.resolve.person_spans import PersonSpan
from detente.resolve.scene import Scene

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))
_OWNED = {
    "campaign": "PTY",
    "team": "PTY",
    "administration": "GOV",
    "government": "GOV",
    "cabinet": "GOV",
}


class Organisations:
    """Finds them in one article."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def owned(self, spans: list[PersonSpan], found: list[Found]) -> list[Found]:
        """ "The Trump campaign", "the Merkel government": named after a person, but another actor."""
        p = self.scene.parsed
        out = []
        for s in spans:
            root = p.root(s.start, s.end)
            head = p.head[root]
            person = s.person
            if person is None or p.dep[root] not in ("compound", "poss", "nmod") or head < s.end or head - s.end > 3:
                continue
            sector = _OWNED.get(p.lower[head])
            if sector is None:
                continue
            if sector == "GOV":
                if not person.country:
                    continue
                actor, name = f"{person.country}.GOV", None
            else:
                actor, name = f"text:{s.key.split()[-1]} {p.lower[head]}", f"{person.name.split()[-1]} {p.lower[head]}"
            start = s.start
            if start > 0 and p.lower[start - 1] == "the":
                start -= 1
            decision = Decision(chosen=actor, candidates=((actor, 0.85),), reason=f"{p.lower[head]} of {person.name}")
            out.append(
                Found(
                    start=start,
                    end=head + 1,
                    head=head,
                    kind="name",
                    what="org",
                    actor=actor,
                    country=person.country,
                    sector=sector,
                    plural=True,
                    subject=p.dep[head] in _SUBJECTS,
                    confidence=0.85,
                    decision=decision,
                )
            )
            if name:
                self.scene.notes.setdefault(
                    actor, ActorNotes(id=actor, name=name, country=person.country, sector=sector, decision=decision)
                )
        return out

    def unknown(self, found: list[Found], covered: set[int]) -> list[Found]:
        """Organisations that the recogniser sees and the tables do not know; an acronym is tied to its expansion."""
        p = self.scene.parsed
        others = {i for f in found for i in range(f.start, f.end) if f.what != "person"}
        taken = covered | others
        heads = {t.head for s in self.scene.people.spans for t in s.titles()}
        people = {i for s in self.scene.people.spans if s.person is not None for i in range(s.start, s.end)}
        out: list[Found] = []
        acronyms: dict[str, str] = {}
        labels: dict[str, Counter[str]] = {}
        for ent in p.ents:
            labels.setdefault(ent.text.lower(), Counter())[ent.label_] += 1
        acting = {
            " ".join(x for x in p.keys[e.start : e.end] if x and x != "the")
            for e in p.ents
            if e.label_ == "ORG" and self._acts(e.start, e.end)
        }
        toponyms = {(q.start, q.end) for q in self.scene.reading.places}
        for ent in p.ents:
            body = ent.label_ == "ORG" or self._named_as_body(ent.start, ent.end)
            if not body or any(i in others or i in people or i in heads for i in range(ent.start, ent.end)):
                continue
            # What a title is of is an actor beside whoever has it: "Tulmar Steel spokeswoman Jo Orr".
            titled = any(i in covered for i in range(ent.start, ent.end))
            if titled and p.lower[ent.end - 1] in self.scene.words.titles:
                continue
            start, end = ent.start, ent.end
            while start < end and (p.lower[start] in ("the", "a", "an") or not p.keys[start]):
                start += 1
            while end > start and (not p.keys[end - 1] or p.tag[end - 1] == "POS"):
                end -= 1
            surface = p.surface(start, end) if end > start else ""
            if not surface or "\n" in surface or not p.cap[start] or len(surface) < 2:
                continue
            letters_only = end - start == 1 and surface.isupper() and surface.isalpha() and len(surface) > 2
            if end - start <= 2 and (
                (p.idx[start], p.end(end - 1)) in toponyms
                or (labels[ent.text.lower()].most_common(1)[0][0] != "ORG" and not letters_only)
            ):
                continue  # a town that the recogniser took for an organisation here, and not elsewhere
            if p.headline(start) or p.heading(start):
                continue  # every word has a capital, and the recogniser sees names everywhere
            k = " ".join(x for x in p.keys[start:end] if x)
            if k in self.scene.words.regions or surface in self.scene.words.sets["post of regions"]:
                continue
            known = self.scene.titles.name_at.get(start)
            if known is not None and (known.start, known.end) == (start, end) and known.of_kind("name"):
                if letters_only and (found_as_known := self._known(known)) is not None:
                    out.append(found_as_known)
                continue  # a party or body of the tables, which here only says of what kind something is
            if k in self.scene.words.org_sectors and any(f.what == "org" and k in self._words_of(f) for f in found):
                continue  # "the Post": an organisation named in full
            if any(p.tag[i] == "POS" and p.lower[i - 1] in ("general", "secretary") for i in range(start + 1, end)):
                continue  # "the Secretary General's Office"
            first, last = k.split()[0], k.split()[-1]
            none = self.scene.words.not_orgs
            if k in none["all"] or last in none["last"] or first in none["first"]:
                continue
            if titled and (known is not None or not self._names_a_body(k, letters_only, labels[ent.text.lower()])):
                continue  # "Interior Secretary": a word of the title
            person = next((q for q in self.scene.people.persons if k in q.short or k in q.full), None)
            if person is not None:
                decision = Decision(
                    chosen=person.id, candidates=((person.id, 0.7),), reason="name of somebody in the article"
                )
                out.append(
                    Found(
                        start=start,
                        end=end,
                        head=p.root(start, end),
                        kind="name",
                        what="person",
                        actor=person.id,
                        country=person.country,
                        gender=person.gender,
                        confidence=0.75,
                        decision=decision,
                    )
                )
                continue
            at = self.scene.states.collectives.phrase_at(end - 1)
            town = at is not None and self.scene.place_country(start, at[0]) is not None
            if at is not None and at[1].alone != "n" and (titled or town or (at[0] <= start and self.scene.home)):
                continue  # "Supreme Court": a body, which takes its state from the context
            if "  " in surface:
                surface = " ".join(surface.split())
            sector = next((s for w in reversed(k.split()) if (s := self.scene.words.org_sectors.get(w))), None)
            if not (
                sector
                or k in acting
                or self._nationality(start, end)
                or (labels[ent.text.lower()]["ORG"] > 1 and self._more_than_a_mark(start, end))
            ):
                continue
            if sector is None and not letters_only and end - start <= 2 and self._a_town(start, end):
                continue
            opens = p.starts[p.sent[start]] == start
            if sector is None and (end - start > 1 or opens) and all(w in p.common for w in p.lower[start:end]):
                continue  # "Limited Tools": words that the article writes small elsewhere
            letters = "".join(w[0] for w in k.split() if w not in ("of", "the", "and", "for", "on", "in"))
            actor = acronyms.get(k) or f"text:{k}"
            if len(letters) > 2:
                acronyms.setdefault(letters, actor)
            decision = Decision(chosen=actor, reason="an organisation that the tables do not know")
            country = self._nationality(start, end)
            self.scene.notes.setdefault(
                actor, ActorNotes(id=actor, name=surface, country=country, sector=sector, decision=decision)
            )
            begin = start - 1 if start > 0 and p.lower[start - 1] == "the" else start
            head = p.root(start, end)
            out.append(
                Found(
                    start=begin,
                    end=end,
                    head=head,
                    kind="name",
                    what="org",
                    actor=actor,
                    country=country,
                    sector=sector,
                    plural=True,
                    subject=p.dep[head] in _SUBJECTS,
                    confidence=0.7,
                    decision=decision,
                )
            )
        return out + self._again_by_name(out, taken)

    def _a_town(self, start: int, end: int) -> bool:
        """Whether a name is elsewhere in the article that of a town: after "in", as the recogniser sees it too."""
        p = self.scene.parsed
        words = p.text[start:end]
        return any(
            p.text[i : i + len(words)] == words and p.lower[i - 1] in ("in", "near", "outside")
            for i in range(1, p.n)
            if p.text[i] == words[0] and p.ent[i] == "GPE" and p.dep[i + len(words) - 1 : i + len(words)] == ["pobj"]
        )

    def _names_a_body(self, k: str, letters_only: bool, labels: Counter[str]) -> bool:
        """Whether the words before a title that the recogniser takes for a body are one: by a word, or elsewhere."""
        sectors = self.scene.words.org_sectors
        return letters_only or labels["ORG"] > 1 or (" " in k and any(w in sectors for w in k.split()))

    def _nationality(self, start: int, end: int) -> str | None:
        """The state whose nationality a body's name begins with ("the Tulmarian Heart Association")."""
        name = self.scene.titles.name_at.get(start)
        if name is None or name.end >= end or not name.of_kind("adjective"):
            return None
        entity = self.scene.knowledge.entity(name.of_kind("adjective")[0].entity)
        return entity.id if entity is not None and entity.kind == "country" else None

    def _known(self, name: Name) -> Found | None:
        """The body of the tables whose letters stand beside its name: "(USAID)"."""
        p = self.scene.parsed
        for hit in name.hits:
            entity = self.scene.knowledge.entity(hit.entity)
            if entity is not None and entity.kind == "organisation" and ".PTY." not in entity.id:
                head = p.root(name.start, name.end)
                return found_as(
                    p, name.start, name.end, head, "name", "org", entity.id, entity, 0.85, "letters of its name"
                )
        return None

    def _again_by_name(self, out: list[Found], taken: set[int]) -> list[Found]:
        """The same names where the recogniser missed them: once an organisation, always one in an article."""
        p = self.scene.parsed
        known: dict[str, list[tuple[tuple[str, ...], Found]]] = {}
        for f in out:
            words = tuple(p.text[f.start : f.end])
            words = words[1:] if words[0].lower() == "the" else words
            if f.what == "org" and words and (len(words) > 1 or (words[0].isupper() and len(words[0]) > 2)):
                known.setdefault(words[0], []).append((words, f))
        covered = {i for f in out for i in range(f.start, f.end)} | taken
        more: list[Found] = []
        for i in range(p.n) if known else ():
            for words, f in known.get(p.text[i], ()):
                end = i + len(words)
                if tuple(p.text[i:end]) != words or not covered.isdisjoint(range(i, end)) or p.headline(i):
                    continue
                if self.scene.named_people & set(range(i, end)):
                    continue
                head = p.root(i, end)
                the = i > 0 and p.lower[i - 1] == "the"
                more.append(replace(f, start=i - the, end=end, head=head, subject=p.dep[head] in _SUBJECTS))
                covered.update(range(i, end))
                break
        return more

    def _named_as_body(self, start: int, end: int) -> bool:
        """Whether a name that the recogniser takes for a person or place ends as one of a body ("X Foundation")."""
        last = self.scene.parsed.keys[end - 1]
        return (
            end - start > 1
            and last in self.scene.words.org_sectors
            and not self.scene.named_people & set(range(start, end))
        )

    def _more_than_a_mark(self, start: int, end: int) -> bool:
        """Whether a name that only stands before nouns may be a body: two words, or letters that are no unit."""
        p = self.scene.parsed
        unit = start > 0 and p.pos[start - 1] == "NUM"
        return end - start > 1 or (p.text[start].isupper() and not unit)

    def _acts(self, start: int, end: int) -> bool:
        """Whether a name that is in no list behaves like an organisation: it acts, owns, or employs somebody."""
        p = self.scene.parsed
        surface = p.surface(start, end).replace(".", "")
        if end - start == 1 and surface.isupper() and surface.isalpha() and len(surface) > 2:
            return True
        root = p.root(start, end)
        dep, above = p.dep[root], p.head[root]
        if dep in (*_SUBJECTS, "poss", "dative"):
            return True
        if dep == "compound" and above > root and p.lower[above].removesuffix("s") in self.scene.words.titles:
            return True  # "Fatah leader"
        if dep != "pobj":
            return False
        if p.lower[above] in ("by", "from") or p.lower[above - 1 : above + 1] == ["according", "to"]:
            return True
        return p.lower[above] in ("of", "for", "at", "with") and (
            p.lower[p.head[above]] in self.scene.words.titles
            or p.lower[p.head[above]]
            in ("members", "officials", "agent", "agents", "employees", "board", "representatives", "owner")
            or p.ent[p.head[above]] == "PERSON"
        )

    def again(self, i: int, history: list[Found]) -> Found | None:
        """ "The company", "the group": the organisation named last whose sector fits."""
        p = self.scene.parsed
        word = p.lower[i]
        sectors = self.scene.words.org_nouns.get(word)
        if sectors is not None and p.cap[i] and p.pos[i] == "PROPN" and word not in self.scene.words.org_sectors:
            return None
        start = p.left_edge(i)
        if i - start > 1 or p.dep[i] == "compound":
            return None
        named = Counter(f.actor for f in history)
        best: tuple[float, int, Found] | None = None
        for f in reversed(history):
            distance = p.sent[i] - p.sent[f.head]
            bears = distance <= 25 and f.what == "org" and word in self._words_of(f)
            if distance > 4 and not bears:
                if distance > 25:
                    break
                continue
            if f.what != "org" or f.kind not in ("name", "title") or f.actor is None or f.start >= start:
                continue
            if not bears:
                if sectors is None or p.cap[i]:
                    continue  # "the Post", "the commission": the one whose name has this word
                known = set((f.sector or "").split(";")) - {""}
                if sectors and known and not sectors & known:
                    continue
                if sectors and not known and word in ("party", "union", "bloc", "alliance"):
                    continue
            # The one spoken of, not the one by which somebody is introduced ("founder of X").
            score = 0.2 * min(named[f.actor], 5) - (0.05 if bears else 0.5) * distance + 0.5 * f.subject + 2.0 * bears
            if best is None or score > best[0]:
                best = (score, distance, f)
        if best is None:
            return None
        _, distance, f = best
        decision = Decision(
            chosen=f.actor,
            candidates=((f.actor or "", 0.65),),
            reason=f"the organisation spoken of, {distance} sentences back",
        )
        return Found(
            start=start,
            end=i + 1,
            head=i,
            kind="title",
            what="org",
            actor=f.actor,
            country=f.country,
            sector=f.sector,
            plural=True,
            subject=p.dep[i] in _SUBJECTS,
            confidence=0.65,
            decision=decision,
        )

    def _words_of(self, found: Found) -> list[str]:
        """Words of the name of an organisation mentioned, after the first; none of a generic body."""
        notes = self.scene.notes.get(found.actor or "")
        entity = self.scene.knowledge.entity(found.actor or "") if notes is None else None
        name = notes.name if notes is not None else entity.name if entity is not None else ""
        return key(name).split()[1:]
