"""The late-interaction encoder in NumPy, a third implementation beside those of PyTorch and of the kernel."""

import numpy as np

from rankside_training.network.config import Config
from rankside_training.network.scoring import Encoded

# Of erfc as a Chebyshev fit, off by less than 1.2e-7 (Numerical Recipes, 1992); NumPy has no error function.
ERFC = (-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223)
ERFC = np.polynomial.Polynomial((*ERFC, 0.17087277))


def encode(config: Config, weights: dict[str, np.ndarray], ids: list[int]) -> dict[int, Encoded]:
    """Encodes one text at every exit, by depth; weights are under the names of `read_weights`."""
    x = weights["word"][ids]  # (tokens, embedding)
    x = x @ weights["widen"] if "widen" in weights else x
    x = norm(config, weights, x + weights["position"][: len(ids)], "norm")  # (tokens, hidden)
    found = {}
    for index in range(config.layers):
        x = layer(config, weights, x, f"layers.{index}")
        if index + 1 in config.depths:
            found[index + 1] = at_exit(weights, x, f"exits.{index + 1}")
    return found


def layer(config: Config, weights: dict[str, np.ndarray], x: np.ndarray, name: str) -> np.ndarray:
    """A post-norm transformer layer (Vaswani et al., 2017; BERT): (tokens, hidden) to the same."""

    def product(part: str, values: np.ndarray) -> np.ndarray:
        return values @ weights[f"{name}.{part}.weight"] + weights[f"{name}.{part}.bias"]

    size = config.hidden // config.heads
    query, key, value = np.split(product("qkv", x), 3, axis=1)
    mixed = np.zeros_like(x)
    for start in range(0, config.hidden, size):
        own = slice(start, start + size)
        scores = query[:, own] @ key[:, own].T / np.sqrt(size)  # (tokens, tokens)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        mixed[:, own] = shares / shares.sum(axis=1, keepdims=True) @ value[:, own]
    x = norm(config, weights, x + product("mix", mixed), f"{name}.mix.norm")
    return norm(config, weights, x + product("down", gelu(product("up", x))), f"{name}.down.norm")


def gelu(x: np.ndarray) -> np.ndarray:
    """x times the normal distribution function, exact (Hendrycks and Gimpel, 2016)."""
    z = np.abs(x) / np.sqrt(2)
    t = 1 / (1 + z / 2)
    tail = t * np.exp(ERFC(t) - z * z) / 2
    return x * np.where(x >= 0, 1 - tail, tail)


def norm(config: Config, weights: dict[str, np.ndarray], x: np.ndarray, name: str) -> np.ndarray:
    centred = x - x.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + config.epsilon)
    return centred / spread * weights[f"{name}.scale"] + weights[f"{name}.bias"]


def at_exit(weights: dict[str, np.ndarray], x: np.ndarray, name: str) -> Encoded:
    tokens = x @ weights[f"{name}.project"]
    tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
    pooled = x.mean(axis=0)
    dots = (x @ weights[f"{name}.weigh"])[:, 0] + weights[f"{name}.weigh.bias"]
    return Encoded(tokens, np.logaddexp(0, dots), pooled / np.linalg.norm(pooled))
