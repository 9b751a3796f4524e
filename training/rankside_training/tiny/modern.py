"""ModernBERT of random numbers in the layout of the Hugging Face hub, with golden scores by PyTorch: `python -m
rankside_training.tiny.modern`.

The models have seven layers. The first, the fourth and the seventh attend to all tokens, the others to eight on each
side; rows have up to 64 tokens. `modern-cls` and `modern-mean` are cross-encoders: one without biases and with the
older configuration, and one with every bias, the newer configuration and bfloat16. `modern-embed` is a sentence
encoder, `modern-late` a late-interaction model with two linear layers beside it, of which the first is residual, and
`modern-modular` a cross-encoder whose head is stored as modules of Sentence Transformers. All but `modern-mean` are
exact in eight bits, so that what is left of the error is that of activations.
"""

import json
import string
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file
from sentence_transformers.base.modules import Dense
from sentence_transformers.sentence_transformer.modules import LayerNorm, Pooling
from tokenizers import Tokenizer
from transformers import ModernBertConfig, ModernBertForSequenceClassification, ModernBertModel
from transformers.modeling_outputs import SequenceClassifierOutput

from ..network.text import stripped
from .hub import HUB, LIMIT, MASKED, PLAUSIBLE, Family, LogitsOnly, build, scores, sensible, write_json
from .hub_encoders import LATE, Encoder, Reference, States, modules
from .hub_encoders import sensible as ranks_first
from .hub_tokenizers import bytes_as_neox
from .released import randomise, round_to_bfloat16, round_to_bytes
from .text import GOLDEN_QUERIES

