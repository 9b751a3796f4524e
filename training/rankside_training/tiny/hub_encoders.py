"""Encoders of random numbers in the layout of the hub, with golden scores by PyTorch: `python -m
rankside_training.tiny.hub_encoders`.

They are sentence encoders as Sentence Transformers writes them, and late-interaction models of the ColBERT kind. Golden
scores are of vectors as the browser caches them: 8 bits for a component, a scale for a vector.
"""

import json
import string
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, RobertaConfig, RobertaModel, XLMRobertaConfig, XLMRobertaModel

from ..network.text import passage_text, stripped
from .hub import HUB, LIMIT, MASKED, PLAUSIBLE, ROBERTA, build, write_config, write_json
from .hub_tokenizers import bytes_as_roberta, unigram_as_xlmr, wordpiece_as_bert
from .text import GOLDEN_QUERIES

QUERY_LENGTH, PASSAGE_LENGTH = 24, 48  # tokens, in late interaction
TYPED = (*MASKED, "token_type_ids")
ST = "sentence_transformers.models"


@dataclass(frozen=True)
class Encoder:
    """One kind of encoder: the files of its repository beside the configuration, and how a text becomes vectors."""

    name: str
    tokenizer: Callable[[], Tokenizer]
    model: Callable[[dict], torch.nn.Module]
    inputs: tuple[str, ...]
    notes: dict[str, dict | list]
    pooling: str = "mean"
    dense: tuple[int, str] | None = None  # width, activation
    before: tuple[str, str] = ("", "")
    marks: tuple[str, str] | None = None  # markers of queries and passages, in late interaction
    attended: bool = False  # whether tokens attend to the [MASK] tokens that pad a query
    inside: bool = False  # whether the linear layer is in the graph


def marked() -> Tokenizer:
    """Returns a tokenizer with ColBERT's markers of queries and passages."""
    tokenizer = wordpiece_as_bert()
    tokenizer.add_special_tokens(["[unused0]", "[unused1]"])
    return tokenizer


def prefixed() -> Tokenizer:
    """Returns a tokenizer with PyLate's markers of queries and passages."""
    tokenizer = wordpiece_as_bert()
    tokenizer.add_special_tokens(["[Q]", "[D]"])
    return tokenizer


def modules(*kinds: tuple[str, str]) -> list[dict]:
    """Returns the content of `modules.json`."""
    return [
        {"idx": index, "name": str(index), "path": path, "type": f"{ST}.{kind}"}
        for index, (path, kind) in enumerate(kinds)
    ]


