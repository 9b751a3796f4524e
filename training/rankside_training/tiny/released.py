"""Cross-encoders of random numbers in every form in which weights are released: `python -m
rankside_training.tiny.released`.

Each folder is laid out as a repository of the Hugging Face hub. `bert` has the same weights as safetensors, as ONNX
exports in fp32 and fp16, and dynamically quantized to int8; `distilbert` has bfloat16, and `electra-small` words that
are narrower than its states. Matrices and tables of `bert` and `electra-small` are exact in eight bits with one scale
for each output or row, so that what is left of the error is that of activations. Norms and biases are random too, so
that none can stand for another. `golden.json` is that of `tiny.hub`, by PyTorch over the same weights.
"""

import json
from collections.abc import Callable
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16
from safetensors.torch import save_file
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    ElectraConfig,
    ElectraForSequenceClassification,
)

from ..network.text import stripped
from .hub import (
    HUB,
    LIMIT,
    MASKED,
    PLAUSIBLE,
    Family,
    LogitsOnly,
    build,
    export,
    feeds,
    pair_of,
    scores,
    sensible,
    write_json,
)
from .hub_tokenizers import wordpiece_as_bert
from .text import GOLDEN_QUERIES

TYPED = (*MASKED, "token_type_ids")
RANGE = dict(initializer_range=0.25, intermediate_size=64)
DISTIL = dict(dim=32, n_layers=2, n_heads=2, hidden_dim=64, initializer_range=0.25, activation="gelu")
FAMILIES = (
    Family(
        "bert",
        wordpiece_as_bert,
        build(
            BertConfig,
            BertForSequenceClassification,
            max_position_embeddings=LIMIT,
            pad_token_id=0,
            hidden_act="gelu_new",
            **RANGE,
        ),
        TYPED,
    ),
    Family(
        "distilbert",
        wordpiece_as_bert,
        build(DistilBertConfig, DistilBertForSequenceClassification, max_position_embeddings=LIMIT, **DISTIL),
        MASKED,
        labels=("LABEL_0", "LABEL_1"),
        relevant=1,
    ),
    Family(
        "electra-small",
        wordpiece_as_bert,
        build(
            ElectraConfig,
            ElectraForSequenceClassification,
            embedding_size=16,
            max_position_embeddings=LIMIT,
            pad_token_id=0,
            hidden_act="relu",
            **RANGE,
        ),
        TYPED,
    ),
)
KEPT = (
    *("model_type", "max_position_embeddings", "hidden_size", "num_hidden_layers", "num_attention_heads"),
    *("hidden_act", "activation", "layer_norm_eps", "n_layers", "n_heads", "dim", "hidden_dim", "embedding_size"),
    *("intermediate_size", "type_vocab_size", "vocab_size", "id2label", "pad_token_id"),
)


@torch.no_grad()
def randomise(model: torch.nn.Module) -> None:
    """Gives norms and biases random values."""
    for name, parameter in model.named_parameters():
        if parameter.dim() == 1:
            parameter.normal_(std=0.1)
            if name.endswith("weight"):
                parameter.add_(1)


@torch.no_grad()
def round_to_bytes(model: torch.nn.Module) -> None:
    """Rounds matrices and tables to 255 levels a row."""
    for parameter in model.parameters():
        if parameter.dim() == 2:
            scale = parameter.abs().amax(1, keepdim=True).clamp_min(1e-9) / 127
            parameter.copy_((parameter / scale).round() * scale)


@torch.no_grad()
def round_to_bfloat16(model: torch.nn.Module) -> None:
    """Rounds every weight to bfloat16."""
    for parameter in model.parameters():
        parameter.copy_(parameter.bfloat16().float())


def write(family: Family, rounded: Callable[[torch.nn.Module], None], dtype: torch.dtype, queries: list[dict]) -> None:
    """Writes the folder of the first seed that ranks the plausible answer first."""
    folder, tokenizer = HUB / family.name, family.tokenizer()
    folder.mkdir(parents=True, exist_ok=True)
    names = dict(enumerate(family.labels))
    settings = dict(
        vocab_size=tokenizer.get_vocab_size(), id2label=names, label2id={name: index for index, name in names.items()}
    )
    for seed in range(200):
        torch.manual_seed(seed)
        model = LogitsOnly(family.model(settings), family.inputs).eval()
        randomise(model)
        rounded(model)
        if sensible(scores(model, tokenizer, PLAUSIBLE, family)):
            break
    golden = [
        {"query": entry["query"], "passages": scores(model, tokenizer, entry, family)}
        for entry in [PLAUSIBLE, *queries]
    ]
    write_json(folder / "golden.json", golden)
    own = model.model.config.to_dict()
    known = {name: own[name] for name in KEPT if own.get(name) is not None}
    write_json(folder / "config.json", {"architectures": [type(model.model).__name__], **known})
    (folder / "tokenizer.json").write_text(stripped(tokenizer) + "\n")
    write_json(folder / "tokenizer_config.json", {"model_max_length": LIMIT})
    save_file(
        {name: value.to(dtype).contiguous() for name, value in model.model.named_parameters()},
        folder / "model.safetensors",
    )
    if family.name == "bert":
        write_graphs(folder / "onnx", model, feeds(pair_of(tokenizer, "a", {"text": "b c d"}), family.inputs))
    print(family.name, "seed", seed)


def write_graphs(folder: Path, model: LogitsOnly, example: tuple[torch.Tensor, ...]) -> None:
    """Writes the exports in fp32, fp16 and int8."""
    folder.mkdir(exist_ok=True)
    export(model, example, folder / "model.onnx")
    half = convert_float_to_float16(onnx.load(folder / "model.onnx"), keep_io_types=True)
    onnx.save(half, folder / "model_fp16.onnx")
    quantize_dynamic(folder / "model.onnx", folder / "model_quantized.onnx", weight_type=QuantType.QUInt8)
    quantize_dynamic(folder / "model.onnx", folder / "model_int8.onnx", weight_type=QuantType.QInt8, per_channel=True)


def main() -> None:
    queries = json.loads(GOLDEN_QUERIES.read_text())
    bert, distilbert, electra = FAMILIES
    write(bert, round_to_bytes, torch.float32, queries)
    write(distilbert, round_to_bfloat16, torch.bfloat16, queries)
    write(electra, round_to_bytes, torch.float32, queries)


if __name__ == "__main__":
    main()
