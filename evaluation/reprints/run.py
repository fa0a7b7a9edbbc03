"""Precision and recall of reprint detection, and how MinHash with LSH does on the same articles.

    python evaluation/reprints/run.py [--bench ../shared/bench] [--size 2000] [--reprints 600] [--seed 7] [--minhash]

A reprint counts as found where it is linked to its original or to another reprint's original that is the same;
precision is over all links. Prints recall by kind of edit. ``--minhash`` wants the package rensa.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from reprint_set import EDITS, Case, invent_text, load_originals, make_set

from detente.ingest.reprints import ReprintIndex


def score(cases: list[Case], links: dict[str, str]) -> tuple[float, float]:
    """Precision and recall of the links (article to first)."""
    right = sum(1 for c in cases if c.first is not None and links.get(c.article.id) == c.first)
    wanted = sum(1 for c in cases if c.first is not None)
    return (right / len(links) if links else 1.0), right / wanted


def ours(cases: list[Case]) -> dict[str, str]:
    """Links by the index."""
    links = {}
    with ReprintIndex() as index:
        for case in cases:
            match = index.add(case.article)
            if match is not None:
                links[case.article.id] = match.first_id
    return links


def minhash(cases: list[Case], threshold: float, *, bands: int = 32) -> dict[str, str]:
    """Links by MinHash (128 permutations) with LSH, the nearest candidate above the threshold."""
    import re

    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=bands)
    sketches, firsts, links = [], [], {}
    for number, case in enumerate(cases):
        words = re.findall(r"\w+", case.article.text.casefold())
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update([" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))])
        near = [(sketch.jaccard(sketches[c]), -c) for c in lsh.query(sketch)]
        best = max(near, default=(0.0, 0))
        first = case.article.id
        if best[0] >= threshold:
            first = links[case.article.id] = firsts[-best[1]]
        lsh.insert(number, sketch)
        sketches.append(sketch)
        firsts.append(first)
    return links


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--reprints", type=int, default=600)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minhash", action="store_true")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    if options.bench is not None:
        originals = load_originals(options.bench)
    else:
        rng = random.Random(options.seed + 1)
        originals = [invent_text(rng) for _ in range(options.size)]
    size = min(options.size, len(originals) + options.reprints)
    cases = make_set(originals, size=size, reprints=options.reprints, seed=options.seed)
    start = time.process_time()
    links = ours(cases)
    seconds = time.process_time() - start
    precision, recall = score(cases, links)
    print(f"{len(cases)} articles, {options.reprints} reprints, seed {options.seed}")
    print(f"ours          precision {precision:.4f} recall {recall:.4f}  {len(cases) / seconds:.0f} articles/s")
    by_edit: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        for kind in case.edits:
            by_edit[kind].append(links.get(case.article.id) == case.first)
    print("recall by edit ", "  ".join(f"{k} {sum(by_edit[k]) / len(by_edit[k]):.3f}" for k in EDITS if by_edit[k]))
    if options.errors:
        for case in cases:
            if links.get(case.article.id) != case.first:
                print(case.article.id, case.first, links.get(case.article.id), case.edits, len(case.article.text))
    if options.minhash:
        for threshold in (0.8, 0.5, 0.3, 0.2):
            precision, recall = score(cases, minhash(cases, threshold, bands=64))
            print(f"minhash {threshold:.1f}   precision {precision:.4f} recall {recall:.4f}")


if __name__ == "__main__":
    main()
