"""The projection of token states to token vectors, by principal components without training."""

import numpy as np

from ..network.reference import Reference
from ..train.components import leading, second_moments


def projection(reference: Reference, rows: list[list[int]], width: int) -> np.ndarray:
    """Returns (width, hidden): the leading eigenvectors of the second moment of unit token states."""
    (depth,) = reference.config.depths
    return leading(second_moments(reference, rows)[depth], width, depth)
