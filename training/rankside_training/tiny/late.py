"""A late-interaction model of random numbers that is small enough to commit, for tests of everything around a model."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from transformers import BertModel

from ..calibrate.scores import update
from ..export.model_folder import KERNEL, KERNEL_WEBGPU, WASM, WASM_FP32, WEBGPU, Samples, write_model
from ..network.checkpoint import Checkpoint
from ..network.config import Config, Exit
from ..quantization.quantize import Quantization
from .bert import config as bert_config
from .text import sentences
from .tokenizers import wordpiece

SEED = 47  # the golden scores of this seed differ most of those that were tried
VARIANTS = [
    replace(KERNEL, tolerance=0.05),
    replace(KERNEL_WEBGPU, tolerance=0.05),
    replace(WASM, tolerance=0.05),
    WASM_FP32,
    WEBGPU,
]
QUANTIZATION = Quantization(int4=("word", "layers.1.down"), smoothing=0)
ABOUT = {
    "description": "Random numbers in the shape of a late-interaction encoder, for tests.",
    "provenance": ["Random numbers from a fixed seed; tokenizer trained on sentences of our own."],
}


def write_tiny_late(folder: Path, queries: list[dict]) -> dict[str, float]:
    """Writes the folder and returns each graph's largest difference from the golden logits."""
    checkpoint = random_checkpoint(SEED)
    samples = Samples(checkpoint.texts.passages(sentences(64)), queries)
    errors = write_model(folder, checkpoint, VARIANTS, QUANTIZATION, samples)
    curves = {1: {"slope": 6, "intercept": -3}, 2: {"slope": 8, "intercept": -4}}
    update(
        folder,
        {
            depth: {"calibration": {**curve, "fittedOn": "nothing: a fixed curve for tests"}}
            for depth, curve in curves.items()
        },
    )
    return errors


def random_checkpoint(seed: int) -> Checkpoint:
    """Returns a checkpoint with every optional part: exits, token weights, token vectors of four bits, and a word table
    narrower than the states.
    """
    torch.manual_seed(seed)
    tokenizer = wordpiece()
    bert = bert_config(tokenizer.get_vocab_size())
    model = BertModel(bert, add_pooling_layer=False)
    config = Config(
        name="tiny-late",
        layers=2,
        hidden=bert.hidden_size,
        heads=2,
        inner=bert.intermediate_size,
        embedding=16,
        vocabulary=bert.vocab_size,
        positions=bert.max_position_embeddings,
        token_dim=16,
        exits=(Exit(1, cosine=0.4, maxsim=0.6), Exit(2, cosine=0.5, maxsim=0.5)),
        vector_bits=4,
        query_limit=32,
        passage_limit=64,
        cls=2,
        sep=3,
    )
    state = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    return Checkpoint(config, {**state, **random_parts(config, np.random.default_rng(seed))}, tokenizer, ABOUT)


def random_parts(config: Config, draw: np.random.Generator) -> dict[str, np.ndarray]:
    """Returns the tensors that BertModel does not have."""

    def numbers(*shape: int, spread: float) -> np.ndarray:
        return draw.normal(0, spread, shape).astype(np.float32)

    parts = {
        "embeddings.word_embeddings.weight": numbers(config.vocabulary, config.embedding, spread=0.4),
        "embeddings.widen.weight": numbers(config.hidden, config.embedding, spread=0.3),
    }
    for depth in config.depths:
        parts[f"exits.{depth}.project.weight"] = numbers(config.token_dim, config.hidden, spread=0.3)
        parts[f"exits.{depth}.weigh.weight"] = numbers(1, config.hidden, spread=0.3)
        parts[f"exits.{depth}.weigh.bias"] = numbers(1, spread=0.3)
    return parts
