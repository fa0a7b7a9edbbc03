"""Fit the confidence of events on plain sentences, and measure events end to end, status and sentences without events.

    python evaluation/events/measure.py fit --plv FILE --lgl FILE --model DIR [--write] [--pictures docs/quality]
    python evaluation/events/measure.py status                                     status.tsv, both halves

``--model`` is a folder of relation weights that never saw the PLV sentences (the shipped ones have): see
training/relations. Folds keep the tellings of one sentence together. ``--lgl`` is lgl.xml, for the rows of noevent.tsv
that name it; without it they are left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np

from detente.config import Settings
from detente.evaluate.events import FoundEvent, GoldEvent, older_root, overlap, score_events
from detente.evaluate.relations import Coded, render_confusion, render_reliability, score_relations
from detente.parse import load_parser
from detente.read.events import load_status_rules, read_status
from detente.read.events.coding import (
    COMPLETE_CONTACT,
    COMPLETE_DEED,
    KILLED,
    NOISY_AT_MOST,
    NOISY_FROM,
    features,
    is_complete_contact,
    is_complete_deed,
    is_killing,
    suggestions,
    weigh,
)
from detente.read.events.dating import place_in_time
from detente.read.events.status.second_opinion import load_second_opinion
from detente.read.events.step import SECOND_FROM, EventsStep, _has_modal, _is_present, _on_condition
from detente.read.events.triggers import load_triggers
from detente.read.relations import RelationCoder, RelationQuery
from detente.read.relations.marking import find_occurrences
from detente.read.times import TimesStep
from detente.reading import Reading
from detente.records import Article, Status
from detente.resolve import ActorsStep

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "src/detente/read/events/data/confidence.json"
_SPLITS = ("dev", "dev2", "dev3", "dev4", "dev5", "dev6", "frozen", "fresh", "blind", "blind2", "blind3")
DONE = ("happened", "ongoing")
HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT", "PROTEST", "MOBILIZE"})
# A sentence without events weighs as much as this many sentences with one; ridge keeps rare features small.
NO_EVENT_WEIGHT, RIDGE, MIN_COUNT, FOLDS = 4.0, 1.0, 8, 5


def table(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text("utf-8").splitlines(keepends=True) if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def reading_of(text: str, settings: Settings, steps, published: str | None = None) -> Reading:
    article = Article(id="sentence", text=text, published=published)
    article = replace(article, body=article.span(0, len(text)))
    reading = Reading(article=article, doc=load_parser(settings.parse.spacy)(text))
    for step in steps:
        found = dict(step(reading))
        found.pop("diagnostics", None)
        reading = replace(reading, **found)
    return reading


def countries(reading: Reading, ids) -> frozenset[str]:
    known = (reading.by_actor.get(i) for i in ids)
    return frozenset(a.country for a in known if a is not None and a.country)


def country_at(reading: Reading, spans) -> str | None:
    for start, end in spans:
        mention = reading.mention_at(reading.span(start, end))
        found = countries(reading, mention.actors) if mention is not None else frozenset()
        if found:
            return min(found)
    return None


def collect(args) -> list[dict]:
    """Every sentence with its candidates, coded by the model given."""
    settings = Settings()
    steps = (TimesStep(settings), ActorsStep(settings))
    events = EventsStep(settings)
    events.__dict__["coder"] = RelationCoder(settings, folder=args.model)
    lgl = {}
    if args.lgl:
        pattern = r'<article docid="(\d+)">.*?<text><!\[CDATA\[(.*?)\]\]></text>'
        lgl = dict(re.findall(pattern, args.lgl.read_text("utf-8"), re.S))
    rows = [("plv", r["id"], r["sentence"], r) for r in table(args.plv)]
    for r in table(HERE / "noevent.tsv"):
        text = r["sentence"]
        if r["lgl"]:
            docid, start, end = r["lgl"].split(":")
            text = lgl.get(docid, "")[int(start) : int(end)]
        if text:
            rows.append((r["split"], r["id"], text, None))
    out = []
    for kind, id_, text, gold in rows:
        reading = reading_of(text, settings, steps)
        candidates = events.candidates(reading)
        codings = events.ask([c for c, _, _ in candidates])
        source = find_occurrences(text, gold["source"]) if gold else ()
        target = find_occurrences(text, gold["target"]) if gold else ()
        item = {"kind": kind, "id": id_, "text": text, "root": gold["root"] if gold else None, "found": []}
        item |= {"source": source, "target": target}
        item |= {"actor_country": country_at(reading, source), "recipient_country": country_at(reading, target)}
        for candidate, status, _ in candidates:
            token = reading.doc[candidate.trigger]
            coded = weigh(
                candidate,
                suggestions(candidate, status, modal=_has_modal(token), on_condition=_on_condition(token)),
                codings[candidate.trigger],
                denied=status.status is Status.DENIED,
            )
            actor = tuple((a.start, a.end) for a in candidate.actors)
            recipient = tuple((a.start, a.end) for a in candidate.recipients)
            right = (
                gold is not None
                and older_root(coded.event) == gold["root"]
                and overlap(source, actor)
                and (not target or overlap(target, recipient))
            )
            found = FoundEvent(
                root=coded.event,
                actor=actor,
                recipient=recipient,
                actor_countries=countries(reading, [i for a in candidate.actors for i in a.actors]),
                recipient_countries=countries(reading, [i for a in candidate.recipients for i in a.actors]),
            )
            item["found"].append(
                {"candidate": candidate, "status": status.status.value, "coded": coded, "right": right, "event": found}
            )
        out.append(item)
    return out


def matrix(rows: list[dict[str, float]], names: list[str]) -> np.ndarray:
    """Shape (candidates, features)."""
    place = {n: i for i, n in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in place:
                x[i, place[name]] = value
    return x


def logistic(x: np.ndarray, y: np.ndarray, w: np.ndarray, penalty: np.ndarray) -> np.ndarray:
    """Weights by Newton's method with a ridge; the bias is not held back."""
    b = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ b, -30, 30)))
        gradient = x.T @ (w * (p - y)) + penalty * b
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(penalty + 1e-6)
        step = np.linalg.solve(hessian, gradient)
        b -= step
        if np.abs(step).max() < 1e-6:
            break
    return b


