"""Fits what a card says of its exits' scores: `python -m rankside_training.calibrate <checkpoint> <model folder>`.

- `calibration`: score = 1 / (1 + exp(−(slope · logit + intercept))), Platt scaling (Platt, 1999) on pairs of the training sources that no
  step has seen. A query's candidates are BM25's best hundred: all that are relevant, and a sample of the others. They are weighted so that
  one in ten is relevant, as among the first results of a search; the pool knows of one passage a query and would say one in a
  hundred. Every source weighs the same.
- `threshold`: the score that all but FALSE_NEGATIVES of the relevant candidates reach.
- `fusion`: BM25's share that ranks the validation sources best.

Judged, and fusion fitted, on the validation sources, which neither training nor the fit has seen.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .card import write_card
from .checkpoint import Exit
from .network import load
from .prepared import Prepared
from .settings import WORK
from .validate import Judged, judge, quality

FALSE_NEGATIVES = 0.05
RATE = 0.1  # of the candidates that are relevant
SHARES = np.arange(0, 0.65, 0.05)
BINS = 15


@dataclass(frozen=True)
class Candidates:
    """Every candidate's logit, whether it is relevant, and its weight; weights sum to 1, sources weigh the same."""

    logits: np.ndarray
    relevant: np.ndarray
    weights: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description="Calibrate a model folder")
    parser.add_argument("checkpoint", type=Path, help="what the folder was exported from")
    parser.add_argument("model", type=Path, help="folder with card.json")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--queries", type=int, default=20, help="validation queries a source")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    prepared, network = Prepared(options.work), load(options.checkpoint)
    limit = network.shape.passage_limit
    fitting = judge(network, prepared, prepared.calibration, limit, 1000)
    validation = judge(network, prepared, prepared.first(options.queries), limit, 100)
    weights = [item["weight"] for item in prepared.calibration]
    fitted = {each.depth: fit_exit(each, fitting[str(each.depth)], validation[str(each.depth)], weights) for each in network.shape.exits}
    update(options.model, fitted)


def fit_exit(exit: Exit, fitting: list[Judged], validation: list[Judged], weights: list[float]) -> dict:
    """`calibration`, `threshold` and `fusion` of one exit."""
    own, other = columns(fitting, exit, weights), columns(validation, exit, [1.0] * len(validation))
    slope, intercept = fit(own)
    sources = len({row.source for row in fitting})
    threshold = float(np.quantile(own.logits[own.relevant == 1], FALSE_NEGATIVES))
    missed = float((other.logits[other.relevant == 1] < threshold).mean())
    dropped = float(other.weights[(other.relevant == 0) & (other.logits < threshold)].sum() / other.weights[other.relevant == 0].sum())
    fused = {round(float(share), 2): quality(validation, exit.cosine, float(share))["mean"] for share in SHARES}
    best = max(fused, key=fused.get)
    errors = [[error(part, slope, intercept, half) for half in (False, True)] for part in (own, other)]
    print(f"depth {exit.depth}: slope {slope:.3f} intercept {intercept:.3f}, {own.weights[own.relevant == 1].sum():.3f} relevant")
    print(f"  calibration error {errors[0][0]:.4f} where fitted, {errors[1][0]:.4f} kept out; balanced {errors[0][1]:.3f}, {errors[1][1]:.3f}")
    print(f"  threshold {chance(threshold, slope, intercept):.5f}: misses {missed:.3f} of the relevant kept out, drops {dropped:.3f} of the others")
    print(f"  BM25's share {best}: {fused[0.0]:.4f} without, {fused[best]:.4f} with", flush=True)
    pairs = f"{len(own.logits)} candidates of held-out queries from {sources} training sources, weighted to one in ten relevant"
    kept_out = f"{len(validation)} queries of {len({row.source for row in validation})} sources kept out of training"
    return {
        "calibration": {"slope": round(slope, 4), "intercept": round(intercept, 4), "fittedOn": pairs},
        "threshold": {
            "score": round(chance(threshold, slope, intercept), 6), "falseNegativeRate": round(missed, 4),
            "fittedOn": f"{pairs}; the rate is of {kept_out}",
        },
        "fusion": {"weight": best, "fittedOn": kept_out},
    }


def columns(judged: list[Judged], exit: Exit, others: list[float]) -> Candidates:
    """`others`: how many candidates an irrelevant one stands for, by query."""
    weights = [np.where(row.relevant == 1, 1.0, weight) for row, weight in zip(judged, others)]
    source = np.concatenate([np.full(len(row.relevant), row.source) for row in judged])
    relevant, weight = np.concatenate([row.relevant for row in judged]), np.concatenate(weights)
    for name in set(source):
        for kind, share in ((relevant == 1, RATE), (relevant == 0, 1 - RATE)):
            weight[(source == name) & kind] *= share / weight[(source == name) & kind].sum()
    logits = np.concatenate([row.parts @ np.array([exit.cosine, exit.maxsim]) for row in judged])
    return Candidates(logits, relevant, weight / weight.sum())


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


def update(folder: Path, fitted: dict[int, dict]) -> None:
    card = json.loads((folder / "card.json").read_text())
    for exit in card["exits"]:
        exit.update(fitted[exit["depth"]])
    card.pop("format")
    write_card(folder, card)


if __name__ == "__main__":
    main()
