"""Writes the checkpoint of `base` without any training by rankside: `python -m rankside_training.train.untrained --out
<folder>`.

It is all-MiniLM-L6-v2 with token vectors by principal components at every exit, and equal weights for all tokens.
"""

import argparse
from math import expm1, log
from pathlib import Path

import numpy as np
import torch

from ..data.pool import Pool
from ..export.notice import ORIGIN
from ..network.checkpoint import Checkpoint, write_checkpoint
from ..network.config import Config, Exit
from ..network.reference import Reference
from ..network.source import load_source
from ..network.weights import read_weights
from ..settings import DATA
from .components import components

PER_SOURCE = 40  # passages whose states give the components
SAME = log(expm1(1))  # softplus(SAME) = 1
TOKEN_DIM = 128
DESCRIPTION = "all-MiniLM-L6-v2 as a late-interaction encoder: 6 layers × 384, token vectors of 128 dimensions."


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the untrained base")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with train/")
    parser.add_argument(
        "--weights", type=Path, help="Hugging Face folder of all-MiniLM-L6-v2; default: the installed package"
    )
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    write_checkpoint(options.out, untrained(Pool(options.data / "train"), options.weights))


def untrained(pool: Pool, weights: Path | None) -> Checkpoint:
    """Returns the checkpoint."""
    model, tokenizer = load_source(weights)
    config = config_of_model(model)
    state = {name: value.detach().float().numpy() for name, value in model.state_dict().items()}
    plain = Checkpoint(config, {**state, **heads(config, {})}, tokenizer, {})
    reference = Reference(config, read_weights(plain))
    expect_same(model, reference)
    projections = components(reference, plain.texts, pool, TOKEN_DIM, PER_SOURCE)
    about = {"description": DESCRIPTION, "languages": ["en"], "licence": "Apache-2.0", "provenance": ORIGIN}
    return Checkpoint(config, {**state, **heads(config, projections)}, tokenizer, about)


def config_of_model(model: torch.nn.Module) -> Config:
    """Returns the configuration with the sizes of the released model."""
    c = model.config
    return Config(
        name="base",
        layers=c.num_hidden_layers,
        hidden=c.hidden_size,
        heads=c.num_attention_heads,
        inner=c.intermediate_size,
        embedding=c.hidden_size,
        vocabulary=c.vocab_size,
        positions=c.max_position_embeddings,
        token_dim=TOKEN_DIM,
        exits=tuple(Exit(depth, cosine=0.5, maxsim=0.5) for depth in (2, 4, 6)),
        vector_bits=8,
        query_limit=256,
        passage_limit=256,
        cls=101,
        sep=102,
        epsilon=c.layer_norm_eps,
    )


def heads(config: Config, projections: dict[int, np.ndarray]) -> dict[str, np.ndarray]:
    """Returns the tensors of the exits, with zeros where a depth has no (token_dim, hidden) projection yet."""
    state = {}
    for depth in config.depths:
        state[f"exits.{depth}.project.weight"] = projections.get(
            depth, np.zeros((config.token_dim, config.hidden), np.float32)
        )
        state[f"exits.{depth}.weigh.weight"] = np.zeros((1, config.hidden), np.float32)
        state[f"exits.{depth}.weigh.bias"] = np.array([SAME], np.float32)
    return state


def expect_same(model: torch.nn.Module, reference: Reference) -> None:
    """Raises ValueError where our encoder's states differ from those of the library."""
    row = [101, *range(2000, 2040), 102]
    with torch.inference_mode():
        theirs = model(input_ids=torch.tensor([row])).last_hidden_state[0]  # (tokens, hidden)
    ours = reference.states([row])[0][reference.config.layers]
    distance = (ours - theirs).abs().max().item()
    if not distance < 1e-4:
        raise ValueError(f"Expected the states of BertModel within 1e-4, got {distance}")


if __name__ == "__main__":
    main()
