"""The rule of a cascade, as src/cascade/survivors.ts implements it, and the fit that it reads.

The main model's logit is modelled as intercept + slope · first-pass logit + a shift of the query + noise. The shift and
the noise are normal; least squares gives the line, and moments give the two variances.
training/tests/cascade_vectors.json holds both implementations to the same passages.
"""

from dataclasses import dataclass
from math import erfc, inf, sqrt

import numpy as np

TOP = 10
STEP = 2  # passages that the main model scores between two decisions


@dataclass(frozen=True)
class Fit:
    """The line, and two standard deviations: `residual` within a query, `shift` between queries."""

    slope: float
    intercept: float
    residual: float
    shift: float


@dataclass(frozen=True)
class Replay:
    """What a cascade does on one query: the passages that the main model scores, in order, and the estimated miss."""

    scored: list[int]
    miss_probability: float


def fit(first_pass: list[np.ndarray], main: list[np.ndarray]) -> Fit:
    """Fits the main model's logits to the first-pass model's; each list holds one array for each query."""
    x, y = np.concatenate(first_pass), np.concatenate(main)
    (slope, intercept), *_ = np.linalg.lstsq(np.stack([x, np.ones_like(x)], axis=1), y, rcond=None)
    gaps = [b - slope * a - intercept for a, b in zip(first_pass, main)]
    sizes = np.array([len(gap) for gap in gaps])
    residual = sum(((gap - gap.mean()) ** 2).sum() for gap in gaps) / (sizes.sum() - len(gaps))
    shift = np.var([gap.mean() for gap in gaps]) - np.mean(residual / sizes)
    return Fit(float(slope), float(intercept), sqrt(residual), sqrt(max(0.0, shift)))


def simulate(fit: Fit, first_pass: list[np.ndarray], main: list[np.ndarray], limit: float) -> dict[str, float]:
    """Replays the cascade on every query and returns means.

    `scored` counts the passages that the main model scores, `overlap` is the share of its top ten that the cascade
    finds, `differs` the share of queries whose top ten is not the same, and `estimated` the rule's own estimate of
    `differs`.
    """
    replays = [replay(fit, x, y, limit) for x, y in zip(first_pass, main)]
    found = np.array([overlap(each.scored, y) for each, y in zip(replays, main)])
    return {
        "scored": round(float(np.mean([len(each.scored) for each in replays])), 1),
        "overlap": round(float(found.mean()), 3),
        "differs": round(float((found < 1).mean()), 3),
        "estimated": round(float(np.mean([each.miss_probability for each in replays])), 3),
    }


def replay(fit: Fit, x: np.ndarray, y: np.ndarray, limit: float) -> Replay:
    """Runs the rule on one query: x and y are the two models' logits, `limit` is the number of expected misses."""
    known, scored, above = np.zeros(len(x), bool), [], np.ones(1)
    prior = (fit.residual / fit.shift) ** 2 if fit.shift > 0 else inf
    while not known.all():
        gaps = (y - fit.intercept - fit.slope * x)[known]
        weight = len(gaps) + prior
        expected = fit.intercept + fit.slope * x + gaps.sum() / weight
        if known.sum() >= TOP:
            bar = np.sort(y[known])[-TOP]
            deviation = fit.residual * sqrt(1 + 1 / weight)
            above = np.array([erfc((bar - value) / deviation / sqrt(2)) / 2 for value in expected[~known]])
            if above.sum() <= limit:
                break
        rest = np.where(~known)[0]
        chosen = rest[np.argsort(-expected[rest], kind="stable")][:STEP]
        known[chosen] = True
        scored += chosen.tolist()
    return Replay(scored, 0.0 if known.all() else float(1 - np.prod(1 - above)))


def overlap(scored: list[int], main: np.ndarray) -> float:
    """Returns the share of the main model's top ten that is among the passages `scored`."""
    size = min(TOP, len(main))
    exact = set(np.argsort(-main)[:size].tolist())
    return len(exact & set(scored)) / size
