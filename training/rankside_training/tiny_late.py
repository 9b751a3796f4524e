"""A late-interaction model of random numbers, small enough to commit, for tests of everything around a model."""

from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertModel

from .card import file_reference, variant, write_card
from .golden import golden, largest_error, score_all
from .late_folder import WASM, WASM_FP32, WEBGPU, late_card, write_files
from .ranges import observe
from .reference import Reference
from .runtime import Exported
from .settings import TINY
from .text import TextEncoder
from .tiny_text import sentences
from .tiny_tokenizers import wordpiece

SEED = 28  # of those tried, the one whose golden scores lie furthest apart
GRAPHS = {"wasm.onnx": WASM, "wasm-fp32.onnx": WASM_FP32, "webgpu.onnx": WEBGPU}
VARIANTS = (  # graph, device, dtype, batching, tolerance
    ("encoder.json", "wasm", "int8", "rows", 0.05),
    ("wasm.onnx", "wasm", "int8", "rows", 0.02),
    ("wasm-fp32.onnx", "wasm", "fp32", "rows", 0.02),
    ("webgpu.onnx", "webgpu", "fp32", "padded", 0.02),
)


def config(vocabulary: int) -> BertConfig:
    """2 layers × 32, weights twenty times BERT's usual spread, so that scores differ."""
    return BertConfig(
        vocab_size=vocabulary, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=64, initializer_range=0.4, pad_token_id=0,
    )


def write_tiny_late(folder: Path, queries: list[dict]) -> dict[str, float]:
    """Writes the folder and returns each graph's largest distance from the golden logits."""
    torch.manual_seed(SEED)
    texts = TextEncoder(wordpiece(), TINY)
    model = BertModel(config(texts.tokenizer.get_vocab_size()), add_pooling_layer=False)
    projection = np.linalg.qr(np.random.default_rng(SEED).standard_normal((32, TINY.token_dim)))[0].astype(np.float32)
    reference = Reference(model, TINY, projection)
    seen = observe(reference, texts.passages(sentences(64)))
    write_files(folder, TINY, model, texts, seen, projection, GRAPHS)
    entries = golden(reference, texts, TINY, queries)
    write_card(folder, {
        "name": TINY.name,
        "description": "Random numbers in the shape of a late-interaction encoder, for tests.",
        "parameters": sum(p.numel() for p in model.parameters()) + projection.size,
        "tokenizer": file_reference(folder, "tokenizer.json"),
        "variants": [variant(folder, *v) for v in VARIANTS],
        "calibration": {"slope": 8, "intercept": -4, "fittedOn": "nothing: a fixed curve for tests"},
        "golden": entries,
        "licence": "Apache-2.0",
        "provenance": ["Random numbers from a fixed seed; tokenizer trained on sentences of our own."],
        **late_card(TINY),
    })
    return {name: largest_error(entries, score_all(Exported(folder / name), texts, TINY, queries)) for name in GRAPHS}
