"""Platt scaling (Platt, 1999): a logistic curve from logits to probabilities, and its calibration error."""

from dataclasses import dataclass

import numpy as np

BINS = 15


@dataclass(frozen=True)
class Candidates:
    """The logit of every candidate, whether it is relevant, and its weight. Weights sum to 1 and are equal for all
    sources.
    """

    logits: np.ndarray
    relevant: np.ndarray
    weights: np.ndarray


def chance(logit, slope: float, intercept: float):
    """Returns the probability of relevance: 1 / (1 + exp(−(slope · logit + intercept)))."""
    return 1 / (1 + np.exp(-(slope * logit + intercept)))


def fit(candidates: Candidates) -> tuple[float, float]:
    """Fits slope and intercept by weighted logistic regression in one variable, with Newton's method."""
    design = np.stack([candidates.logits, np.ones_like(candidates.logits)], axis=1)  # (candidates, 2)
    solution = np.array([10.0, np.log(candidates.weights @ candidates.relevant) - 5])
    for _ in range(100):
        p = 1 / (1 + np.exp(-design @ solution))
        gradient = design.T @ (candidates.weights * (candidates.relevant - p))
        curvature = (design * (candidates.weights * p * (1 - p))[:, None]).T @ design
        step = np.linalg.solve(curvature, gradient)
        solution += step / max(1.0, np.abs(step).max() / 5)
        if np.abs(step).max() < 1e-9:
            break
    return float(solution[0]), float(solution[1])


def error(candidates: Candidates, slope: float, intercept: float, balanced: bool) -> float:
    """Returns the expected calibration error over bins of equal width (Guo et al., 2017). `balanced` weighs the
    candidates as if half of them were relevant.
    """
    weights, p = candidates.weights.copy(), chance(candidates.logits, slope, intercept)
    if balanced:
        rate = weights @ candidates.relevant
        odds = p / (1 - p) * (1 - rate) / rate
        p = odds / (1 + odds)
        weights *= np.where(candidates.relevant == 1, 0.5 / rate, 0.5 / (1 - rate))
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    return float(sum(abs((weights * (p - candidates.relevant))[bins == b].sum()) for b in range(BINS)))
