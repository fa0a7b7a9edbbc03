"""What the tables offer for a person's name: by the whole of it, without initials, folded, or by its surname."""

from __future__ import annotations

from detente.knowledge import Knowledge, NameHit
from detente.knowledge.fold import fold
from detente.resolve.words import Parsed


def _apart(parsed: Parsed, start: int, end: int) -> str:
    """The key with initials that were written as one word taken apart: "Jo HW Orr"."""
    out: list[str] = []
    for i in range(start, end):
        letters = parsed.text[i].replace(".", "")
        middle = start < i < end - 1
        out += list(parsed.keys[i]) if middle and letters.isupper() and len(letters) in (2, 3) else [parsed.keys[i]]
    return " ".join(w for w in out if w)


def offered(knowledge: Knowledge, parsed: Parsed, start: int, end: int, name: str) -> tuple[NameHit, ...]:
    """What the tables offer for a name that was not found as a whole: without initials, folded, by surname."""
    words = name.split()
    if len(words) > 1:
        plain = [w for w in words if len(w) > 1 and w not in ("jr", "sr")]
        for form in (name, " ".join(plain), _apart(parsed, start, end)):
            hits = tuple(h for h in knowledge.named(form) if h.kind == "full")
            if hits:
                return hits
        folded = fold(parsed.surface(start, end))
        hits = tuple(h for h in knowledge.folded(folded) if h.kind == "full")
        # Several words may be a surname alone: Van der Bellen, Pena Nieto.
        return hits or tuple(h for h in knowledge.named(name) if h.kind == "surname")
    hits = tuple(h for h in knowledge.named(name) if h.kind in ("surname", "full"))
    if hits:
        return hits
    folded = fold(name)
    return tuple(h for h in knowledge.folded(folded) if h.kind in ("surname", "full")) if len(folded) >= 4 else ()