LAYERS, EVERY, WINDOW = 7, 3, 16
GLOBAL, LOCAL = 160_000.0, 10_000.0  # theta of the rotary positions
WIDE, NARROW = 48, 16  # widths of the linear layers of `modern-late`
SHAPE = dict(
    num_hidden_layers=LAYERS,
    intermediate_size=48,
    max_position_embeddings=LIMIT,
    local_attention=WINDOW,
    global_attn_every_n_layers=EVERY,
    initializer_cutoff_factor=2.0,
)
BIASES = dict(norm_bias=True, attention_bias=True, mlp_bias=True, classifier_bias=True)
CONTROLS = dict(pad="[PAD]", cls="[CLS]", sep="[SEP]", bos="[CLS]", eos="[SEP]")
OLDER = dict(global_attn_every_n_layers=EVERY, global_rope_theta=GLOBAL, local_rope_theta=LOCAL)
NEWER = dict(
    layer_types=["sliding_attention" if index % EVERY else "full_attention" for index in range(LAYERS)],
    rope_parameters={
        "full_attention": {"rope_theta": GLOBAL, "rope_type": "default"},
        "sliding_attention": {"rope_theta": LOCAL, "rope_type": "default"},
    },
)
# Runs of spaces are tokens of their own, which the tokenizer finds before it splits the text.
SPACED = {
    "query": "two  spaces,   three",
    "passages": [
        {"text": "def bake(bread):\n    if bread:\n        return  bread\n\treturn None   "},
        {"title": "Café", "text": "  naïve — “quoted” 東京 🦀, and thirteen:" + 13 * " " + "end"},
    ],
}
KEPT = (
    *("model_type", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size"),
    *("max_position_embeddings", "local_attention", "hidden_activation", "norm_eps", "id2label", "pad_token_id"),
    *("classifier_pooling", "classifier_activation", *BIASES),
)


def controls(tokenizer: Tokenizer) -> dict[str, int]:
    """Returns the vocabulary's size and the ids of control tokens, as settings."""
    ids = {f"{name}_token_id": tokenizer.token_to_id(token) for name, token in CONTROLS.items()}
    return {"vocab_size": tokenizer.get_vocab_size(), **ids}


def write_files(folder: Path, tokenizer: Tokenizer, model: torch.nn.Module, settings: dict) -> None:
    """Writes the configuration and the tokenizer."""
    own = model.config.to_dict()
    known = {name: own[name] for name in KEPT if own.get(name) is not None}
    write_json(folder / "config.json", {"architectures": [type(model).__name__], **known, **settings})
    tokenizer.no_truncation()
    (folder / "tokenizer.json").write_text(stripped(tokenizer) + "\n")
    write_json(folder / "tokenizer_config.json", {"model_max_length": LIMIT})


def save(model: torch.nn.Module, dtype: torch.dtype, path: Path) -> None:
    """Writes the parameters of a model."""
    save_file({name: value.detach().to(dtype).contiguous() for name, value in model.named_parameters()}, path)


def write_cross_encoder(
    family: Family, settings: dict, rounded: Callable[[torch.nn.Module], None], dtype: torch.dtype, queries: list[dict]
) -> None:
    """Writes the folder of a cross-encoder with its head."""
    folder, tokenizer, model, golden = search(family, rounded, queries)
    write_json(folder / "golden.json", golden)
    write_files(folder, tokenizer, model, settings)
    save(model, dtype, folder / "model.safetensors")


def search(
    family: Family, rounded: Callable[[torch.nn.Module], None], queries: list[dict]
) -> tuple[Path, Tokenizer, torch.nn.Module, list[dict]]:
    """Returns the folder, the tokenizer, the model and the scores of the first seed that ranks the plausible answer
    first.
    """
    folder, tokenizer = HUB / family.name, family.tokenizer()
    folder.mkdir(parents=True, exist_ok=True)
    labels = dict(enumerate(family.labels))
    named = dict(id2label=labels, label2id={name: index for index, name in labels.items()})
    for seed in range(200):
        torch.manual_seed(seed)
        model = LogitsOnly(family.model({**controls(tokenizer), **named}), family.inputs).eval()
        randomise(model)
        rounded(model)
        if sensible(scores(model, tokenizer, PLAUSIBLE, family)):
            break
    golden = [
        {"query": entry["query"], "passages": scores(model, tokenizer, entry, family)}
        for entry in [PLAUSIBLE, *queries, SPACED]
    ]
    print(family.name, "seed", seed)
    return folder, tokenizer, model.model, golden


class Projection(torch.nn.Module):
    """Two linear layers as PyLate has them, the first with a residual that is projected itself."""

    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(32, WIDE, bias=False)
        self.residual = torch.nn.Linear(32, WIDE, bias=False)
        self.second = torch.nn.Linear(WIDE, NARROW, bias=False)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        return self.second(self.first(states) + self.residual(states))


class ModernReference(Reference):
    """Computes vectors and scores in PyTorch over weights that are exact in eight bits."""

    def __init__(self, encoder: Encoder, tokenizer: Tokenizer, seed: int):
        torch.manual_seed(seed)
        self.encoder, self.tokenizer = encoder, tokenizer
        self.model = encoder.model(controls(tokenizer))
        randomise(self.model)
        round_to_bytes(self.model)
        self.dense = Projection() if encoder.dense else None
        self.states = States(encoder, self.model, None).eval()


def write_encoder(encoder: Encoder, queries: list[dict]) -> None:
    """Writes the folder of the first seed whose answers are plausible."""
    folder, tokenizer = HUB / encoder.name, encoder.tokenizer()
    folder.mkdir(parents=True, exist_ok=True)
    seed = next(seed for seed in range(200) if ranks_first(ModernReference(encoder, tokenizer, seed)))
    reference = ModernReference(encoder, tokenizer, seed)
    write_json(folder / "golden.json", [reference.answers(entry) for entry in [PLAUSIBLE, *queries, SPACED]])
    for name, note in encoder.notes.items():
        (folder / name).parent.mkdir(exist_ok=True)
        write_json(folder / name, note)
    if reference.dense:
        first = {"linear.weight": reference.dense.first.weight, "residual.weight": reference.dense.residual.weight}
        for path, tensors in (("1_Dense", first), ("2_Dense", {"linear.weight": reference.dense.second.weight})):
            values = {name: value.detach() for name, value in tensors.items()}
            save_file(values, folder / path / "model.safetensors")
    write_files(folder, tokenizer, reference.model, NEWER)
    save(reference.model, torch.float32, folder / "model.safetensors")
    print(encoder.name, "seed", seed)


def prefixed() -> Tokenizer:
    """Returns a tokenizer with PyLate's markers of queries and passages."""
    tokenizer = bytes_as_neox()
    tokenizer.add_special_tokens(["[Q]", "[D]"])
    return tokenizer


def dense_note(inputs: int, outputs: int, residual: bool) -> dict:
    """Returns the configuration of a linear layer as PyLate writes it."""
    return {
        "in_features": inputs,
        "out_features": outputs,
        "bias": False,
        "activation_function": "torch.nn.modules.linear.Identity",
        "use_residual": residual,
    }


BASE = build(ModernBertConfig, ModernBertModel, **SHAPE)
EMBED = Encoder(
    "modern-embed",
    bytes_as_neox,
    BASE,
    MASKED,
    pooling="cls",
    notes={
        "modules.json": modules(("", "Transformer"), ("1_Pooling", "Pooling")),
        "1_Pooling/config.json": {
            "word_embedding_dimension": 32,
            "pooling_mode_cls_token": True,
            "pooling_mode_mean_tokens": False,
        },
    },
)
LATE_INTERACTION = Encoder(
    "modern-late",
    prefixed,
    BASE,
    MASKED,
    dense=(NARROW, "identity"),
    marks=("[Q]", "[D]"),
    notes={
        "modules.json": modules(("", "Transformer"), ("1_Dense", "Dense"), ("2_Dense", "Dense")),
        "1_Dense/config.json": dense_note(32, WIDE, True),
        "2_Dense/config.json": dense_note(WIDE, NARROW, False),
        "config_sentence_transformers.json": {
            "query_prefix": "[Q] ",
            "document_prefix": "[D] ",
            **LATE,
            "attend_to_expansion_tokens": False,
            "do_query_expansion": True,
            "skiplist_words": list(string.punctuation),
        },
    },
)


class ModularHead(torch.nn.Module):
    """An encoder with the modules of Ettin's rerankers: first token, linear layer with GELU, norm, score."""

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        self.model, hidden = model, model.config.hidden_size
        self.pool = Pooling(hidden, pooling_mode="cls")
        self.dense = Dense(hidden, hidden, bias=False, activation_function=torch.nn.GELU())
        self.norm = LayerNorm(hidden)
        self.out = Dense(hidden, 1, activation_function=torch.nn.Identity(), module_output_name="scores")
        torch.nn.init.normal_(self.out.linear.weight, std=0.4)
        self.config = model.config

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> SequenceClassifierOutput:
        states = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        features = {"token_embeddings": states, "attention_mask": attention_mask}
        for module in (self.pool, self.dense, self.norm, self.out):
            features = module(features)
        return SequenceClassifierOutput(logits=features["scores"])


def write_modular(queries: list[dict]) -> None:
    """Writes a cross-encoder whose head is in files of its own."""
    family = Family("modern-modular", bytes_as_neox, lambda settings: ModularHead(BASE(settings)), MASKED)
    folder, tokenizer, model, golden = search(family, round_to_bytes, queries)
    write_json(folder / "golden.json", golden)
    write_files(folder, tokenizer, model.model, NEWER)
    save(model.model, torch.float32, folder / "model.safetensors")
    kinds = {"1_Pooling": model.pool, "2_Dense": model.dense, "3_LayerNorm": model.norm, "4_Dense": model.out}
    for path, module in kinds.items():
        (folder / path).mkdir(exist_ok=True)
        module.save(str(folder / path))
    named = [("", "sentence_transformers.base.modules.transformer.Transformer")]
    named += [(path, f"{type(module).__module__}.{type(module).__name__}") for path, module in kinds.items()]
    listed = [{"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(named)]
    write_json(folder / "modules.json", listed)


def cross_encoder(name: str, **own) -> Family:
    """Returns a cross-encoder with one logit."""
    return Family(
        name, bytes_as_neox, build(ModernBertConfig, ModernBertForSequenceClassification, **SHAPE, **own), MASKED
    )


def main() -> None:
    queries = json.loads(GOLDEN_QUERIES.read_text())
    plain, biased = cross_encoder("modern-cls"), cross_encoder("modern-mean", classifier_pooling="mean", **BIASES)
    write_cross_encoder(plain, OLDER, round_to_bytes, torch.float32, queries)
    write_cross_encoder(biased, NEWER, round_to_bfloat16, torch.bfloat16, queries)
    write_encoder(EMBED, queries)
    write_encoder(LATE_INTERACTION, queries)
    write_modular(queries)


if __name__ == "__main__":
    main()