BERT = build(BertConfig, BertModel, max_position_embeddings=LIMIT, pad_token_id=0)
LATE = dict(query_length=QUERY_LENGTH, document_length=PASSAGE_LENGTH)
ENCODERS = (
    Encoder(
        "mean",
        wordpiece_as_bert,
        BERT,
        TYPED,
        before=("query: ", "passage: "),
        notes={
            "modules.json": modules(("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")),
            "1_Pooling/config.json": {
                "word_embedding_dimension": 32,
                "pooling_mode_cls_token": False,
                "pooling_mode_mean_tokens": True,
            },
            "config_sentence_transformers.json": {"prompts": {"query": "query: ", "passage": "passage: "}},
        },
    ),
    Encoder(
        "cls-dense",
        bytes_as_roberta,
        build(RobertaConfig, RobertaModel, **ROBERTA),
        MASKED,
        pooling="cls",
        dense=(16, "tanh"),
        notes={
            "modules.json": modules(("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Dense", "Dense")),
            "1_Pooling/config.json": {
                "word_embedding_dimension": 32,
                "pooling_mode_cls_token": True,
                "pooling_mode_mean_tokens": False,
            },
            "2_Dense/config.json": {
                "in_features": 32,
                "out_features": 16,
                "bias": True,
                "activation_function": "torch.nn.modules.activation.Tanh",
            },
        },
    ),
    Encoder(
        "last",
        unigram_as_xlmr,
        build(XLMRobertaConfig, XLMRobertaModel, **ROBERTA),
        MASKED,
        pooling="last",
        notes={
            "modules.json": modules(("", "Transformer"), ("1_Pooling", "Pooling")),
            "1_Pooling/config.json": {"embedding_dimension": 32, "pooling_mode": "lasttoken"},
        },
    ),
    Encoder(
        "colbert",
        marked,
        BERT,
        TYPED,
        dense=(16, "identity"),
        marks=("[unused0]", "[unused1]"),
        inside=True,
        notes={
            "artifact.metadata": {
                "query_token_id": "[unused0]",
                "doc_token_id": "[unused1]",
                "query_token": "[Q]",
                "doc_token": "[D]",
                "mask_punctuation": True,
                "attend_to_mask_tokens": False,
                "query_maxlen": QUERY_LENGTH,
                "doc_maxlen": PASSAGE_LENGTH,
            },
        },
    ),
    Encoder(
        "pylate",
        prefixed,
        BERT,
        TYPED,
        dense=(16, "identity"),
        marks=("[Q]", "[D]"),
        attended=True,
        notes={
            "modules.json": modules(("", "Transformer"), ("1_Dense", "Dense")),
            "1_Dense/config.json": {
                "in_features": 32,
                "out_features": 16,
                "bias": False,
                "activation_function": "torch.nn.modules.linear.Identity",
            },
            "config_sentence_transformers.json": {
                "query_prefix": "[Q] ",
                "document_prefix": "[D] ",
                **LATE,
                "attend_to_expansion_tokens": True,
                "do_query_expansion": True,
                "skiplist_words": list(string.punctuation),
            },
        },
    ),
)


class States(torch.nn.Module):
    """A model from inputs in order to states of tokens, or their projection: (batch, tokens, width)."""

    def __init__(self, encoder: Encoder, model: torch.nn.Module, dense: torch.nn.Linear | None):
        super().__init__()
        self.model, self.inputs, self.dense = model, encoder.inputs, dense

    def forward(self, *tensors):
        states = self.model(**dict(zip(self.inputs, tensors))).last_hidden_state
        return self.dense(states) if self.dense else states


class Reference:
    """Computes vectors and scores in PyTorch."""

    def __init__(self, encoder: Encoder, tokenizer: Tokenizer, seed: int):
        torch.manual_seed(seed)
        self.encoder, self.tokenizer = encoder, tokenizer
        self.model = encoder.model({"vocab_size": tokenizer.get_vocab_size()})
        width, _ = encoder.dense or (0, "")
        self.dense = torch.nn.Linear(32, width, bias=encoder.marks is None) if encoder.dense else None
        self.states = States(encoder, self.model, self.dense if encoder.inside else None).eval()

    def ids(self, kind: int, text: str) -> list[int]:
        """Returns the tokens of a text; `kind` is 0 for a query and 1 for a passage."""
        marks = self.encoder.marks
        limit = LIMIT if not marks or kind == 0 else PASSAGE_LENGTH
        self.tokenizer.enable_truncation(limit - (marks is not None))
        ids = self.tokenizer.encode(self.encoder.before[kind] + text).ids
        if not marks:
            return ids
        ids = [ids[0], self.tokenizer.token_to_id(marks[kind]), *ids[1:]]
        return ids + [self.tokenizer.token_to_id("[MASK]")] * (QUERY_LENGTH - len(ids)) if kind == 0 else ids

    def feeds(self, ids: list[int], kind: int) -> tuple[torch.Tensor, ...]:
        """Returns the inputs of one text."""
        row = torch.tensor([ids])  # (1, tokens)
        mask = torch.ones_like(row)
        if self.encoder.marks and kind == 0 and not self.encoder.attended:
            mask = (row != self.tokenizer.token_to_id("[MASK]")).long()
        known = {"input_ids": row, "attention_mask": mask, "token_type_ids": torch.zeros_like(row)}
        return tuple(known[name] for name in self.encoder.inputs)

    def vectors(self, ids: list[int], kind: int) -> np.ndarray:
        """Returns unit vectors (vectors, width) as they are cached: one of a text, or one for each token."""
        with torch.inference_mode():
            states = self.states(*self.feeds(ids, kind))[0]
            if not self.encoder.marks:
                states = {"mean": states.mean(0), "cls": states[0], "last": states[-1]}[self.encoder.pooling][None]
            if self.dense and not self.encoder.inside:
                states = self.dense(states)
                states = states.tanh() if self.encoder.dense[1] == "tanh" else states
            units = torch.nn.functional.normalize(states, dim=1).numpy()
        if self.encoder.marks and kind == 1:
            skipped = {self.tokenizer.token_to_id(sign) for sign in string.punctuation}
            units = units[[id not in skipped for id in ids]]
        return as_kept(units)

    def answers(self, entry: dict) -> dict:
        """Returns the golden scores of one query."""
        asked = self.ids(0, entry["query"])
        query, rows = self.vectors(asked, 0), []
        for passage in entry["passages"]:
            ids = self.ids(1, passage_text(passage.get("title"), passage["text"]))
            dots = query @ self.vectors(ids, 1).T  # (query vectors, passage vectors)
            score = dots.max(1).mean() if self.encoder.marks else dots[0, 0] / np.linalg.norm(query)
            rows.append({**passage, "ids": ids, "score": round(float(score), 6)})
        return {"query": entry["query"], "ids": asked, "passages": rows}


