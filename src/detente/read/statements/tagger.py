"""The encoder that reads windows of tokens: loading it, and running it over an article."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module, resources
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.errors import ModelError
from detente.read.statements.chooser import Chooser, read_chooser
from detente.read.statements.decode import LINK_PARTS, LINK_SIZE, NTAGS, Floats, LinkWeights
from detente.read.statements.features import FeatureSpace, Pieces, TokenTable
from detente.read.statements.gate import Gate
from detente.read.statements.windows import Inputs, inputs_of, pack, piece_table

MODEL_FILES = "statements"
Run = Callable[[Inputs], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the encoder says of each token of an article.

    Attributes:
        tags: scores of each tag, shape (n, NTAGS); tokens that were not read score "O".
        links: link vectors, shape (n, parts * size); zero where not read.
        read: which tokens were read, shape (n,).
    """

    tags: Floats
    links: Floats
    read: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tagger:
    """The network behind a plain call, with what belongs to it.

    Attributes:
        run: one window's inputs to its tokens' tag scores and link vectors.
        link_weights: the small part of the linker that works on positions.
        meta: the model's description (version, labels, training data, scores).
        gate: which sentences to read; None for all.
        chooser: how to choose among candidates; None for whatever most readings agree on.
        sha256: hash of the model file.
    """

    run: Run
    pieces: Pieces
    space: FeatureSpace
    link_weights: LinkWeights
    meta: dict[str, Any]
    sha256: str = ""
    gate: Gate | None = None
    chooser: Chooser | None = None

    def score(self, table: TokenTable, keep: npt.NDArray[np.bool_] | None = None) -> Scores:
        """Read the kept sentences of an article.

        Args:
            table: its tokens.
            keep: whether to read each token, the same within a sentence; None for all.
        """
        n = len(table)
        tags = np.zeros((n, NTAGS), np.float32)
        tags[:, 0] = 20.0
        links = np.zeros((n, len(LINK_PARTS) * LINK_SIZE), np.float32)
        read = np.zeros(n, np.bool_)
        if not n:
            return Scores(tags, links, read)
        pieces = piece_table(self.pieces(table.words))
        for w in pack(table, pieces, keep):
            window_tags, window_links = self.run(inputs_of(table, pieces, w.begin, w.end, self.space))
            core = slice(w.core_begin, w.core_end)
            mine = slice(w.core_begin - w.begin + 1, w.core_end - w.begin + 1)  # token 0 is [CLS]
            tags[core], links[core], read[core] = (window_tags[mine], window_links[mine], True)
        return Scores(tags, links, read)


@lru_cache(maxsize=1)
def load_tagger() -> Tagger:
    """The tagger that ships with detente, loaded once.

    Raises:
        ModelError: where the model files are missing or are not those that meta.json describes.
    """
    from tokenizers import Tokenizer

    runtime: Any = import_module("onnxruntime")  # untyped
    folder = resources.files("detente.models").joinpath(MODEL_FILES)
    try:
        model = folder.joinpath("model.onnx").read_bytes()
        meta = json.loads(folder.joinpath("meta.json").read_text("utf-8"))
        held = folder.joinpath("chooser.npz").read_bytes()
        tokenizer = Tokenizer.from_str(folder.joinpath("tokenizer.json").read_text("utf-8"))
    except OSError as error:
        raise ModelError(f"the statements model is not installed: {error}; reinstall detente") from error
    sha256 = hashlib.sha256(model).hexdigest()
    for name, found in (("model.onnx", sha256), ("chooser.npz", hashlib.sha256(held).hexdigest())):
        if found != meta["sha256" if name == "model.onnx" else "chooser_sha256"]:
            raise ModelError(
                f"models/statements/{name} is not the file that its meta.json describes; reinstall detente"
            )
    tokenizer.no_padding()
    tokenizer.no_truncation()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return Tagger(
        run=_runner(session),
        pieces=Pieces(lambda word: tokenizer.encode(word, add_special_tokens=False).ids),
        space=FeatureSpace(tuple(meta["tags"]), tuple(meta["deps"])),
        link_weights=LinkWeights(**{k: np.asarray(v, np.float32) for k, v in meta["link_weights"].items()}),
        meta=meta,
        sha256=sha256,
        gate=Gate(**meta["gate"]) if meta.get("gate") else None,
        chooser=read_chooser(held),
    )


def _runner(session: Any) -> Run:
    def run(x: Inputs) -> tuple[Floats, Floats]:
        tags, links = session.run(
            ["tags", "links"],
            {"ids": x.ids, "features": x.features, "first": x.first, "last": x.last, "heads": x.heads},
        )
        return tags, links

    return run
