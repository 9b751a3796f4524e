"""The late-interaction score: MaxSim of ColBERT (Khattab and Zaharia, 2020), as a weighted mean over the query's
tokens.
"""

from dataclasses import dataclass

import numpy as np

from .config import Exit


@dataclass
class Encoded:
    """One text at one exit: unit token vectors (tokens, token_dim), token weights (tokens,) and the unit pooled vector
    (hidden,).
    """

    tokens: np.ndarray
    weights: np.ndarray
    pooled: np.ndarray


def as_passage(encoded: Encoded, bits: int) -> Encoded:
    """Returns the vectors that a passage is scored with: its token vectors rounded to four bits, or unchanged where the
    model keeps eight.
    """
    return encoded if bits == 8 else Encoded(rounded(encoded.tokens, 7), encoded.weights, encoded.pooled)


def parts(query: Encoded, passage: Encoded) -> tuple[float, float]:
    """Returns the cosine of the pooled vectors, and the weighted mean over query tokens of the best token cosine."""
    best = (query.tokens @ passage.tokens.T).max(axis=1)  # (query tokens,)
    return float(query.pooled @ passage.pooled), float(query.weights @ best / query.weights.sum())


def logit(query: Encoded, passage: Encoded, exit: Exit) -> float:
    """Returns the logit of one pair at an exit."""
    cosine, maxsim = parts(query, passage)
    return exit.cosine * cosine + exit.maxsim * maxsim


def eight_bit(encoded: Encoded) -> Encoded:
    """Rounds all vectors to int8 with one scale for each vector, as the browser caches them."""
    return Encoded(rounded(encoded.tokens, 127), encoded.weights, rounded(encoded.pooled[None], 127)[0])


def rounded(rows: np.ndarray, levels: int) -> np.ndarray:
    """Rounds each row to integers of −levels…levels with its own scale, and returns floats."""
    scale = np.abs(rows).max(axis=1, keepdims=True) / levels  # (rows, 1)
    return (np.rint(rows / scale) * scale).astype(np.float32)
