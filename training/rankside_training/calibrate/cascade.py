"""Fits the main model's logits to those of the first-pass model.

`python -m rankside_training.calibrate.cascade <first-pass checkpoint> <main checkpoint> <main model's folder>` fits
every exit of the main model on the candidates of held-out training queries, replays the cascade on the validation
sources, and writes the fit into the main model's card. `cascade_rule` describes the model.
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
    parser.add_argument("first_pass", type=Path, help="checkpoint of the first-pass model, whose last exit is used")
    parser.add_argument("main", type=Path, help="checkpoint of the main model")
    parser.add_argument(
        "model", type=Path, help="folder with the main model's card.json, beside the first-pass model's"
    )
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--queries", type=int, default=16, help="validation queries a source")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    prepared = Prepared(options.work)
    sets = (prepared.calibration, 1000), (prepared.first(options.queries), 100)
    networks = {path: load(path) for path in (options.first_pass, options.main)}
    judged = {
        path: [judge(network, prepared, items, network.shape.passage_limit, most) for items, most in sets]
        for path, network in networks.items()
    }
    first_pass = networks[options.first_pass].shape
    last = first_pass.exits[-1]
    xs = [logits(rows[str(last.depth)], last) for rows in judged[options.first_pass]]
    fitted = {}
    for exit in networks[options.main].shape.exits:
        ys = [logits(rows[str(exit.depth)], exit) for rows in judged[options.main]]
        fitted[exit.depth] = fit(xs[0], ys[0])
        print(exit.depth, fitted[exit.depth])
        for limit in MISSES:
            print(f"  {limit} expected misses:", simulate(fitted[exit.depth], xs[1], ys[1], limit), flush=True)
    update(options.model, options.model.parent / first_pass.name, fitted, len(prepared.calibration))


def logits(judged: list[Judged], exit: Exit) -> list[np.ndarray]:
    """Returns the logits of the candidates of each query at an exit."""
    return [row.parts @ np.array([exit.cosine, exit.maxsim]) for row in judged]


def update(folder: Path, first_pass: Path, fitted: dict[int, Fit], queries: int) -> None:
    """Writes the fits into the card. The hash of the first-pass weights identifies the model: the fit does not hold for
    another model of the same name.
    """
    card = json.loads((folder / "card.json").read_text())
    weights = hashlib.sha256((first_pass / "weights.bin").read_bytes()).hexdigest()
    for exit in card["exits"]:
        numbers = {name: round(value, 5) for name, value in vars(fitted[exit["depth"]]).items()}
        exit["cascade"] = {
            "from": first_pass.name,
            "weights": weights,
            **numbers,
            "fittedOn": f"candidates of {queries} held-out queries of the training sources",
        }
    card.pop("format")
    write_card(folder, card)


if __name__ == "__main__":
    main()
