"""A trained checkpoint as a detente Tagger, for scoring before export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from detente.read.statements.decode import LinkWeights
from detente.read.statements.features import FeatureSpace, Pieces
from detente.read.statements.tagger import Tagger
from detente.read.statements.windows import Inputs
from training.statements.network import Heads
from training.statements.network import Tagger as Network
from training.statements.teacher import Teacher


def load_network(path: Path) -> tuple[Heads, FeatureSpace]:
    held = torch.load(path, weights_only=False)
    network = (Teacher if held["args"].get("teacher") else Network)(held["space"].total)
    network.load_state_dict(held["model"])
    return network.eval(), held["space"]


def link_weights(network: Heads) -> LinkWeights:
    n = {k: v.detach().numpy() for k, v in network.named_parameters()}
    return LinkWeights(
        content_hidden=n["content_place.0.weight"].T.copy(),
        content_bias=n["content_place.0.bias"],
        content_out=n["content_place.2.weight"][0],
        source_hidden=n["source_place.0.weight"].T.copy(),
        source_bias=n["source_place.0.bias"],
        source_out=n["source_place.2.weight"][0],
        no_cue=n["no_cue"],
        no_source=n["no_source"],
    )


def torch_tagger(path: Path, base: Path) -> Tagger:
    torch.set_num_threads(1)
    network, space = load_network(path)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def run(x: Inputs) -> tuple[np.ndarray, np.ndarray]:
        with torch.inference_mode():
            tags, links = network(*(torch.from_numpy(v)[None] for v in (x.ids, x.features, x.first, x.last, x.heads)))
        return tags[0].numpy(), links[0].numpy()

    return Tagger(
        run=run,
        pieces=Pieces(lambda w: tokenizer.encode(w, add_special_tokens=False).ids),
        space=space,
        link_weights=link_weights(network),
        meta={},
    )
