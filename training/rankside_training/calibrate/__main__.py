"""Fits the scores, the threshold and the fusion of a model folder: `python -m rankside_training.calibrate <checkpoint>
<model folder>`.
"""

import argparse
from pathlib import Path

import torch

from ..data.prepared import Prepared
from ..evaluate.validate import judge
from ..network.encoder import load
from ..settings import WORK
from .scores import fit_exit, update


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
    fitted = {
        each.depth: fit_exit(each, fitting[str(each.depth)], validation[str(each.depth)], weights)
        for each in network.shape.exits
    }
    update(options.model, fitted)


if __name__ == "__main__":
    main()
