"""Titles around and without names: "US Secretary of State", "the Turkish foreign minister", "a spokesman"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from detente.knowledge import Knowledge
from detente.knowledge.tables import Role, role_of
from detente.records import Place
from detente.resolve.lexicon import Words
from detente.resolve.names import Name, region_at
from detente.resolve.words import Parsed

# "Finnish-born": where somebody comes from, not whose office it is.
ORIGIN = frozenset(["born", "educated", "trained", "raised", "based", "backed", "led", "made", "speaking", "style"])
FORMER = frozenset(["former", "ex", "then", "late", "onetime", "ousted", "deposed", "retired", "past", "outgoing"])
DEFINITE = frozenset(["the", "this", "that", "his", "her", "its", "their", "our", "my", "your"])
# What may stand inside a title before a name.
_TITLE_POS = frozenset(["NOUN", "PROPN", "ADJ", "NUM", "X"])
# Nouns after which "of ..." belongs to the title: Secretary of State, Director of National Intelligence.
_TAKES_OF = frozenset(
    [
        "secretary",
        "minister",
        "director",
        "chief",
        "head",
        "president",
        "speaker",
        "leader",
        "chairman",
        "chairwoman",
        "chair",
        "governor",
        "ambassador",
        "commissioner",
        "member",
        "secretary-general",
        "mayor",
        "king",
        "queen",
        "prince",
        "emir",
        "commander",
        "prosecutor",
        "chancellor",
        "premier",
        "counsel",
        "manager",
        "founder",
        "professor",
    ]
)
_SENT_TO = frozenset(["to", "for", "in", "on", "at"])
# Titles of which "in Kiev" or "at the ministry" may be part, before a name.
_POSTED = frozenset(
    ["spokesman", "spokeswoman", "spokesperson", "correspondent", "adviser", "advisor", "aide", "attache"]
)
_FEW_WORDS = 4  # complements of complements: "chairman of the committee of the parliament X"
_STATE_KINDS = ("adjective", "name", "people", "capital", "seat", "seat-acting")
# Beside "captain" no soldier's words.
_SPORTS = frozenset(
    ["team", "side", "club", "squad", "cricket", "rugby", "football", "soccer", "test", "cup", "national", "vice"]
)
# Roles of those who lead or speak for a body of any sector.
_OF_ANYBODY = frozenset(
    [
        "leader",
        "body_head",
        "aide",
        "spokesperson",
        "negotiator",
        "adviser",
        "diplomat",
        "party_leader",
        "military_officer",
    ]
)
_STRIP = re.compile(
    r"^(the|a|an|his|her|its|their|our|my|former|ex-?|then-?|late|one|newly|elected|outgoing|incoming|current|new|longtime|top|senior|"
    r"retired|onetime|old|respective|incumbent|sitting|presumptive|likely|seemingly|inevitable|embattled|powerful|visiting|ousted|deposed)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title as the text gives it.

    Attributes:
        start, end: its tokens. head: the noun that heads it.
        role, sector, rank: of the office (roles.tsv); None where the words name none.
        country: ISO alpha-3 of the nationality inside it; body: id of an organisation inside it.
        gender: ``m``, ``f`` or empty. former: said to be no longer held. definite: "the", a possessive or a name
        before it.
    """

    start: int
    end: int
    head: int
    text: str
    role: str | None
    sector: str | None
    rank: int
    country: str | None
    body: str | None
    gender: str
    former: bool
    definite: bool


def gender_of(word: str, words: Words) -> str:
    """Gender that a title word tells."""
    entry = words.titles.get(word)
    return entry.gender if entry else ""


def towns_abroad(places: Iterable[Place]) -> dict[tuple[int, int], str]:
    """Offsets of towns and regions with their states, where the article names another place of that state as well."""
    places = list(places)
    texts: dict[str, set[str]] = {}
    for q in places:
        if q.country:
            texts.setdefault(q.country, set()).add(q.text)
    return {
        (q.start, q.end): q.country for q in places if q.country and q.kind != "country" and len(texts[q.country]) > 1
    }


