"""Platt scaling (Platt, 1999): a logistic curve from logits to probabilities, and how far it is from the labels."""

from dataclasses import dataclass

import numpy as np

BINS = 15


@dataclass(frozen=True)
class Candidates:
    """Every candidate's logit, whether it is relevant, and its weight; weights sum to 1, sources weigh the same."""

    logits: np.ndarray
    relevant: np.ndarray
    weights: np.ndarray


def chance(logit, slope: float, intercept: float):
    return 1 / (1 + np.exp(-(slope * logit + intercept)))


def fit(candidates: Candidates) -> tuple[float, float]:
    """Weighted logistic regression in one variable, by Newton's method."""
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
    """Expected calibration error over equal-width bins (Guo et al., 2017); balanced: as if half of the candidates were relevant."""
    weights, p = candidates.weights.copy(), chance(candidates.logits, slope, intercept)
    if balanced:
        rate = weights @ candidates.relevant
        odds = p / (1 - p) * (1 - rate) / rate
        p = odds / (1 + odds)
        weights *= np.where(candidates.relevant == 1, 0.5 / rate, 0.5 / (1 - rate))
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    return float(sum(abs((weights * (p - candidates.relevant))[place == b].sum()) for b in range(BINS)))
