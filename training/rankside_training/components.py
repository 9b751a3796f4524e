"""Principal components of token states: fewer dimensions a token at little cost."""

import numpy as np

from .pool import Pool
from .reference import Reference
from .text import TextEncoder


def components(reference: Reference, texts: TextEncoder, pool: Pool, width: int, per_source: int) -> np.ndarray:
    """(hidden, width): leading eigenvectors of the second moment of unit token states, not centred, every source weighing the same.

    Not centred, since the score is a dot product and the mean direction takes part in it.
    """
    moments = []
    for source in pool.sources:
        rows = texts.passages(pool.sample(source, per_source))
        rows += [texts.query(pair.query) for pair in pool.held_out(source, per_source // 4)]
        moments.append(second_moment(reference, rows))
    values, vectors = np.linalg.eigh(np.mean(moments, axis=0))  # ascending
    top = vectors[:, ::-1][:, :width]  # (hidden, width)
    print(f"components keep {values[::-1][:width].sum() / values.sum():.3f} of the second moment")
    return (top * np.sign(top[np.abs(top).argmax(axis=0), np.arange(width)])).astype(np.float32)  # signs fixed


def second_moment(reference: Reference, rows: list[list[int]]) -> np.ndarray:
    """Mean of v vᵀ over the unit states of all tokens: (hidden, hidden)."""
    states = np.concatenate([encoded.tokens for encoded in reference.encode(rows)]).astype(np.float64)  # (tokens, hidden)
    return states.T @ states / len(states)
