"""A second opinion on what the rules read: a small net on hidden states of the relation model.

Rules cannot list every word that undoes a deed ("got cold feet about bombing it"). The relation model has read the
sentence anyway; this net looks at the states of its second and fourth layer, with the way from the event's word to the
top of its sentence marked, and says how likely each status is. It is believed only from thresholds on, chosen in
cross-validation (training/status, docs/quality/events.md): where the rules say that something happened or is going on,
that it was not done; where they say that it was not, in which way. It never makes a fact of anything.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.errors import ModelError
from detente.read.events.status.rules import StatusReading
from detente.read.events.syntax import is_verb
from detente.read.relations.model import Hidden
from detente.records import Status

if TYPE_CHECKING:
    from spacy.tokens import Token

# What a word piece is to the event: nothing, the event's word, the word that governs it, and so on up, what hangs on
# the event's word, on its governor, on a word further up.
ROLES = 9
_UP, _BELOW = 5, 6
_MAX_PATH = 7
_MARKER = re.compile(r"\[unused\d\]")
# fmt: off
DEPS = (
    "ROOT", "nsubj", "nsubjpass", "dobj", "pobj", "prep", "aux", "auxpass", "neg", "mark", "advmod", "amod", "det",
    "xcomp", "ccomp", "acl", "relcl", "advcl", "conj", "cc", "pcomp", "attr", "acomp", "compound", "poss", "csubj",
    "parataxis", "prt", "punct", "other",
)
TAGS = (
    "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD", "NN", "NNS", "NNP", "JJ", "RB", "IN", "TO", "DT", "PRP", "WP",
    "other",
)
# fmt: on
_DEP = {name: i for i, name in enumerate(DEPS)}
_TAG = {name: i for i, name in enumerate(TAGS)}
_EPSILON = 1e-5
# Of the statuses that it gave against the rules in folds by frame, so many were right (docs/quality/events.md).
TRUST = 0.8
DONE = frozenset({Status.HAPPENED, Status.ONGOING})


@dataclass(frozen=True, slots=True)
class Seen:
    """What the net sees of one event, by word piece.

    Attributes:
        states: shape (pieces, width).
        role: shape (pieces,), below ROLES.
        dep: shape (pieces,), index in DEPS; the last for pieces of no word.
        tag: the same in TAGS.
        at: shape (pieces,), true for those of the event's word.
    """

    states: NDArray[np.float32]
    role: NDArray[np.int64]
    dep: NDArray[np.int64]
    tag: NDArray[np.int64]
    at: NDArray[np.bool_]


def look(token: Token, hidden: Hidden) -> Seen | None:
    """Lay the hidden states of a sentence beside its parse; None where its event's word was cut off.

    Args:
        token: the event's word.
        hidden: of the token's own sentence, whatever pair is marked in it.
    """
    sent = token.sent
    words = _words_of(hidden, sent.text, [t.i - sent.start for t in sent for c in t.text if not c.isspace()])
    at = words == token.i - sent.start
    if not at.any():
        return None
    role = _roles(token)
    dep = np.array([_DEP.get(t.dep_, len(DEPS) - 1) for t in sent] + [len(DEPS) - 1])
    tag = np.array([_TAG.get(t.tag_, len(TAGS) - 1) for t in sent] + [len(TAGS) - 1])
    return Seen(hidden.states, role[words], dep[words], tag[words], at)


def _words_of(hidden: Hidden, sentence: str, owner: list[int]) -> NDArray[np.int64]:
    """The word of each piece, counted in the sentence; -1 where it has none. Characters keep their order, blanks do not
    count, and markers are pieces of their own."""
    at = sum(not c.isspace() for c in sentence[: hidden.start])
    word = np.full(len(hidden.marked), -1)
    markers = {i for m in _MARKER.finditer(hidden.marked) for i in range(*m.span())}
    for i, character in enumerate(hidden.marked):
        if not character.isspace() and i not in markers and at < len(owner):
            word[i] = owner[at]
            at += 1
    return np.array([word[start] if end > start else -1 for start, end in hidden.offsets])


def _roles(token: Token) -> NDArray[np.int64]:
    """One for each word of the sentence, and a last one, 0, for pieces of no word."""
    sent = token.sent
    path = [token]
    while path[-1].head != path[-1] and len(path) < _MAX_PATH:
        path.append(path[-1].head)
    step = {t.i: n for n, t in enumerate(path)}
    role = np.zeros(len(sent) + 1, dtype=np.int64)
    for t in sent:
        if t.i in step:
            role[t.i - sent.start] = min(step[t.i] + 1, _UP)
        elif t.head.i in step:
            role[t.i - sent.start] = _BELOW + min(step[t.head.i], 2)
    return role


def is_asked(status: StatusReading, token: Token) -> bool:
    """Whether the rules leave room for another opinion: not where a word makes a fact of the event ("managed to bomb"),
    nor on a sentence's main verb that they call done; there nothing was gained in folds."""
    if status.status in DONE:
        return not status.asserted and not (token.dep_ == "ROOT" and is_verb(token))
    return status.status is not Status.HISTORICAL


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Nets of one kind, whose probabilities are averaged.

    Attributes:
        classes: names of statuses, in the order of the probabilities; the first stands for all that was done.
        threshold: how likely an event that rules call done must be undone for them to be overruled.
        class_threshold: how likely another status must be where rules, too, say that it was not done.
        version: of the weights.
        encoder: SHA-256 of the relation weights whose states they were trained on.
        nets: weights by name, as training/status/network.py names them.
    """

    classes: tuple[str, ...]
    threshold: float
    class_threshold: float
    version: str
    encoder: str
    nets: tuple[Mapping[str, NDArray[np.float32]], ...]

    def probabilities(self, seen: Seen) -> NDArray[np.float64]:
        """Of each class, shape (classes,)."""
        total = np.mean([_softmax(_forward(w, seen)) for w in self.nets], axis=0)
        return np.asarray(total, dtype=np.float64)

    def settle(self, status: StatusReading, token: Token, hidden: Hidden | None) -> StatusReading:
        """The rules' reading, or what the net makes of it where that is sure to be something else."""
        if hidden is None or not is_asked(status, token) or (seen := look(token, hidden)) is None:
            return status
        p = self._overruling(status.status, seen)
        if p is None:
            return status
        best = 1 + int(p[1:].argmax())
        name, share, undone = self.classes[best], float(p[best]), 1 - float(p[0])
        if name == status.status.value:
            return status
        note = (
            f"model:status {self.version} says {name} {share:.2f}, not done {undone:.2f}, rules {status.status.value}"
        )
        return replace(status, status=Status(name), opinion=note, ruled=status.status, sure=round(TRUST * share, 2))

    def _overruling(self, ruled: Status, seen: Seen) -> NDArray[np.float64] | None:
        """The probabilities where they reach the threshold; None as soon as the nets yet to ask could not lift them to
        it, which mostly is after the first."""
        p = np.zeros(len(self.classes))
        for asked, weights in enumerate(self.nets, 1):
            p += _softmax(_forward(weights, seen))
            missing = len(self.nets) - asked
            if ruled in DONE:
                reached = 1 - p[0] / len(self.nets) >= self.threshold
            else:
                reached = (p[1:].max() + missing) / len(self.nets) >= self.class_threshold
            if not reached:
                return None
        return p / len(self.nets)


