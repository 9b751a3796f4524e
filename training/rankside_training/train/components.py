"""Principal components of token states, for token vectors of fewer dimensions."""

import numpy as np
import torch

from ..data.pool import Pool
from ..network.batches import batches
from ..network.reference import Reference
from ..network.text import TextEncoder


def components(
    reference: Reference, texts: TextEncoder, pool: Pool, width: int, per_source: int
) -> dict[int, np.ndarray]:
    """Returns (width, hidden) by depth: the leading eigenvectors of the second moment of unit token states, with equal
    weight for every source.

    The states are not centred, since the score is a dot product that the mean direction contributes to.
    """
    moments: dict[int, list[np.ndarray]] = {depth: [] for depth in reference.config.depths}
    for source in pool.sources:
        rows = texts.passages(pool.sample(source, per_source))
        rows += [texts.query(pair.query) for pair in pool.held_out(source, per_source // 4)]
        for depth, moment in second_moments(reference, rows).items():
            moments[depth].append(moment)
    return {depth: leading(np.mean(found, axis=0), width, depth) for depth, found in moments.items()}


def leading(moment: np.ndarray, width: int, depth: int) -> np.ndarray:
    """Returns the leading eigenvectors of a second moment, with fixed signs."""
    values, vectors = np.linalg.eigh(moment)  # ascending
    top = vectors[:, ::-1][:, :width]  # (hidden, width)
    print(
        f"after layer {depth} components keep {values[::-1][:width].sum() / values.sum():.3f} of the second moment",
        flush=True,
    )
    signs = np.sign(top[np.abs(top).argmax(axis=0), np.arange(width)])  # of the largest component
    return (top * signs).T.astype(np.float32)


def second_moments(reference: Reference, rows: list[list[int]]) -> dict[int, np.ndarray]:
    """Returns the mean of v vᵀ over the unit states of all tokens, by depth: (hidden, hidden)."""
    sums = dict.fromkeys(reference.config.depths, 0)
    for batch in batches([len(row) for row in rows], 4096):
        for states in reference.states([rows[i] for i in batch]):
            for depth, state in states.items():
                unit = torch.nn.functional.normalize(state, dim=1).double().numpy()  # (tokens, hidden)
                sums[depth] = sums[depth] + unit.T @ unit
    return {depth: total / sum(map(len, rows)) for depth, total in sums.items()}
