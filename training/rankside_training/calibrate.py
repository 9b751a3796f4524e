"""Fits score = 1 / (1 + exp(−(slope · logit + intercept))) and writes it into the card: `python -m rankside_training.calibrate`.

Platt scaling (Platt, 1999) on held-out pairs of the pool. A query's candidates are one positive and BM25's hardest unjudged
passages; every source weighs the same, and in each the relevant candidates weigh as much as the others: how many of a list are
relevant differs from page to page, so the score is the chance when half of them are. Judged on sources left out of this fit.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from .card import write_card
from .held_out import Scored, score_held_out
from .pool import JUDGING, Pool
from .reference import Reference
from .settings import BASE, DATA, MODELS
from .source import load_source
from .stored import stored_projection

PAIRS = {"fit": 10, "judge": 24}  # pairs a source


def main() -> None:
    parser = argparse.ArgumentParser(description="Calibrate base")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with train/")
    parser.add_argument("--weights", type=Path, help="Hugging Face folder of all-MiniLM-L6-v2; default: the installed package")
    parser.add_argument("--out", type=Path, default=MODELS / BASE.name)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, texts = load_source(options.weights)
    reference = Reference(model, BASE, stored_projection(options.out))
    pool = Pool(options.data / "train")
    fit_sources = [source for source in pool.sources if source not in JUDGING]
    logits, relevant, weights = columns(score_held_out(reference, texts, pool, fit_sources, PAIRS["fit"]))
    slope, intercept = fit(logits, relevant, weights)
    judged = columns(score_held_out(reference, texts, pool, JUDGING, PAIRS["judge"]))
    print(f"slope {slope:.3f} intercept {intercept:.3f} on {len(logits)} candidates of {len(fit_sources)} sources")
    fitted_error, judged_error = error(logits, relevant, weights, slope, intercept), error(*judged, slope, intercept)
    print(f"expected calibration error: {fitted_error} where fitted, {judged_error} on {len(judged[0])} candidates of sources kept out")
    update(options.out, slope, intercept, len(logits), len(fit_sources))


def columns(scored: list[Scored]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logit, relevance and weight of every candidate; weights sum to 1, equal over sources and in each over the two classes."""
    relevant = np.concatenate([row.relevant for row in scored])
    source = np.concatenate([np.full(len(row.relevant), row.source) for row in scored])
    weights = np.zeros(len(relevant))
    for name in set(source):
        for kind in (relevant == 0, relevant == 1):
            chosen = (source == name) & kind
            weights[chosen] = 1 / chosen.sum()
    return np.concatenate([row.logits(BASE) for row in scored]), relevant, weights / weights.sum()


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


def update(folder: Path, slope: float, intercept: float, candidates: int, sources: int) -> None:
    card = json.loads((folder / "card.json").read_text())
    fitted = f"{candidates} candidates of held-out training pairs from {sources} sources, weighted to one half relevant"
    card["calibration"] = {"slope": round(slope, 4), "intercept": round(intercept, 4), "fittedOn": fitted}
    card.pop("format")
    write_card(folder, card)


if __name__ == "__main__":
    main()