class TitleReader:
    """Reads titles off token ranges of one article."""

    def __init__(
        self,
        parsed: Parsed,
        names: list[Name],
        knowledge: Knowledge,
        words: Words,
        places: Iterable[Place] = (),
    ) -> None:
        self.parsed = parsed
        self.towns = towns_abroad(places)
        self.knowledge = knowledge
        self.words = words
        self.name_at: dict[int, Name] = {}
        for name in names:
            for i in range(name.start, name.end):
                self.name_at[i] = name

    def read(self, start: int, end: int, head: int | None = None, scope: int | None = None) -> Title:
        """The title in tokens ``start`` to before ``end``; nationality is looked for up to ``scope``."""
        p = self.parsed
        head = p.root(start, end) if head is None else head
        country = body = None
        skip: set[int] = set()
        i = start
        while i < (scope or end):
            name = self.name_at.get(i)
            if name is None:
                region = self._region(i, end)
                country = country or region
                i += 1
                continue
            if name.end + 1 < p.n and p.text[name.end] in ("-", "–") and p.lower[name.end + 1] in ORIGIN:
                i = name.end + 2
                continue
            for hit in name.hits:
                entity = self.knowledge.entity(hit.entity)
                if entity is None or hit.kind == "full":
                    continue
                if i > 1 and p.text[i - 1] in ("-", "–") and p.lower[i - 2] in ("pro", "anti", "non"):
                    break  # "pro-Vostavian": of another state, if of any
                if i > head and self._sent_to(head, i):
                    break  # "the ambassador to Egypt": of whoever sent them
                if hit.kind == "adjective" and i > head and self._goes_on(name.end):
                    break  # "a spokesman for British Waterways": of a body that the tables do not know
                if hit.kind in _STATE_KINDS and entity.kind == "country":
                    country = country or self.country_here(name, entity.id)
                    if name.end <= end and hit.kind in ("adjective", "name"):
                        skip.update(range(name.start, name.end))
                elif entity.kind == "organisation" and hit.kind == "seat-acting":
                    continue
                elif entity.kind == "organisation":
                    body = body or entity.id
                    country = country or entity.country
                break
            i = max(name.end, i + 1)
        kept = [p.lower[i] for i in range(start, end) if i not in skip]
        text = " ".join(kept).replace(" - ", "-").replace(" 's", "'s").strip()
        former = any(w in FORMER for w in kept[:4]) or text.startswith("ex-")
        bare = re.sub(r"(\s+(of|in|for|to|at|the))+$", "", text)
        while True:
            shorter = _STRIP.sub("", bare)
            if shorter == bare:
                break
            bare = shorter
        if country is None and bare in ("pope", "pontiff"):
            country = "VAT"
        if country is None and bare in ("taoiseach", "tánaiste", "tanaiste"):
            country = "IRL"
        role = self.role(bare, country)
        if role is None and "'s " in bare:
            role = self.role(bare.rpartition("'s ")[2], country)  # "between Orr and Tulmar's president"
        while role is None and " " in bare:
            word, _, rest = bare.partition(" ")
            at = next((i for i in range(start, head) if p.lower[i] == word), head)
            if p.pos[at] not in ("ADJ", "ADV") or p.cap[at] or word in self.words.sets["of an office"]:
                break
            bare = rest
            role = self.role(bare, country)
        theirs = any(p.tag[i] in ("POS", "PRP$") for i in range(start, head))
        if role is not None and role.role == "legislator" and bare.split()[-1] == "deputy" and theirs:
            role = self.role("aide", country)  # "his deputy" sits in no parliament
        gender = next((g for i in range(end - 1, start - 1, -1) if (g := gender_of(p.lower[i], self.words))), "")
        definite = (
            p.lower[start] in DEFINITE or any(p.tag[i] == "POS" for i in range(start, head)) or bool(country or body)
        )
        sector = role.sector if role else None
        if (
            body is not None
            and role is not None
            and role.role in ("spokesperson", "leader", "body_head", "aide", "adviser", "military_chief")
        ):
            org = self.knowledge.entity(body)
            sector = org.sector if org and org.sector else sector
        elif role is not None and role.role in _OF_ANYBODY:
            sector = self._sector_told(kept, sector)
        return Title(
            start=start,
            end=end,
            head=head,
            text=p.surface(start, end),
            role=role.role if role else None,
            sector=sector,
            rank=role.rank if role else 0,
            country=country,
            body=body,
            gender=gender,
            former=former,
            definite=definite,
        )

    def country_here(self, name: Name, country: str) -> str:
        """The state a name is of; where the step that finds places takes it for a town of another, that other."""
        return self.towns.get((self.parsed.idx[name.start], self.parsed.end(name.end - 1)), country)

    def _sent_to(self, head: int, i: int) -> bool:
        """Whether the name at token ``i`` is where somebody sent is sent to: "the ambassador to Egypt"."""
        p = self.parsed
        if p.lower[head] not in self.words.sets["sent"]:
            return False
        after = next((p.lower[k] for k in range(head + 1, i) if p.pos[k] == "ADP"), "")
        return after in _SENT_TO

    def _sector_told(self, kept: list[str], sector: str | None) -> str | None:
        """The sector that other words of a title tell: "rebel leader", "military official", "director of X Centre"."""
        if kept and kept[-1] == "captain" and _SPORTS & set(kept):
            return "CVL"
        told = next((s for w in kept if (s := self.words.qualifiers.get(w))), None)
        if told is not None:
            return told
        at = next((k for k, w in enumerate(kept) if w in ("of", "at", "for")), None)
        if at is None or sector != "GOV":
            return sector
        # Of a body that the tables do not know: what its name tells, else nothing.
        of = next((s for w in reversed(kept[at:]) if (s := self.words.org_sectors.get(w))), None)
        return of or sector

    def _goes_on(self, i: int) -> bool:
        """Whether a capitalised word that is neither a title nor a noun for a body of state stands at token ``i``."""
        p = self.parsed
        return (
            i < p.n
            and p.cap[i]
            and p.pos[i] == "PROPN"
            and i not in self.name_at
            and p.lower[i] not in self.words.titles
            and p.lower[i] not in self.words.org_sectors
            and not any(w.split()[0] == p.lower[i] for w in self.words.collectives)
        )

    def role(self, text: str, country: str | None) -> Role | None:
        """The role that an office's words name."""
        role = role_of(text, country)
        if role is None and text.replace("-", " ") != text:
            role = role_of(text.replace("-", " "), country)
        return role

    def _region(self, i: int, end: int) -> str | None:
        p = self.parsed
        if not p.cap[i]:
            return None
        size = region_at(p, i, self.words.regions) or 1
        return self.words.regions.get(" ".join(p.keys[i : min(i + size, end)]))

    def before(self, start: int, floor: int) -> Title | None:
        """The title that stands directly before a name beginning at ``start``; None where there is none."""
        p = self.parsed
        left = self._core(start, floor)
        if left == start:
            return None
        if not any(self._is_title_word(i) for i in range(left, start)):
            # "Secretary of State X": the core "State" is no title, what stands before "of" is.
            if left - 1 > floor and p.lower[left - 1] in ("of", "for") and p.lower[left - 2] in _TAKES_OF:
                wider = self._core(left - 1, floor)
                return self.read(wider, start, head=left - 2)
            if any(
                h.kind == "adjective" for i in range(left, start) if i in self.name_at for h in self.name_at[i].hits
            ):
                return self.read(
                    left, start, head=start - 1
                )  # "Vostavian botanist X": the nationality is told, the office is none
            return self._complemented(start, left, floor)
        last = max(i for i in range(left, start) if self._is_title_word(i))
        # A title ends at the name; "the minister Friday Putin" is none.
        if last < start - 1 and not all(
            p.pos[i] in ("PROPN", "ADJ", "NOUN", "NUM") or p.text[i] == "-" for i in range(last, start)
        ):
            return None
        if start - 1 - last > 2:
            return None
        if left - 1 > floor and p.lower[left - 1] == "of" and p.lower[left - 2] in _TAKES_OF:
            wider = self._core(left - 1, floor)
            if wider < left - 1:
                return self.read(wider, start, head=left - 2)
        return self.read(left, start, head=last)

    def _complemented(self, start: int, left: int, floor: int) -> Title | None:
        """The title whose complement stands before a name: "Ambassador to Cairo X", "head of the committee of Y X"."""
        p = self.parsed
        for _ in range(_FEW_WORDS):
            above = left - 2
            if above < floor or p.lower[left - 1] not in ("of", "for", "to", "in", "at"):
                return None
            if self._is_title_word(above):
                word = p.lower[above]
                sent = word in _POSTED or word in self.words.sets["sent"]
                takes = sent or (p.lower[left - 1] in ("of", "for") and word in _TAKES_OF)
                return self.read(self._core(left - 1, floor), start, head=above) if takes else None
            narrower = self._core(left - 1, floor)
            if narrower == left - 1:
                return None
            left = narrower
        return None

    def _is_title_word(self, i: int) -> bool:
        return self.parsed.lower[i] in self.words.titles or self.parsed.lower[i].rstrip("s") in self.words.titles

    def _core(self, end: int, floor: int) -> int:
        """First token of the run of title-like words that ends before ``end``."""
        p = self.parsed
        i = end
        while i > floor and end - i < 10:
            j = i - 1
            if p.ent[j] in ("DATE", "TIME") and p.lower[j] not in self.words.titles:
                break  # "Today Mr Orr said"
            if (p.pos[j] in _TITLE_POS and p.quoted[j] == p.quoted[end - 1] and not p.text[j].isspace()) or (
                p.text[j] in ("-", "–") and j > floor and p.pos[j - 1] in _TITLE_POS
            ):
                i = j
            elif (p.tag[j] in ("POS", "PRP$", "DT") or p.lower[j] in ("his", "her", "its", "their", "our")) and i < end:
                i = j
                if p.tag[j] != "POS":
                    break
            elif p.pos[j] == "CCONJ" and j > floor and i < end and p.lower[j - 1] in self.words.titles:
                i = j
            else:
                break
        while i < end and (p.tag[i] == "POS" or p.pos[i] == "CCONJ" or p.text[i] in ("-", "–")):
            i += 1
        return i

    def after(self, start: int, end: int) -> Title | None:
        """The title in an apposition after a name: "X, a spokesman for Y,"; None where there is none."""
        p = self.parsed
        if end < p.n and p.tag[end] == "POS":
            return None  # "X's son, 26-year-old Y": the son is not X
        root = p.root(start, end)
        for c in p.children[root]:
            if p.dep[c] != "appos" or c < end or p.sent[c] != p.sent[root] or c - end > 12:
                continue
            if not self._is_title_word(c) or any(p.dep[k] == "conj" and end <= k < c for k in p.children[root]):
                continue  # "Orr and Hale, the ambassador": it is Hale
            left = max(p.left_edge(c), end)
            return self.wide(left, c)
        return None

    def wide(self, left: int, head: int) -> Title:
        """A title with what follows its head: "foreign minister of Turkey", "spokesman for the State Department"."""
        p = self.parsed
        right = head + 1
        limit = p.sentence(head).stop
        depth = 0
        while right < limit and right - head < 12:
            t = p.lower[right]
            if t in (
                ",",
                ";",
                ":",
                "(",
                ")",
                "who",
                "which",
                "that",
                "—",
                "–",
                "whose",
                "where",
                "when",
                "after",
                "since",
            ) or p.pos[right] in ("VERB", "AUX", "SCONJ"):
                break
            if p.pos[right] == "ADP":
                if t not in ("of", "for", "to", "on", "in", "at") or depth > 2:
                    break
                depth += 1
            elif depth == 0:
                break
            right += 1
        while right > head + 1 and p.pos[right - 1] in ("ADP", "DET", "CCONJ", "PUNCT"):
            right -= 1
        core = self.read(left, head + 1, head=head, scope=right)
        if right > head + 1 and (
            core.role is None
            or core.role
            in (
                "body_head",
                "minister",
                "leader",
                "aide",
                "head_of_state",
                "prosecutor",
                "legislator",
                "military_chief",
                "diplomat",
                "ambassador",
                "envoy",
                "citizen",
                "igo_head",
            )
        ):
            full = self.read(left, right, head=head)
            if full.role is not None:
                return full
        return core
