"""The late-interaction score: MaxSim as in ColBERT (Khattab and Zaharia, 2020), but a mean over the query's tokens by their weights."""

from dataclasses import dataclass

import numpy as np

from .config import Exit


@dataclass
class Encoded:
    """One text at one exit: unit token vectors (tokens, token_dim), token weights (tokens,), the unit pooled vector (hidden,)."""

    tokens: np.ndarray
    weights: np.ndarray
    pooled: np.ndarray


def as_passage(encoded: Encoded, bits: int) -> Encoded:
    """What a passage is scored by: token vectors after a round trip through four bits, or as they are where they keep eight."""
    return encoded if bits == 8 else Encoded(rounded(encoded.tokens, 7), encoded.weights, encoded.pooled)


def parts(query: Encoded, passage: Encoded) -> tuple[float, float]:
    """Cosine of the pooled vectors, and the weighted mean over query tokens of the best token cosine."""
    best = (query.tokens @ passage.tokens.T).max(axis=1)  # (query tokens,)
    return float(query.pooled @ passage.pooled), float(query.weights @ best / query.weights.sum())


def logit(query: Encoded, passage: Encoded, exit: Exit) -> float:
    cosine, maxsim = parts(query, passage)
    return exit.cosine * cosine + exit.maxsim * maxsim


def eight_bit(encoded: Encoded) -> Encoded:
    """Vectors after a round trip through int8 with one scale each, as they are kept in the browser."""
    return Encoded(rounded(encoded.tokens, 127), encoded.weights, rounded(encoded.pooled[None], 127)[0])


def rounded(rows: np.ndarray, levels: int) -> np.ndarray:
    """Integers of −levels…levels with a scale a row, as floats."""
    scale = np.abs(rows).max(axis=1, keepdims=True) / levels  # (rows, 1)
    return (np.rint(rows / scale) * scale).astype(np.float32)