def _softmax(z: NDArray[np.float32]) -> NDArray[np.float32]:
    e = np.exp(z - z.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), dtype=np.float32)


def _norm(h: NDArray[np.float32], weight: NDArray[np.float32], bias: NDArray[np.float32]) -> NDArray[np.float32]:
    centred = h - h.mean(-1, keepdims=True)
    return np.asarray(centred / np.sqrt((centred**2).mean(-1, keepdims=True) + _EPSILON) * weight + bias)


def _forward(w: Mapping[str, NDArray[np.float32]], seen: Seen) -> NDArray[np.float32]:
    """Logits, shape (classes,): attention over the pieces, then the event's word beside the mean of all."""
    h = seen.states @ w["in.weight"].T + w["in.bias"] + w["role"][seen.role] + w["dep"][seen.dep] + w["tag"][seen.tag]
    h = _norm(h, w["norm0.weight"], w["norm0.bias"])
    heads, (pieces, width) = int(w["heads"]), h.shape
    query, key, value = (
        part.reshape(pieces, heads, width // heads).transpose(1, 0, 2)
        for part in np.split(h @ w["attention.weight"].T + w["attention.bias"], 3, axis=1)
    )
    weights = _softmax(query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // heads)))
    mixed = (weights @ value).transpose(1, 0, 2).reshape(pieces, width)
    h = _norm(h + mixed @ w["mixed.weight"].T + w["mixed.bias"], w["norm1.weight"], w["norm1.bias"])
    inner = np.maximum(h @ w["up.weight"].T + w["up.bias"], 0) @ w["down.weight"].T + w["down.bias"]
    h = _norm(h + inner, w["norm2.weight"], w["norm2.bias"])
    return np.asarray(np.concatenate([h[seen.at].mean(0), h.mean(0)]) @ w["out.weight"].T + w["out.bias"])


def default_folder() -> Path:
    """Where the weights lie in the installed package."""
    return Path(str(resources.files("detente").joinpath("models", "status")))


@cache
def load_second_opinion(folder: Path | None = None) -> SecondOpinion:
    """Load the weights, once for each folder and process.

    Raises:
        ModelError: where they are missing, or are not those that meta.json names.
    """
    folder = folder or default_folder()
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        blob = (folder / "nets.npz").read_bytes()
    except OSError as error:
        raise ModelError(f"{error}; reinstall detente or run `make train-status`", code="DT401") from error
    found = hashlib.sha256(blob).hexdigest()
    if found != meta["sha256"]:
        raise ModelError(f"nets.npz has hash {found[:12]}, its meta.json names {meta['sha256'][:12]}", code="DT402")
    nets: list[dict[str, NDArray[np.float32]]] = [{} for _ in range(meta["nets"])]
    with np.load(io.BytesIO(blob)) as held:
        for name in held.files:
            number, _, rest = name.partition("/")
            nets[int(number)][rest] = held[name].astype(np.float32)
    return SecondOpinion(
        classes=tuple(meta["classes"]),
        threshold=float(meta["threshold"]),
        class_threshold=float(meta["class_threshold"]),
        version=meta["version"],
        encoder=meta["encoder"],
        nets=tuple(nets),
    )
