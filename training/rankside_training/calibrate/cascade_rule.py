"""The arithmetic of a cascade, as src/cascade/survivors.ts has it."""

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np

TOP = 10


@dataclass(frozen=True)
class Fit:
    """`residual` and `shift` are standard deviations, within a query and between queries."""

    slope: float
    intercept: float
    residual: float
    shift: float


def fit(scout: list[np.ndarray], target: list[np.ndarray]) -> Fit:
    x, y = np.concatenate(scout), np.concatenate(target)
    (slope, intercept), *_ = np.linalg.lstsq(np.stack([x, np.ones_like(x)], axis=1), y, rcond=None)
    gaps = [b - slope * a - intercept for a, b in zip(scout, target)]
    sizes = np.array([len(gap) for gap in gaps])
    residual = sum(((gap - gap.mean()) ** 2).sum() for gap in gaps) / (sizes.sum() - len(gaps))
    shift = np.var([gap.mean() for gap in gaps]) - np.mean(residual / sizes)
    return Fit(float(slope), float(intercept), sqrt(residual), sqrt(max(0.0, shift)))


def simulate(fit: Fit, scout: list[np.ndarray], target: list[np.ndarray], limit: float) -> dict[str, float]:
    """Means over queries: passages that the main model scores, share of its top ten found, and the chance of a difference, real and estimated."""
    rows = [cascade(fit, x, y, limit) for x, y in zip(scout, target)]
    scored, found, estimate = (np.array(column) for column in zip(*rows))
    return {
        "scored": round(scored.mean(), 1),
        "overlap": round(found.mean(), 3),
        "differs": round((found < 1).mean(), 3),
        "estimated": round(estimate.mean(), 3),
    }


def cascade(fit: Fit, x: np.ndarray, y: np.ndarray, limit: float) -> tuple[int, float, float]:
    """src/cascade/survivors.ts over one query, two passages a step."""
    known, above = np.zeros(len(x), bool), np.ones(1)
    while not known.all():
        gaps = (y - fit.intercept - fit.slope * x)[known]
        weight = len(gaps) + (fit.residual / fit.shift) ** 2
        expected = fit.intercept + fit.slope * x + gaps.sum() / weight
        if known.sum() >= TOP:
            bar = np.sort(y[known])[-TOP]
            above = np.array(
                [
                    erfc((bar - value) / (fit.residual * sqrt(1 + 1 / weight)) / sqrt(2)) / 2
                    for value in expected[~known]
                ]
            )
            if above.sum() <= limit:
                break
        rest = np.where(~known)[0]
        known[rest[np.argsort(-expected[rest])][:2]] = True
    size = min(TOP, len(y))
    mine, exact = np.where(known)[0], set(np.argsort(-y)[:size])
    found = len(exact & set(mine[np.argsort(-y[mine])][:size])) / size
    return int(known.sum()), found, 0.0 if known.all() else float(1 - np.prod(1 - above))
