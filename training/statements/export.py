"""Write a trained tagger as an int8 ONNX file with its description.

python -m training.statements.export RUN.pt --base MODEL_DIR --out src/detente/models/statements
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from dataclasses import fields
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from detente.read.statements.decode import TAGS, LinkWeights
from training.statements.network import KEPT, Tagger
from training.statements.torch_tagger import link_weights, load_network


class OneWindow(nn.Module):
    """The tagger on a single window, without batch axis or padding."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(
        self, ids: Tensor, features: Tensor, first: Tensor, last: Tensor, heads: Tensor
    ) -> tuple[Tensor, Tensor]:
        scores, vectors = self.tagger(ids[None], features[None], first[None], last[None], heads[None])
        return scores[0], vectors[0]


def export_float(tagger: Tagger, path: Path) -> None:
    """The network in float32."""
    tagger.eval()
    at = torch.arange(40)
    given = (torch.randint(0, 1000, (50,)), torch.randint(0, 20, (40, 6)), at, at, at)
    torch.onnx.export(
        OneWindow(tagger),
        given,
        str(path),
        dynamo=False,
        opset_version=17,
        do_constant_folding=True,
        input_names=["ids", "features", "first", "last", "heads"],
        output_names=["tags", "links"],
        dynamic_axes={
            "ids": {0: "pieces"},
            "features": {0: "tokens"},
            "first": {0: "tokens"},
            "last": {0: "tokens"},
            "heads": {0: "tokens"},
            "tags": {0: "tokens"},
            "links": {0: "tokens"},
        },
    )


def quantise(source: Path, target: Path) -> None:
    """Weights and embeddings to int8, activations quantised as they come; no stray names of this machine."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(source),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gather", "Gemm"],
    )
    model = onnx.load(str(target))
    for node in model.graph.node:
        node.doc_string = ""
    model.doc_string = ""
    onnx.save(model, str(target))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("checkpoint", type=Path)
    ap.add_argument("--base", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--version", default="3")
    ap.add_argument("--gate", type=Path)
    ap.add_argument("--chooser", type=Path, required=True, help="what calibrate wrote")
    ap.add_argument("--about", type=Path, help="JSON whose entries go into meta.json: training data, seed, scores")
    args = ap.parse_args()
    network, space = load_network(args.checkpoint)
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        export_float(network, Path(folder) / "float.onnx")
        quantise(Path(folder) / "float.onnx", args.out / "model.onnx")
    model = (args.out / "model.onnx").read_bytes()
    chooser = args.chooser.read_bytes()
    (args.out / "chooser.npz").write_bytes(chooser)
    tokenizer = json.loads((args.base / "tokenizer.json").read_text("utf-8"))
    tokenizer["padding"] = tokenizer["truncation"] = None
    (args.out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), "utf-8")
    meta = {
        "name": "statements",
        "version": args.version,
        "sha256": hashlib.sha256(model).hexdigest(),
        "chooser_sha256": hashlib.sha256(chooser).hexdigest(),
        "labels": list(TAGS),
        "encoder": "all-MiniLM-L6-v2 (Apache-2.0), layers " + ", ".join(str(k) for k in KEPT),
        **(json.loads(args.about.read_text()) if args.about else {}),
        "tags": list(space.tags),
        "deps": list(space.deps),
        "link_weights": {
            f.name: [round(float(x), 5) for x in v]
            if (v := getattr(link_weights(network), f.name)).ndim == 1
            else [[round(float(x), 5) for x in row] for row in v]
            for f in fields(LinkWeights)
        },
        "gate": json.loads(args.gate.read_text()) if args.gate else None,
    }
    (args.out / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(len(model) / 1e6, "MB", meta["sha256"])


if __name__ == "__main__":
    main()
