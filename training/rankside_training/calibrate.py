"""Fits score = 1 / (1 + exp(−(slope · logit + intercept))) for every exit: `python -m rankside_training.calibrate <model folder>`.

Platt scaling (Platt, 1999) on held-out pairs of the pool, over the weights as stored; written into the card. A query's candidates are one
positive and BM25's hardest unjudged passages; every source weighs the same, and in each the relevant candidates weigh as much as the others:
how many of a list are relevant differs from page to page, so the score is the chance when half of them are. Judged on sources left out of
this fit.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from .card import write_card
from .checkpoint import Exit
from .held_out import Scored, reciprocal_rank, score_held_out
from .pool import JUDGING, Pool
from .settings import DATA
from .stored import StoredModel, read_model

PAIRS = {"fit": 10, "judge": 24}  # pairs a source


def main() -> None:
    parser = argparse.ArgumentParser(description="Calibrate a model folder")
    parser.add_argument("model", type=Path, help="folder with card.json")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with train/")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    update(options.model, calibrate(read_model(options.model), Pool(options.data / "train")))


def calibrate(model: StoredModel, pool: Pool) -> dict[int, dict]:
    """The card's `calibration` of every exit, by depth."""
    reference, texts, config = model.reference(), model.texts, model.config
    sources = [source for source in pool.sources if source not in JUDGING]
    fitting = score_held_out(reference, texts, config, pool, sources, PAIRS["fit"])
    judging = score_held_out(reference, texts, config, pool, JUDGING, PAIRS["judge"])
    return {exit.depth: calibrate_exit(fitting, judging, exit) for exit in config.exits}


def calibrate_exit(fitting: list[Scored], judging: list[Scored], exit: Exit) -> dict:
    logits, relevant, weights = columns(fitting, exit)
    slope, intercept = fit(logits, relevant, weights)
    sources = len({row.source for row in fitting})
    errors = [error(*columns(scored, exit), slope, intercept) for scored in (fitting, judging)]
    print(f"depth {exit.depth}: slope {slope:.3f} intercept {intercept:.3f} on {len(logits)} candidates of {sources} sources")
    print(f"  expected calibration error {errors[0]} where fitted, {errors[1]} on sources kept out")
    print(f"  reciprocal rank {reciprocal_rank(fitting, exit):.3f} where fitted, {reciprocal_rank(judging, exit):.3f} on sources kept out")
    fitted = f"{len(logits)} candidates of held-out training pairs from {sources} sources, weighted to one half relevant"
    return {"slope": round(slope, 4), "intercept": round(intercept, 4), "fittedOn": fitted}


def columns(scored: list[Scored], exit: Exit) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logit, relevance and weight of every candidate; weights sum to 1, equal over sources and in each over the two classes."""
    relevant = np.concatenate([row.relevant for row in scored])
    source = np.concatenate([np.full(len(row.relevant), row.source) for row in scored])
    weights = np.zeros(len(relevant))
    for name in set(source):
        for kind in (relevant == 0, relevant == 1):
            chosen = (source == name) & kind
            weights[chosen] = 1 / chosen.sum()
    return np.concatenate([row.logits(exit) for row in scored]), relevant, weights / weights.sum()


def fit(logits: np.ndarray, relevant: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Weighted logistic regression in one variable, by Newton's method."""
    design = np.stack([logits, np.ones_like(logits)], axis=1)  # (candidates, 2)
    solution = np.zeros(2)
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ solution))
        gradient = design.T @ (weights * (relevant - p))
        curvature = (design * (weights * p * (1 - p))[:, None]).T @ design
        step = np.linalg.solve(curvature, gradient)
        solution += step
        if np.abs(step).max() < 1e-9:
            break
    return float(solution[0]), float(solution[1])


def error(logits, relevant, weights, slope: float, intercept: float, bins: int = 15) -> float:
    """Expected calibration error over equal-width bins (Guo et al., 2017)."""
    p = 1 / (1 + np.exp(-(slope * logits + intercept)))
    place = np.minimum((p * bins).astype(int), bins - 1)
    gaps = [abs(np.sum((weights * (p - relevant))[place == b])) for b in range(bins)]
    return round(float(np.sum(gaps) / np.sum(weights)), 4)


def update(folder: Path, calibrations: dict[int, dict]) -> None:
    card = json.loads((folder / "card.json").read_text())
    for exit in card["exits"]:
        exit["calibration"] = calibrations[exit["depth"]]
    card.pop("format")
    write_card(folder, card)


if __name__ == "__main__":
    main()