def fit_stage(items: list[dict], stage: str) -> dict[str, float]:
    """Fit on sentences of plv and split fit; writes each candidate's held-out probability as ``p``."""
    rng = np.random.default_rng(0)
    fold: dict[str, int] = defaultdict(lambda: int(rng.integers(FOLDS)))
    flat = [(item, f) for item in items for f in item["found"]]
    rows = [features(f["candidate"], f["coded"] if stage == "final" else None, f["status"]) for _, f in flat]
    used = np.array([item["kind"] in ("plv", "fit") for item, _ in flat])
    counts = Counter(k for row, u in zip(rows, used, strict=True) if u for k, v in row.items() if v)
    names = sorted(k for k, n in counts.items() if n >= MIN_COUNT)
    x = matrix(rows, names)
    y = np.array([float(f["right"]) for _, f in flat])
    w = np.array([NO_EVENT_WEIGHT if item["kind"] == "fit" else 1.0 for item, _ in flat])
    folds = np.array([fold[item["text"]] for item, _ in flat])
    penalty = np.array([0.0 if n == "bias" else RIDGE for n in names])
    whole = logistic(x[used], y[used], w[used], penalty)
    for k in range(FOLDS):
        b = logistic(x[used & (folds != k)], y[used & (folds != k)], w[used & (folds != k)], penalty)
        for i in np.flatnonzero(folds == k):
            z = x[i] @ (b if used[i] else whole)
            ceiling = NOISY_AT_MOST if rows[i]["noise"] >= NOISY_FROM else 1.0
            flat[i][1]["p"] = min(ceiling, 1 / (1 + math.exp(-max(-30.0, min(30.0, z)))))
    return {n: round(float(v), 4) for n, v in zip(names, whole, strict=True)}


