"""The late-interaction score: MaxSim as in ColBERT (Khattab and Zaharia, 2020), but a mean over the query's tokens by their weights."""

import numpy as np

from .checkpoint import Exit
from .reference import Encoded


def as_passage(encoded: Encoded, merge: int) -> Encoded:
    """What is kept of a passage: with `merge` 2 neighbouring token vectors, (0, 1), (2, 3), …, added and made unit again."""
    if merge == 1:
        return encoded
    tokens, width = encoded.tokens.shape
    even = np.concatenate([encoded.tokens, np.zeros((tokens % 2, width), np.float32)])  # a last odd one stays alone
    pairs = even.reshape(-1, 2, width).sum(axis=1)  # (tokens / 2, width)
    return Encoded(pairs / np.linalg.norm(pairs, axis=1, keepdims=True), encoded.weights[::2], encoded.pooled)


def parts(query: Encoded, passage: Encoded) -> tuple[float, float]:
    """Cosine of the pooled vectors, and the weighted mean over query tokens of the best token cosine."""
    best = (query.tokens @ passage.tokens.T).max(axis=1)  # (query tokens,)
    return float(query.pooled @ passage.pooled), float(query.weights @ best / query.weights.sum())


def logit(query: Encoded, passage: Encoded, exit: Exit) -> float:
    cosine, maxsim = parts(query, passage)
    return exit.cosine * cosine + exit.maxsim * maxsim


def eight_bit(encoded: Encoded) -> Encoded:
    """Vectors after a round trip through int8 with one scale each, as they are kept in the browser."""
    return Encoded(rounded(encoded.tokens), encoded.weights, rounded(encoded.pooled[None])[0])


def rounded(rows: np.ndarray) -> np.ndarray:
    scale = np.abs(rows).max(axis=1, keepdims=True) / 127  # (rows, 1)
    return (np.rint(rows / scale) * scale).astype(np.float32)
