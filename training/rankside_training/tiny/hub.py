"""Cross-encoders of random numbers in the layout of the Hugging Face hub, one for each family of rerankers on the hub:
`python -m rankside_training.tiny.hub`.

Each folder has the files of a repository (`config.json`, `tokenizer.json`, `tokenizer_config.json`, `onnx/model.onnx`)
and `golden.json`, with token ids by the tokenizer's own post-processor and logits by PyTorch.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from tokenizers import Tokenizer
from transformers import (
    DebertaV2Config,
    DebertaV2ForSequenceClassification,
    ElectraConfig,
    ElectraForSequenceClassification,
    ModernBertConfig,
    ModernBertForSequenceClassification,
    RobertaConfig,
    RobertaForSequenceClassification,
    XLMRobertaConfig,
    XLMRobertaForSequenceClassification,
)

from ..network.text import passage_text, stripped
from ..settings import FIXTURES
from .hub_tokenizers import (
    bytes_as_modernbert,
    bytes_as_roberta,
    unigram_as_deberta,
    unigram_as_xlmr,
    wordpiece_as_bert,
)
from .text import GOLDEN_QUERIES

HUB = FIXTURES.parent / "hub" / "tiny"
LIMIT = 64  # tokens of a pair
SHAPE = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, initializer_range=0.4)
# The query of src/host/engines/self-test.ts that a model without golden pairs must answer.
PLAUSIBLE = {
    "query": "What is the capital of France?",
    "passages": [
        {"text": "Paris is the capital of France and its largest city."},
        {"text": "A bicycle chain wants a drop of oil now and then."},
        {"text": "Bread rises best in a warm kitchen."},
    ],
}


@dataclass(frozen=True)
class Family:
    """One kind of cross-encoder: its classes, its tokenizer and the labels of its head."""

    name: str
    tokenizer: Callable[[], Tokenizer]
    model: Callable[[dict], torch.nn.Module]
    inputs: tuple[str, ...]
    labels: tuple[str, ...] = ("LABEL_0",)
    relevant: int = 0
    more: dict = field(default_factory=dict)


def build(config: type, model: type, **own) -> Callable[[dict], torch.nn.Module]:
    """Returns a function that builds a model of a class from further settings."""

    def make(settings: dict) -> torch.nn.Module:
        return model._from_config(config(**{**SHAPE, **own, **settings}), attn_implementation="eager").eval()

    return make


ROBERTA = dict(max_position_embeddings=LIMIT + 2, pad_token_id=1, bos_token_id=0, eos_token_id=2, type_vocab_size=1)
MASKED = ("input_ids", "attention_mask")
FAMILIES = (
    Family(
        "electra",
        wordpiece_as_bert,
        build(
            ElectraConfig,
            ElectraForSequenceClassification,
            embedding_size=32,
            max_position_embeddings=LIMIT,
            pad_token_id=0,
        ),
        (*MASKED, "token_type_ids"),
    ),
    Family(
        "roberta",
        bytes_as_roberta,
        build(RobertaConfig, RobertaForSequenceClassification, **ROBERTA),
        MASKED,
        labels=("contradiction", "entailment", "neutral"),
        relevant=1,
    ),
    Family(
        "xlm-roberta", unigram_as_xlmr, build(XLMRobertaConfig, XLMRobertaForSequenceClassification, **ROBERTA), MASKED
    ),
    Family(
        "deberta-v2",
        unigram_as_deberta,
        build(
            DebertaV2Config,
            DebertaV2ForSequenceClassification,
            relative_attention=True,
            position_buckets=16,
            norm_rel_ebd="layer_norm",
            share_att_key=True,
            pos_att_type=["p2c", "c2p"],
            position_biased_input=False,
            type_vocab_size=0,
            max_position_embeddings=LIMIT,
            pad_token_id=0,
        ),
        MASKED,
        labels=("LABEL_0", "LABEL_1"),
        relevant=1,
    ),
    Family(
        "modernbert",
        bytes_as_modernbert,
        build(
            ModernBertConfig,
            ModernBertForSequenceClassification,
            max_position_embeddings=LIMIT,
            local_attention=16,
            global_attn_every_n_layers=2,
            pad_token_id=3,
            cls_token_id=1,
            sep_token_id=2,
            bos_token_id=1,
            eos_token_id=2,
            classifier_pooling="mean",
            initializer_cutoff_factor=2.0,
        ),
        MASKED,
    ),
)


class LogitsOnly(torch.nn.Module):
    """A model from inputs in order to logits (batch, labels)."""

    def __init__(self, model: torch.nn.Module, inputs: tuple[str, ...]):
        super().__init__()
        self.model, self.inputs = model, inputs

    def forward(self, *tensors):
        return self.model(**dict(zip(self.inputs, tensors))).logits


@dataclass(frozen=True)
class Pair:
    """The token ids and the token types of a query and a passage."""

    ids: list[int]
    types: list[int]


def pair_of(tokenizer: Tokenizer, query: str, passage: dict) -> Pair:
    """Joins a pair as the tokenizer does. A passage that is too long for the limit is cut."""
    tokenizer.enable_truncation(LIMIT, strategy="only_second")
    encoding = tokenizer.encode(query, passage_text(passage.get("title"), passage["text"]))
    return Pair(encoding.ids, encoding.type_ids)


def feeds(pair: Pair, inputs: tuple[str, ...]) -> tuple[torch.Tensor, ...]:
    """Returns the inputs of one pair."""
    ids = torch.tensor([pair.ids])  # (1, tokens)
    known = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "token_type_ids": torch.tensor([pair.types])}
    return tuple(known[name] for name in inputs)


def relevance(logits: list[float], label: int) -> float:
    """Returns the logit, or the log-odds of the relevant label against the others."""
    if len(logits) == 1:
        return logits[0]
    return logits[label] - math.log(sum(math.exp(x) for index, x in enumerate(logits) if index != label))


def scores(model: LogitsOnly, tokenizer: Tokenizer, entry: dict, family: Family) -> list[dict]:
    """Returns the passages with their ids, logits and scores."""
    rows = []
    for passage in entry["passages"]:
        pair = pair_of(tokenizer, entry["query"], passage)
        with torch.inference_mode():
            logits = model(*feeds(pair, family.inputs))[0].tolist()
        score = round(relevance(logits, family.relevant), 6)
        rows.append(
            {**passage, "ids": pair.ids, "types": pair.types, "logits": [round(x, 6) for x in logits], "score": score}
        )
    return rows


def sensible(rows: list[dict]) -> bool:
    """Returns whether the first passage has the highest score by a margin."""
    first, *others = [row["score"] for row in rows]
    return all(first > other + 0.1 for other in others)


def write_family(family: Family, queries: list[dict]) -> float:
    """Writes the folder of the first seed that ranks the plausible answer first, and returns the graph's largest
    difference from the golden logits.
    """
    folder, tokenizer = HUB / family.name, family.tokenizer()
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    names = dict(enumerate(family.labels))
    settings = dict(
        vocab_size=tokenizer.get_vocab_size(), id2label=names, label2id={name: index for index, name in names.items()}
    )
    for seed in range(100):
        torch.manual_seed(seed)
        model = LogitsOnly(family.model(settings), family.inputs).eval()
        if sensible(scores(model, tokenizer, PLAUSIBLE, family)):
            break
    golden = [
        {"query": entry["query"], "passages": scores(model, tokenizer, entry, family)}
        for entry in [PLAUSIBLE, *queries]
    ]
    export(
        model,
        feeds(pair_of(tokenizer, PLAUSIBLE["query"], PLAUSIBLE["passages"][0]), family.inputs),
        folder / "onnx/model.onnx",
    )
    write_json(folder / "golden.json", golden)
    write_config(folder, model.model)
    (folder / "tokenizer.json").write_text(stripped(tokenizer) + "\n")
    write_json(folder / "tokenizer_config.json", {"model_max_length": LIMIT, **family.more})
    print(family.name, "seed", seed, "bytes", (folder / "onnx/model.onnx").stat().st_size)
    return graph_error(folder / "onnx/model.onnx", golden, family)


def export(model: torch.nn.Module, example: tuple[torch.Tensor, ...], path: Path) -> None:
    """Writes the graph with the weights in the file."""
    axes = {name: {0: "batch", 1: "tokens"} for name in model.inputs}
    torch.onnx.export(
        model,
        example,
        path,
        input_names=list(model.inputs),
        output_names=["logits"],
        dynamic_axes={**axes, "logits": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def graph_error(path: Path, golden: list[dict], family: Family) -> float:
    """Returns the graph's largest difference from the golden logits."""
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    errors = []
    for row in (row for entry in golden for row in entry["passages"]):
        tensors = feeds(Pair(row["ids"], row["types"]), family.inputs)
        [logits] = session.run(["logits"], {name: x.numpy() for name, x in zip(family.inputs, tensors)})
        errors.append(np.abs(logits[0] - np.array(row["logits"])).max())
    return float(max(errors))


def write_config(folder: Path, model: torch.nn.Module) -> None:
    """Writes the fields of `config.json` that rankside reads, under their own names."""
    own = model.config.to_dict()
    kept = (
        "model_type",
        "max_position_embeddings",
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "num_key_value_heads",
        "head_dim",
        "vocab_size",
        "id2label",
        "pad_token_id",
        "eos_token_id",
    )
    modern = ("local_attention", "layer_types", "rope_parameters", "classifier_pooling")
    fields = (*kept, *(modern if own["model_type"] == "modernbert" else ()))
    known = {name: own[name] for name in fields if own.get(name) is not None}
    write_json(folder / "config.json", {"architectures": [type(model).__name__], **known})


def write_json(path: Path, value) -> None:
    """Writes compact JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n")


def main() -> None:
    queries = json.loads(GOLDEN_QUERIES.read_text())
    for family in FAMILIES:
        print("largest error", write_family(family, queries))


if __name__ == "__main__":
    main()