def rank(items: list[dict]) -> None:
    for item in items:
        order = sorted(range(len(item["found"])), key=lambda i: (-item["found"][i]["p"], i))
        for place, i in enumerate(order):
            f = item["found"][i]
            f["candidate"] = replace(f["candidate"], rank=place, rivals=len(order) - 1)


def raise_complete(items: list[dict]) -> None:
    """Give complete contacts and deeds the confidence that the step gives them."""
    for f in (f for item in items for f in item["found"] if f["candidate"].noise < NOISY_FROM):
        if is_complete_contact(f["candidate"], f["coded"], done=f["status"] in ("happened", "ongoing")):
            f["p"] = max(f["p"], COMPLETE_CONTACT)
        if f["status"] in ("happened", "ongoing") and is_complete_deed(f["candidate"], f["coded"]):
            f["p"] = max(f["p"], COMPLETE_DEED)
        if f["status"] in ("happened", "ongoing") and is_killing(f["candidate"], f["coded"]):
            f["p"] = max(f["p"], KILLED)


def kept(item: dict, threshold: float) -> list[FoundEvent]:
    """As the step keeps them: the surest from the threshold on, others where they are sure."""
    best = max((f["p"] for f in item["found"]), default=0.0)
    second = max(threshold, SECOND_FROM)
    return [f["event"] for f in item["found"] if f["p"] >= (threshold if f["p"] == best else second)]


def report(items: list[dict], threshold: float) -> None:
    rows = []
    for item in items:
        if item["kind"] == "plv":
            gold = GoldEvent(
                id=item["id"],
                root=item["root"],
                actor=item["source"],
                recipient=item["target"],
                actor_country=item["actor_country"],
                recipient_country=item["recipient_country"],
            )
            rows.append((gold, kept(item, threshold)))
    scores = score_events(rows)
    for name in ("root", "dyad", "text"):
        s = getattr(scores, name)
        print(f"{threshold} {name}: P {s.precision:.3f} R {s.recall:.3f} F1 {s.f1:.3f} of {s.wanted}")
    for split in ("fit", "test", "fresh"):
        here = [item for item in items if item["kind"] == split]
        hits = sum(bool(kept(item, threshold)) for item in here)
        print(f"{threshold} sentences without events, {split}: {hits} of {len(here)} got one")


def draw(items: list[dict], folder: Path) -> None:
    """Draw reliability of all candidates, and the confusion of kinds among recorded events with gold's actor."""
    plv = [item for item in items if item["kind"] == "plv"]
    # Right or wrong stand as two kinds: only the bins are drawn.
    found = [(f["p"], "CONSULT" if f["right"] else "AGREE") for item in plv for f in item["found"]]
    sure = score_relations([Coded(gold="CONSULT", event=e, confidence=p) for p, e in found])
    title = f"Events, held-out folds, {len(found)} candidates"
    (folder / "events-reliability.svg").write_text(render_reliability(sure, title=title), "utf-8")
    rows = [
        Coded(gold=item["root"], event=older_root(e.root))
        for item in plv
        for e in kept(item, 0.4)
        if overlap(item["source"], e.actor)
    ]
    title = f"{len(rows)} recorded events with gold's actor: gold by row"
    (folder / "events-confusion.svg").write_text(render_confusion(score_relations(rows), title=title), "utf-8")


def fit(args) -> None:
    items = collect(args)
    fit_stage(items, "first")
    rank(items)
    first = fit_stage(items, "first")
    final = fit_stage(items, "final")
    raise_complete(items)
    for threshold in (0.3, 0.4, 0.42, 0.5, 0.6):
        report(items, threshold)
    pairs = [(f["p"], f["right"]) for item in items if item["kind"] == "plv" for f in item["found"]]
    for low in np.arange(0, 1, 0.1):
        here = [r for p, r in pairs if low <= p < low + 0.1]
        print(f"confidence {low:.1f} to {low + 0.1:.1f}: {len(here)} events, {np.mean(here) if here else 0:.2f} right")
    if args.pictures:
        draw(items, args.pictures)
    if args.write:
        stored = json.loads(OUT.read_text("utf-8"))
        stored |= {"first": {"weights": first}, "final": {"weights": final}}
        OUT.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