def as_kept(vectors: np.ndarray) -> np.ndarray:
    """Rounds vectors to 8 bits with a scale for each."""
    scales = np.abs(vectors).max(1, keepdims=True) / 127
    return np.floor(vectors / scales + 0.5) * scales


def sensible(reference: Reference) -> bool:
    """Returns whether the plausible answer ranks first by a margin."""
    first, *others = [p["score"] for p in reference.answers(PLAUSIBLE)["passages"]]
    return all(first > other + 0.01 for other in others)


def write_encoder(encoder: Encoder, queries: list[dict]) -> None:
    """Writes the folder of the first seed whose answers are plausible."""
    folder, tokenizer = HUB / encoder.name, encoder.tokenizer()
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    seed = next(seed for seed in range(200) if sensible(Reference(encoder, tokenizer, seed)))
    reference = Reference(encoder, tokenizer, seed)
    write_json(folder / "golden.json", [reference.answers(entry) for entry in [PLAUSIBLE, *queries]])
    for name, note in encoder.notes.items():
        (folder / name).parent.mkdir(exist_ok=True)
        write_json(folder / name, note)
    if reference.dense and not encoder.inside:
        path = next(name for name in encoder.notes if "_Dense" in name).replace("config.json", "model.safetensors")
        save_file(
            {f"linear.{name}": value.detach().numpy() for name, value in reference.dense.named_parameters()},
            folder / path,
        )
    export(reference, folder / "onnx/model.onnx")
    tokenizer.no_truncation()
    (folder / "tokenizer.json").write_text(stripped(tokenizer) + "\n")
    write_json(folder / "tokenizer_config.json", {"model_max_length": LIMIT})
    write_config(folder, reference.model)
    print(encoder.name, "seed", seed, "bytes", (folder / "onnx/model.onnx").stat().st_size)


def export(reference: Reference, path: Path) -> None:
    """Writes the graph with the weights in the file."""
    inputs = list(reference.encoder.inputs)
    axes = {name: {0: "batch", 1: "tokens"} for name in [*inputs, "last_hidden_state"]}
    torch.onnx.export(
        reference.states,
        reference.feeds(list(range(5, 25)), 1),
        path,
        input_names=inputs,
        output_names=["last_hidden_state"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    queries = json.loads(GOLDEN_QUERIES.read_text())
    for encoder in ENCODERS:
        write_encoder(encoder, queries)


if __name__ == "__main__":
    main()
