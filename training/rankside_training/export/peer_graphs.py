"""The graphs that `npm run bench` gives to other libraries: the encoder of `base` as exports on the hub have it,
without its weights.

`python -m rankside_training.export.peer_graphs` writes `bench/peers`. It removes every initializer that follows from a
weight and names it in `tensors.json`, from which bench/speed/peers restores it. fp32 comes from PyTorch's exporter. q8
comes from onnxruntime's dynamic quantization with the settings of the hub's q8 files: MatMul and Gather, int8 weights
with one scale for each tensor, and activations quantized at run time.
"""

import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertConfig, BertForSequenceClassification, BertModel

from ..graphs.graph import BERT_INPUTS
from ..settings import MODELS, PROJECT

OUT = PROJECT / "bench" / "peers"
SEED = 17
TYPES = {TensorProto.FLOAT: "float32", TensorProto.INT8: "int8", TensorProto.UINT8: "uint8"}
LAYER = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "mix",
    "attention.output.LayerNorm": "mix.norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "down.norm",
}
EMBEDDINGS = {
    "word_embeddings.weight": "word",
    "position_embeddings.weight": "position",
    "token_type_embeddings.weight": "types",
}


class States(torch.nn.Module):
    """A model from three inputs (batch, tokens) to states (batch, tokens, hidden)."""

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state


class Logits(States):
    """A model from three inputs (batch, tokens) to logits (batch, 1)."""

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits


def main() -> None:
    torch.manual_seed(SEED)
    OUT.mkdir(parents=True, exist_ok=True)
    config = bert_config(json.loads((MODELS / "base" / "encoder.json").read_text()))
    cross = Logits(random_numbers(BertForSequenceClassification(config)))
    embed = States(random_numbers(BertModel(config, add_pooling_layer=False)))
    tensors = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name, module, output in [("cross", cross, "logits"), ("embed", embed, "last_hidden_state")]:
            fp32, q8 = Path(scratch) / f"{name}.fp32.onnx", Path(scratch) / f"{name}.q8.onnx"
            export(module, output, fp32)
            quantize_dynamic(
                fp32,
                q8,
                weight_type=QuantType.QInt8,
                extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True},
            )
            for path in (fp32, q8) if name == "cross" else (q8,):
                tensors[path.stem] = take_weights(path, OUT / path.name)
    (OUT / "tensors.json").write_text(one_line_each(tensors))


def bert_config(sizes: dict) -> BertConfig:
    """Returns the configuration of BERT with the sizes of `encoder.json`."""
    return BertConfig(
        vocab_size=sizes["vocabulary"],
        hidden_size=sizes["hidden"],
        num_hidden_layers=sizes["layers"],
        num_attention_heads=sizes["heads"],
        intermediate_size=sizes["inner"],
        max_position_embeddings=sizes["positions"],
        layer_norm_eps=sizes["epsilon"],
        num_labels=1,
        attn_implementation="eager",
    )


def random_numbers(model: torch.nn.Module) -> torch.nn.Module:
    """Fills the parameters with distinct random numbers, so that the exporter's copies are recognized by value."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(std=0.02)
    return model.eval()


def export(module: torch.nn.Module, output: str, path: Path) -> None:
    """Exports a model with every weight under our own name and matrices as (in, out)."""
    example = tuple(torch.ones(2, 8, dtype=torch.int64) for _ in BERT_INPUTS)
    axes = {name: {0: "batch_size", 1: "sequence_length"} for name in BERT_INPUTS}
    torch.onnx.export(
        module,
        example,
        path,
        input_names=list(BERT_INPUTS),
        output_names=[output],
        dynamic_axes={**axes, output: {0: "batch_size"}},
        opset_version=14,
        dynamo=False,
    )
    model = onnx.load(path)
    names = {parameter.numpy().tobytes(): our_name(name) for name, parameter in module.model.state_dict().items()}
    names |= {
        parameter.t().numpy().tobytes(): our_name(name)
        for name, parameter in module.model.state_dict().items()
        if is_matrix(name)
    }
    renames = {
        each.name: names[data]
        for each in model.graph.initializer
        if (data := numpy_helper.to_array(each).tobytes()) in names
    }
    for each in model.graph.initializer:
        each.name = renames.get(each.name, each.name)
    for node in model.graph.node:
        node.input[:] = [renames.get(name, name) for name in node.input]
    onnx.save(model, path)


def is_matrix(name: str) -> bool:
    """Returns whether a parameter is the weight of a linear layer."""
    return name.endswith("dense.weight") or name.split(".")[-2] in ("query", "key", "value", "classifier")


def our_name(name: str) -> str:
    """Returns our name of a parameter: `bert.encoder.layer.0.output.dense.weight` is `layers.0.down.weight`, and a
    normalization has `.scale` and `.bias`.
    """
    path = name.removeprefix("bert.")
    if path.startswith("encoder.layer."):
        index, rest = path.removeprefix("encoder.layer.").split(".", 1)
        stem, part = rest.rsplit(".", 1)
        return f"layers.{index}.{LAYER[stem]}.{'scale' if part == 'weight' and stem.endswith('LayerNorm') else part}"
    path = path.removeprefix("embeddings.")
    return EMBEDDINGS.get(path) or path.replace("LayerNorm.weight", "norm.scale").replace("LayerNorm", "norm").replace(
        "pooler.dense", "pooler"
    )


def take_weights(path: Path, out: Path) -> list[dict]:
    """Writes the graph without the tensors that follow from weights, and returns their descriptions."""
    model = onnx.load(path)
    taken = [(each, *origin(each.name)) for each in model.graph.initializer if is_weight(each.name)]
    turned = {name for node in model.graph.node if node.op_type == "Gemm" for name in node.input}
    for each, *_ in taken:
        model.graph.initializer.remove(each)
    for node in model.graph.node:
        node.doc_string = ""
    del model.graph.value_info[:]
    onnx.save(model, out)
    return [
        {
            "name": t.name,
            "dtype": TYPES[t.data_type],
            "shape": list(t.dims),
            "of": of,
            "part": part,
            **({"turned": True} if t.name in turned and len(t.dims) == 2 else {}),
        }
        for t, of, part in taken
    ]


def is_weight(name: str) -> bool:
    """Returns whether an initializer is a weight or follows from one."""
    return name.startswith(("word", "position", "types", "norm", "layers.", "pooler", "classifier"))


def origin(name: str) -> tuple[str, str]:
    """Returns the weight that a tensor follows from, and how it follows."""
    for suffix, part in [("_quantized", "quantized"), ("_scale", "scale"), ("_zero_point", "zeroPoint")]:
        if name.endswith(suffix):
            return name.removesuffix(suffix), part
    return name, "value"


def one_line_each(tensors: dict[str, list[dict]]) -> str:
    """Returns JSON with one tensor on each line."""
    graphs = [
        f'  "{name}": [\n' + ",\n".join(f"    {json.dumps(each)}" for each in rows) + "\n  ]"
        for name, rows in tensors.items()
    ]
    return "{\n" + ",\n".join(graphs) + "\n}\n"


if __name__ == "__main__":
    main()
