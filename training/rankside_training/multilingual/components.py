"""An exit without training: the projection of token states to token vectors by principal components."""

from math import expm1, log

import numpy as np

from ..network.config import Config
from ..network.reference import Reference
from ..train.components import leading, second_moments

SAME = log(expm1(1))  # softplus(SAME) = 1: all tokens of a query weigh the same


def projection(reference: Reference, rows: list[list[int]], width: int) -> np.ndarray:
    """Returns (width, hidden): the leading eigenvectors of the second moment of unit token states, without the
    direction that has most of it. All states of this encoder share that direction, so it says nothing of any of them.
    """
    (depth,) = reference.config.depths
    moment = second_moments(reference, rows)[depth]
    shared = leading(moment, 1, depth)[0]
    without = np.eye(len(shared)) - np.outer(shared, shared)
    return leading(without @ moment @ without, width, depth)


def head(config: Config, matrix: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """Returns the tensors of the exit, with zeros where there is no (token_dim, hidden) projection yet."""
    name = f"exits.{config.layers}"
    empty = np.zeros((config.token_dim, config.hidden), np.float32)
    return {
        f"{name}.project.weight": empty if matrix is None else matrix,
        f"{name}.weigh.weight": np.zeros((1, config.hidden), np.float32),
        f"{name}.weigh.bias": np.array([SAME], np.float32),
    }
