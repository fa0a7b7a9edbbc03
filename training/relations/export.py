"""Write the trained net as int8 ONNX with its tokenizer, meta.json and model card.

    python training/relations/export.py --net WORK/final.pt --version 1.0 --calibration WORK/calibration.json

The marker rows are folded into the word embeddings, so that the graph takes token ids and attention mask only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from data import EVENTS
from model import MAX_TOKENS, RelationNet, pool
from onnxruntime.quantization import QuantType, quantize_dynamic
from run import encoder_folder, load
from torch import nn

from detente.read.relations.marking import MARKERS


class Plain(nn.Module):
    """The net without dropout, its markers folded into the embedding table."""

    def __init__(self, net: RelationNet) -> None:
        super().__init__()
        self.encoder, self.head = net.encoder, net.head
        self.register_buffer("marker_ids", net.marker_ids)
        with torch.no_grad():
            self.encoder.embeddings.word_embeddings.weight[net.marker_ids] = net.markers.detach()

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        hits = input_ids.unsqueeze(-1) == self.marker_ids
        return self.head(pool(hidden, attention_mask, hits))


# Layers, counted from one, whose output the status of events reads too (training/status).
STATES = (2, 4)


def name_states(model: onnx.ModelProto) -> list[str]:
    """Make the output of the layers STATES outputs of the graph, which computes them anyway; their names."""
    names = [f"/encoder/encoder/layer.{k - 1}/output/LayerNorm/LayerNormalization_output_0" for k in STATES]
    made = {name for node in model.graph.node for name in node.output}
    assert made.issuperset(names), "the encoder has no such layers"
    for name in names:
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n", "t", 384]))
    return names


def export(net: RelationNet, out: Path, meta: dict[str, object]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    plain = Plain(net.eval()).eval()
    ids = torch.tensor([net.encode([f"{MARKERS[0]} a {MARKERS[1]} met {MARKERS[2]} b {MARKERS[3]} ."])[0]] * 2)
    ids[1, 3:] = net.pad_id
    mask = (ids != net.pad_id).long()
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            plain, (ids, mask), str(full), input_names=["input_ids", "attention_mask"], output_names=["logits"],
            dynamic_axes={"input_ids": {0: "n", 1: "t"}, "attention_mask": {0: "n", 1: "t"}, "logits": {0: "n"}},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        model = onnx.load(str(full))
        del model.metadata_props[:]
        onnx.save(model, str(full))
        quantize_dynamic(full, out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=False)
    small = onnx.load(str(out / "model.onnx"))
    states = name_states(small)
    (out / "model.onnx").write_bytes(small.SerializeToString(deterministic=True))
    net.tokenizer.save(str(out / "tokenizer.json"))
    blob = (out / "model.onnx").read_bytes()
    meta = {
        "name": "relations", "events": list(EVENTS), "max_tokens": MAX_TOKENS, "markers": list(MARKERS),
        "pad_id": net.pad_id, "states": states, "sha256": hashlib.sha256(blob).hexdigest(),
        "tokenizer_sha256": hashlib.sha256((out / "tokenizer.json").read_bytes()).hexdigest(),
        "megabytes": round(len(blob) / 1e6, 1), **meta,
    }  # fmt: skip
    (out / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
    session = onnxruntime.InferenceSession(out / "model.onnx", providers=["CPUExecutionProvider"])
    with torch.no_grad():
        wanted = plain(ids, mask).numpy()
    got = session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
    print(f"{len(blob) / 1e6:.1f} MB; largest difference of a logit {np.abs(wanted - got).max():.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--net", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/detente/models/relations"))
    parser.add_argument("--version", required=True)
    parser.add_argument("--calibration", type=Path, default=None, help="calibrate.py's output")
    parser.add_argument("--trained-on", default=date.today().isoformat())
    args = parser.parse_args()
    torch.set_num_threads(1)
    calibration = json.loads(args.calibration.read_text("utf-8")) if args.calibration else {"temperature": 1.0}
    export(load(encoder_folder(), args.net), args.out,
           {"version": args.version, "trained_on": args.trained_on, "calibration": calibration})  # fmt: skip


if __name__ == "__main__":
    main()
