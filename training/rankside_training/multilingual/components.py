"""The projection of token states to token vectors, by principal components without training."""

import numpy as np

from ..network.reference import Reference
from ..train.components import leading, second_moments


def projection(reference: Reference, rows: list[list[int]], width: int) -> np.ndarray:
    """Returns (width, hidden): the leading eigenvectors of the second moment of unit token states, without the
    direction that has most of it. All states of this encoder share that direction, so it says nothing of any of them.
    """
    (depth,) = reference.config.depths
    moment = second_moments(reference, rows)[depth]
    shared = leading(moment, 1, depth)[0]
    without = np.eye(len(shared)) - np.outer(shared, shared)
    return leading(without @ moment @ without, width, depth)