# Invented states are no known actors; to count recorded events, real names stand in for them.
STAND_INS = {
    "Kestria": "Kenya",
    "Velmora": "Uganda",
    "Drevnia": "Serbia",
    "Ostalia": "Australia",
    "Tolvania": "Austria",
    "Norrland": "Norway",
    "Marzan": "Jordan",
}


def real(text: str) -> str:
    for name, state in STAND_INS.items():
        text = text.replace(name, state)
    return text


def status(args) -> None:
    settings = Settings()
    times, rules, triggers = TimesStep(settings), load_status_rules(), load_triggers()
    actors, events = ActorsStep(settings), EventsStep(settings)
    second = load_second_opinion()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in table(HERE / "status.tsv"):
        if row["split"] not in args.splits:
            continue
        reading = reading_of(row["sentence"], settings, (times,), published="2019-05-15")
        start = int(row["start"])
        token = next(t for t in reading.doc if t.idx <= start < t.idx + len(t))
        hostile = any(m.trigger.event in HOSTILE for m in triggers.matches(token))
        ruled = read_status(token, rules, hostile=hostile)
        read = second.settle(ruled, token, events.coder.encode(RelationQuery(sentence=token.sent.text))[1])
        span = reading.span(token.idx, token.idx + len(token))
        dated, by_rules = (
            place_in_time(reading, span, reading.article.body, one.status, present=_is_present(token))
            for one in (read, ruled)
        )
        count = counts[row["split"]]
        count["all"] += 1
        count["lost"] += row["status"] in DONE and ruled.status.value in DONE and read.status.value not in DONE
        count["happened"] += row["status"] in DONE
        right = dated.status.value == row["status"]
        count["right"] += right
        count["right by rules"] += by_rules.status.value == row["status"]
        if args.errors and not right and row["split"].startswith("dev"):
            print(
                row["id"],
                row["status"],
                "read as",
                dated.status.value,
                read.opinion or read.lines,
                "|",
                row["trigger"],
                "|",
                row["sentence"],
            )
        undone = row["status"] in ("denied", "threatened", "hypothetical")
        if not undone and row["status"] != "happened":
            continue
        known = real(row["sentence"])
        start = len(real(row["sentence"][:start]))
        whole = reading_of(known, settings, (times, actors, events), published="2019-05-15")
        told = any(
            not e.candidate and e.status.value in DONE and e.trigger.start <= start < e.trigger.end
            for e in whole.events
        )
        if undone:
            count["undone"] += 1
            count["leaked"] += dated.status.value in DONE
            count["leaked by rules"] += by_rules.status.value in DONE
            count["told"] += told
        else:
            count["done"] += 1
            count["told done"] += told
    for split, count in counts.items():
        print(
            f"{split}: {count['right']} of {count['all']} right ({count['right'] / count['all']:.3f}); "
            f"{count['leaked']} of {count['undone']} denied, threatened or hypothetical read as done, "
            f"{count['told']} recorded as done events "
            f"(of {count['done']} that happened, {count['told done']}); "
            f"of {count['happened']} done {count['lost']} taken away by the second opinion"
        )
        print(
            f"  by rules alone {count['right by rules']} right, "
            f"{count['leaked by rules']} denied, threatened or hypothetical read as done"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("fit", "status"))
    parser.add_argument("--plv", type=Path)
    parser.add_argument("--lgl", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--pictures", type=Path, help="folder for the pictures of fit")
    parser.add_argument("--splits", nargs="*", default=_SPLITS, help="of status.tsv")
    parser.add_argument("--errors", action="store_true", help="print errors of status, those of dev sets only")
    parser.add_argument("--write", action="store_true", help="replace confidence.json")
    args = parser.parse_args()
    {"fit": fit, "status": status}[args.what](args)


if __name__ == "__main__":
    main()
