"""Fits what one model's logits say of another's: `python -m rankside_training.calibrate.cascade <scout> <main> <main's model folder>` (checkpoints).

main = intercept + slope · scout + a shift of the query's own + noise, by least squares and moments over the candidates of held-out training
queries; judged by how many of the main model's top ten a cascade would miss on the validation sources. Written to each exit of
the main model's card.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from ..data.prepared import Prepared
from ..evaluate.validate import Judged, judge
from ..export.card import write_card
from ..network.config import Exit
from ..network.encoder import load
from ..settings import WORK
from .cascade_rule import Fit, fit, simulate

MISSES = (0.1, 0.3, 0.5)  # expected among the top ten


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
    judged = {
        path: [judge(network, prepared, items, network.shape.passage_limit, most) for items, most in sets]
        for path in (options.scout, options.main)
        for network in (load(path),)
    }
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


def update(folder: Path, scout: Path, fitted: dict[int, Fit], queries: int) -> None:
    """`from` names the scout by its weights: another model of that name says something else."""
    card = json.loads((folder / "card.json").read_text())
    weights = hashlib.sha256((scout / "weights.bin").read_bytes()).hexdigest()
    for exit in card["exits"]:
        numbers = {name: round(value, 5) for name, value in vars(fitted[exit["depth"]]).items()}
        exit["cascade"] = {
            "from": scout.name,
            "weights": weights,
            **numbers,
            "fittedOn": f"candidates of {queries} held-out queries of the training sources",
        }
    card.pop("format")
    write_card(folder, card)


if __name__ == "__main__":
    main()
