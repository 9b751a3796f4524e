"""Reads a checkpoint's tensors into the names and the layout that the kernel and the graphs use."""

import numpy as np

from .checkpoint import Checkpoint
from .names import PRODUCTS


def read_weights(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    """Returns fp32 tensors by name. Matrices are (in, out), and positions include the row of token type 0. Raises
    ValueError unless `widen` is present exactly where the word table is narrower than the states.
    """
    config, state = checkpoint.config, checkpoint.state
    table = "embeddings.{}_embeddings.weight".format
    widen = state.get("embeddings.widen.weight")  # (hidden, embedding)
    if (widen is None) != (config.embedding == config.hidden):
        raise ValueError(
            f"Expected `widen` where the embedding ({config.embedding}) is not as wide as the states ({config.hidden})"
        )
    weights = {
        "word": state[table("word")],  # (vocabulary, embedding)
        **({} if widen is None else {"widen": widen.T}),  # (embedding, hidden)
        "position": state[table("position")] + state[table("token_type")][0],  # (positions, hidden)
        **norm(state, "embeddings.LayerNorm", "norm"),
    }
    for i in range(config.layers):
        weights.update(layer(state, f"encoder.layer.{i}", f"layers.{i}"))
    for depth in config.depths:
        weights.update(head(state, f"exits.{depth}"))
    return weights


def layer(state: dict, source: str, name: str) -> dict[str, np.ndarray]:
    """Returns the tensors of one transformer layer, with query, key and value side by side in one matrix."""
    parts = [f"{source}.attention.self.{part}" for part in ("query", "key", "value")]
    weights = {
        f"{name}.qkv.weight": np.concatenate([state[f"{p}.weight"].T for p in parts], axis=1),  # (hidden, 3 hidden)
        f"{name}.qkv.bias": np.concatenate([state[f"{p}.bias"] for p in parts]),
        **norm(state, f"{source}.attention.output.LayerNorm", f"{name}.mix.norm"),
        **norm(state, f"{source}.output.LayerNorm", f"{name}.down.norm"),
    }
    for product, module in PRODUCTS[1:]:
        weights[f"{name}.{product}.weight"] = state[f"{source}.{module}.weight"].T
        weights[f"{name}.{product}.bias"] = state[f"{source}.{module}.bias"]
    return weights


def norm(state: dict, source: str, name: str) -> dict[str, np.ndarray]:
    """Returns the scale and the bias of a layer normalization."""
    return {f"{name}.scale": state[f"{source}.weight"], f"{name}.bias": state[f"{source}.bias"]}


def head(state: dict, name: str) -> dict[str, np.ndarray]:
    """Returns the tensors of an exit: the projection to token vectors and the token weights."""
    return {
        f"{name}.project": state[f"{name}.project.weight"].T,  # (hidden, token_dim)
        f"{name}.weigh": state[f"{name}.weigh.weight"].T,  # (hidden, 1)
        f"{name}.weigh.bias": state[f"{name}.weigh.bias"],  # (1,)
    }
