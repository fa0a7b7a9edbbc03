"""Several actors in one phrase: the Baltic states, the ministers of Peru and Chile, Ms. A and Mr. B."""

from __future__ import annotations

from detente.records import Decision
from detente.resolve.found import Found
from detente.resolve.scene import Scene
from detente.resolve.words import Parsed

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))
_LONGEST = 5  # words of a name of a group
_STATE_KINDS = frozenset(("name", "adjective", "people", "capital"))


class Groups:
    """Finds the groups of one article that are named, whole or member by member."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def regional(self, covered: set[int]) -> list[Found]:
        """Regional groups of the table, with the members of the article's year; their tokens join ``covered``."""
        p, regional = self.scene.parsed, self.scene.words.regional
        on = self.scene.context.on
        out: list[Found] = []
        i = 0
        while i < p.n:
            end = self._end_of_name(i) if p.keys[i] and i not in covered else None
            if end is None:
                i += 1
                continue
            name = " ".join(k for k in p.keys[i:end] if k)
            fitting = [r for r in regional[name] if on is None or r.first <= on.year <= r.last]
            head = p.root(i, end)
            modifies = p.dep[head] in ("compound", "amod", "nmod") and p.head[head] >= end
            if fitting and not modifies:
                start = i - 1 if i and p.lower[i - 1] in ("the", "all", "three", "five", "six") else i
                members = fitting[-1].members  # without a date, as they are today
                out.append(
                    Found(
                        start=start,
                        end=end,
                        head=head,
                        kind="group",
                        what="people",
                        members=members,
                        plural=True,
                        subject=p.dep[head] in _SUBJECTS,
                        confidence=0.85,
                        decision=Decision(chosen=None, reason=f"members of the group {name!r}"),
                    )
                )
                covered.update(range(start, end))
            i = end
        return out

    def _end_of_name(self, i: int) -> int | None:
        """Where the longest name of a group that begins at token ``i`` ends; None where none does."""
        p, regional = self.scene.parsed, self.scene.words.regional
        if not p.cap[i] and p.lower[i] != "the":
            return None
        words: list[str] = []
        best = None
        for j in range(i, min(p.n, i + 2 * _LONGEST)):
            if p.sent[j] != p.sent[i] or len(words) == _LONGEST:
                break
            if p.keys[j]:
                words.append(p.keys[j])
                if " ".join(words) in regional:
                    best = j + 1
            elif p.text[j] not in ("-", "–", "+", "'s", "’s"):
                break
        return best

    def of_states(self, i: int) -> Found | None:
        """ "The foreign ministers of Peru and Chile": the holders by the tables, else their governments."""
        p = self.scene.parsed
        countries = self._states_beside(i)
        if len(countries) < 2:
            return None
        start = p.left_edge(i)
        words = [p.lower[k] for k in range(start, i) if k not in self.scene.titles.name_at]
        singular = " ".join([*(w for w in words if w not in ("the", "and", ",", "both", "two")), _singular(p.lower[i])])
        members = tuple(self._holder(singular, c) for c in countries)
        return group_at(p, i, members, start=start, confidence=0.8, reason="of each of the states named")

    def _holder(self, office: str, country: str) -> str:
        """Who holds the office in the state on the article's day, by the tables; else the state's sector."""
        knowledge, on = self.scene.knowledge, self.scene.context.on
        role = self.scene.titles.role(office, country)
        state = knowledge.entity(country)
        wanted = role.role if role else ""
        if wanted == "leader":
            wanted = (state.code("led_by") if state else None) or "head_of_state"
        if (role is not None and role.sole and on is not None) or wanted in ("head_of_state", "head_of_government"):
            sure = [h for h in knowledge.holders(wanted, country, on) if h[2] == "yes"] if on is not None else []
            if len(sure) == 1:
                self.scene.note_person(sure[0][0])
                return sure[0][0]
        return f"{country}.{(role.sector if role else 'GOV').split(';')[0]}"

    def _states_beside(self, i: int) -> list[str]:
        """The states that a plural noun is of: "of Peru and Chile", "Peru and Chile's", "Peruvian and Chilean"."""
        p = self.scene.parsed
        starts = [
            n for c in p.children[i] if p.dep[c] == "prep" and p.lower[c] in ("of", "from") for n in p.children[c]
        ]
        starts += [c for c in p.children[i] if p.dep[c] in ("poss", "amod", "compound", "nmod") and c < i]
        tokens: list[int] = []
        while starts:
            at = starts.pop(0)
            tokens.append(at)
            starts.extend(c for c in p.children[at] if p.dep[c] == "conj")
        out: list[str] = []
        for at in sorted(tokens):
            name = self.scene.titles.name_at.get(at)
            for hit in name.hits if name is not None else ():
                entity = self.scene.knowledge.entity(hit.entity)
                if entity is not None and entity.kind == "country" and hit.kind in _STATE_KINDS:
                    current = self.scene.states.ground.current(entity).id
                    if current not in out:
                        out.append(current)
                    break
        return out

    def lists(self, found: list[Found]) -> list[Found]:
        """Mentions joined by "and", as one antecedent each: what "they" and "both leaders" take up; not recorded."""
        p = self.scene.parsed
        by_head = {f.head: f for f in found if (f.actor or f.members) and f.kind in ("name", "metonym", "title")}
        out = []
        for head, first in by_head.items():
            if p.dep[head] == "conj" and p.head[head] in by_head:
                continue
            joined, todo = [first], [head]
            while todo:
                for c in p.children[todo.pop()]:
                    if p.dep[c] == "conj" and c in by_head and p.sent[c] == p.sent[head]:
                        joined.append(by_head[c])
                        todo.append(c)
            people = {f.what in ("person", "title") for f in joined}
            members = tuple(dict.fromkeys(a for f in joined for a in (f.members or (f.actor or "",))))
            if len(members) < 2 or len(people) > 1:
                continue
            last = max(joined, key=lambda f: f.start)
            out.append(
                Found(
                    start=last.start,
                    end=last.end,
                    head=head,
                    kind="list",
                    what="people" if people == {True} else "state",
                    members=members,
                    plural=True,
                    subject=first.subject,
                )
            )
        return out


def group_at(parsed: Parsed, i: int, members: tuple[str, ...], *, start: int, confidence: float, reason: str) -> Found:
    """A group that ends with its head, token ``i``, each of its members as sure as the whole."""
    return Found(
        start=start,
        end=i + 1,
        head=i,
        kind="group",
        what="people",
        members=members,
        plural=True,
        subject=parsed.dep[i] in _SUBJECTS,
        confidence=confidence,
        decision=Decision(chosen=None, candidates=tuple((m, confidence) for m in members), reason=reason),
    )


def _singular(word: str) -> str:
    return word.removesuffix("s")
