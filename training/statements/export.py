"""Write a trained tagger as an int8 ONNX file with its description.

    python -m training.statements.export RUN.pt --base MODEL_DIR --out src/detente/models/statements
"""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from training.statements.network import Tagger


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
        OneWindow(tagger), given, str(path), dynamo=False, opset_version=17, do_constant_folding=True,
        input_names=["ids", "features", "first", "last", "heads"], output_names=["tags", "links"],
        dynamic_axes={"ids": {0: "pieces"}, "features": {0: "tokens"}, "first": {0: "tokens"},
                      "last": {0: "tokens"}, "heads": {0: "tokens"}, "tags": {0: "tokens"}, "links": {0: "tokens"}},
    )


def quantise(source: Path, target: Path) -> None:
    """Weights and embeddings to int8, activations quantised as they come; no stray names of this machine."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True,
                     op_types_to_quantize=["MatMul", "Gather", "Gemm"])
    model = onnx.load(str(target))
    for node in model.graph.node:
        node.doc_string = ""
    model.doc_string = ""
    onnx.save(model, str(target))
