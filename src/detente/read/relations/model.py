"""The relation model as shipped: int8 ONNX, loaded once, one sentence at a time.

One sentence at a time because int8 activations are scaled over the whole batch: in a batch, a sentence's answer
would depend on its neighbours, and two reads would no longer be one.  Without padding it costs no time either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import ModelError


def default_folder() -> Path:
    """Where the weights lie in the installed package."""
    return Path(str(resources.files("detente").joinpath("models", "relations")))


@dataclass(frozen=True, slots=True)
class Hidden:
    """What the encoder made of one marked sentence on its way to the answer, for other readers of the same words.

    Attributes:
        marked: the sentence with its marker tokens, as it was encoded.
        offsets: half-open character spans in ``marked`` of the word pieces; empty for those that stand for no words.
        states: shape (pieces, width): the layers that meta.json names as ``states``, side by side.
        start: where ``marked`` begins in the sentence, in characters; above 0 where a long one was cropped.
    """

    marked: str
    offsets: tuple[tuple[int, int], ...]
    states: NDArray[np.float32]
    start: int = 0


@dataclass(frozen=True, slots=True)
class RelationModel:
    """Marked sentences in, probabilities of the sixteen events out.

    Attributes:
        events: the names, in the order of the probabilities.
        version: of the weights, as their meta.json names it.
        sha256: of model.onnx.
        temperature: what the logits are divided by, fitted on cross-validated predictions.
        threshold: the confidence above which codings were right often enough (meta.json says how often).
        states: names of the graph's outputs that are hidden states, lowest layer first; none in weights without them.
    """

    session: Any
    tokenizer: Any
    events: tuple[str, ...]
    version: str
    sha256: str
    temperature: float
    threshold: float
    calibration: dict[str, Any]
    states: tuple[str, ...] = ()

    def read(self, marked: str) -> tuple[NDArray[np.float64], Hidden | None]:
        """Calibrated probabilities, shape (16,), and hidden states of the same run; None where there are none."""
        pieces = self.tokenizer.encode(marked)
        ids = np.asarray([pieces.ids], dtype=np.int64)
        logits, *states = self.session.run(
            ["logits", *self.states], {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        )
        scaled = logits[0].astype(np.float64) / self.temperature
        e = np.exp(scaled - scaled.max())
        hidden = Hidden(marked, tuple(pieces.offsets), np.concatenate([s[0] for s in states], 1)) if states else None
        return e / e.sum(), hidden

    def probabilities(self, marked: Iterable[str]) -> Iterator[NDArray[np.float64]]:
        """Calibrated probabilities, shape (16,), one vector a sentence, in order."""
        for text in marked:
            yield self.read(text)[0]


@cache
def load_model(folder: Path | None = None) -> RelationModel:
    """Load the weights, once for each folder and process.

    Raises:
        ModelError: where they are missing, or are not those that meta.json names.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    folder = folder or default_folder()
    weights = folder / "model.onnx"
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        blob = weights.read_bytes()
    except OSError as error:
        raise ModelError(f"{error}; reinstall detente or run `make train-relations`", code="DT401") from error
    found = hashlib.sha256(blob).hexdigest()
    if found != meta["sha256"]:
        raise ModelError(f"{weights} has hash {found[:12]}, its meta.json names {meta['sha256'][:12]}", code="DT402")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(meta["max_tokens"])
    return RelationModel(
        session=onnxruntime.InferenceSession(blob, options, providers=["CPUExecutionProvider"]),
        tokenizer=tokenizer,
        events=tuple(meta["events"]),
        version=meta["version"],
        sha256=found,
        temperature=float(meta["calibration"].get("temperature", 1.0)),
        threshold=float(meta["calibration"].get("threshold", 0.5)),
        calibration=meta["calibration"],
        states=tuple(meta.get("states", ())),
    )
