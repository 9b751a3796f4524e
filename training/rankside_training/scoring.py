"""The late-interaction score, MaxSim as in ColBERT (Khattab and Zaharia, 2020) but a mean over the query's tokens."""

import numpy as np

from .reference import Encoded
from .settings import Late


def parts(query: Encoded, passage: Encoded) -> tuple[float, float]:
    """Cosine of the pooled vectors, and the mean over query tokens of the best token cosine."""
    best = (query.tokens @ passage.tokens.T).max(axis=1)  # (query tokens,)
    return float(query.pooled @ passage.pooled), float(best.mean())


def logit(query: Encoded, passage: Encoded, late: Late) -> float:
    cosine, maxsim = parts(query, passage)
    return late.cosine * cosine + late.maxsim * maxsim


def eight_bit(encoded: Encoded) -> Encoded:
    """Token vectors after a round trip through int8 with one scale a row, as they are kept in the browser."""
    scale = np.abs(encoded.tokens).max(axis=1, keepdims=True) / 127  # (tokens, 1)
    return Encoded((np.rint(encoded.tokens / scale) * scale).astype(np.float32), encoded.pooled)
