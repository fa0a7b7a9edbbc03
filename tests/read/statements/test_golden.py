"""The shared golden article and rewrites of it: every statement comes out, with the words that a reader marks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from detente.read.statements import find_statements, load_tagger

# Other names, so that nothing can go by the words of this article.
REWRITES = {
    "as it is": {},
    "other people": {
        "Vladimir Putin": "Marek Dostan",
        "Putin": "Dostan",
        "Robert Mueller": "Ian Farrow",
        "Donald Trump": "Lee Corwin",
        "Trump": "Corwin",
        "Michael Pompeo": "Alan Brisk",
        "Van der Bellen": "Otmar Fisk",
    },
    "other states": {
        "Russian": "Lorvian",
        "Russia": "Lorvia",
        "United States": "United Provinces",
        "Washington": "Port Esme",
        "American": "Provincial",
        "Austrian": "Sarnian",
    },
    "straight marks": {"“": '"', "”": '"', "’": "'"},
}


def words(text: str, spans: list[tuple[int, int]]) -> set[int]:
    return {m.start() for b, e in spans for m in re.finditer(r"\w+", text) if b <= m.start() < e}


@pytest.mark.parametrize("name", REWRITES)
def test_every_statement_of_the_golden_article(nlp, shared: Path, name: str) -> None:
    from detente.parse import parse

    def rewrite(text: str) -> str:
        for old, new in REWRITES[name].items():
            text = text.replace(old, new)
        return text

    text = rewrite((shared / "golden" / "putin-dialogue.txt").read_text("utf-8"))
    gold = json.loads((shared / "golden" / "putin-dialogue.json").read_text("utf-8"))
    start = text.index(rewrite(gold["article"]["body_starts_with"]))
    end = text.rindex(rewrite(gold["article"]["body_ends_with"])) + len(gold["article"]["body_ends_with"])
    found = find_statements(parse(text, nlp), load_tagger(), (start, end))
    wanted = [(s["kind"], s["source_text"], s["cue"], s["content"]) for s in gold["statements"]]
    wanted += [
        (None, s["source_text"], s["also"]["cue"], s["also"]["content"]) for s in gold["statements"] if "also" in s
    ]
    problems = []
    for kind, source, cue, contents in wanted:
        spans = []
        for content in map(rewrite, contents):
            at = text.index(content)
            spans.append((at, at + len(content)))
        want = words(text, spans)

        def overlap(f, want=want) -> float:
            got = words(text, list(f.content))
            return len(got & want) / len(got | want)

        best = max(found, key=overlap, default=None)
        if best is None or overlap(best) < 0.9:
            problems.append(f"{contents[0][:40]}: {overlap(best) if best else 0:.2f}")
            continue
        got = (text[slice(*best.source)] if best.source else None, text[slice(*best.cue)] if best.cue else None)
        if got != (rewrite(source), cue) or kind not in (None, best.kind):
            problems.append(f"{contents[0][:40]}: {got} {best.kind}, not {(source, cue)} {kind}")
        if best.confidence < 0.3:
            problems.append(f"{contents[0][:40]}: confidence {best.confidence}")
    assert not problems
