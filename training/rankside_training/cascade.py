"""Fits what one model's logits say of another's: `python -m rankside_training.cascade <scout> <main> <main's model folder>` (checkpoints).

main = intercept + slope · scout + a shift of the query's own + noise, by least squares and moments over the candidates of held-out training
queries; judged by how many of the main model's top ten a cascade would miss on the validation sources. Written to each exit of
the main model's card.
"""

import argparse
import hashlib
import json
from dataclasses import dataclass
from math import erfc, sqrt
from pathlib import Path

import numpy as np
import torch

from .card import write_card
from .checkpoint import Exit
from .network import load
from .prepared import Prepared
from .settings import WORK
from .validate import Judged, judge

TOP = 10
MISSES = (0.1, 0.3, 0.5)  # expected among the top ten


@dataclass(frozen=True)
class Fit:
    """`residual` and `shift` are standard deviations, within a query and between queries."""

    slope: float
    intercept: float
    residual: float
    shift: float


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit a cascade of two models")
    parser.add_argument("scout", type=Path, help="checkpoint of the cheap model; its last exit is used")
    parser.add_argument("main", type=Path, help="checkpoint of the main model")
    parser.add_argument("model", type=Path, help="folder with the main model's card.json, beside the scout's")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--queries", type=int, default=16, help="validation queries a source")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    prepared = Prepared(options.work)
    sets = (prepared.calibration, 1000), (prepared.first(options.queries), 100)
    judged = {path: [judge(network, prepared, items, network.shape.passage_limit, most) for items, most in sets] for path in (options.scout, options.main) for network in (load(path),)}
    shapes = {path: load(path).shape for path in judged}
    scout = shapes[options.scout]
    xs = [logits(rows[str(scout.exits[-1].depth)], scout.exits[-1]) for rows in judged[options.scout]]
    fitted = {}
    for exit in shapes[options.main].exits:
        ys = [logits(rows[str(exit.depth)], exit) for rows in judged[options.main]]
        fitted[exit.depth] = fit(xs[0], ys[0])
        print(exit.depth, fitted[exit.depth])
        for limit in MISSES:
            print(f"  {limit} expected misses:", simulate(fitted[exit.depth], xs[1], ys[1], limit), flush=True)
    update(options.model, options.model.parent / scout.name, fitted, len(prepared.calibration))


def logits(judged: list[Judged], exit: Exit) -> list[np.ndarray]:
    return [row.parts @ np.array([exit.cosine, exit.maxsim]) for row in judged]


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
    return {"scored": round(scored.mean(), 1), "overlap": round(found.mean(), 3), "differs": round((found < 1).mean(), 3), "estimated": round(estimate.mean(), 3)}


def cascade(fit: Fit, x: np.ndarray, y: np.ndarray, limit: float) -> tuple[int, float, float]:
    """src/cascade/survivors.ts over one query, two passages a step."""
    known, above = np.zeros(len(x), bool), np.ones(1)
    while not known.all():
        gaps = (y - fit.intercept - fit.slope * x)[known]
        weight = len(gaps) + (fit.residual / fit.shift) ** 2
        expected = fit.intercept + fit.slope * x + gaps.sum() / weight
        if known.sum() >= TOP:
            bar = np.sort(y[known])[-TOP]
            above = np.array([erfc((bar - value) / (fit.residual * sqrt(1 + 1 / weight)) / sqrt(2)) / 2 for value in expected[~known]])
            if above.sum() <= limit:
                break
        rest = np.where(~known)[0]
        known[rest[np.argsort(-expected[rest])][:2]] = True
    size = min(TOP, len(y))
    mine, exact = np.where(known)[0], set(np.argsort(-y)[:size])
    found = len(exact & set(mine[np.argsort(-y[mine])][:size])) / size
    return int(known.sum()), found, 0.0 if known.all() else float(1 - np.prod(1 - above))


def update(folder: Path, scout: Path, fitted: dict[int, Fit], queries: int) -> None:
    """`from` names the scout by its weights: another model of that name says something else."""
    card = json.loads((folder / "card.json").read_text())
    weights = hashlib.sha256((scout / "weights.bin").read_bytes()).hexdigest()
    for exit in card["exits"]:
        numbers = {name: round(value, 5) for name, value in vars(fitted[exit["depth"]]).items()}
        exit["cascade"] = {"from": scout.name, "weights": weights, **numbers, "fittedOn": f"candidates of {queries} held-out queries of the training sources"}
    card.pop("format")
    write_card(folder, card)


if __name__ == "__main__":
    main()
