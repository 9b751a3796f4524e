"""Fits the card's calibration, threshold and fusion as `calibrate.scores` describes: `python -m
rankside_training.lm.calibrate <run>`.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from ..calibrate.scores import fit_exit
from ..data.prepared import Prepared
from ..evaluate.validate import Judged
from ..export.card import write_card
from ..network.config import Exit
from ..settings import FIXTURES, WORK
from .export import LIMITS, NAME, read_stored
from .judge import scores
from .parts import Parts
from .reader import Reader


def main() -> None:
    parser = argparse.ArgumentParser(description="Calibrate the small language model")
    parser.add_argument("run", type=Path, help="folder with average.pt, which the model folder was exported from")
    parser.add_argument("--out", type=Path, default=FIXTURES / NAME)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--queries", type=int, default=10, help="validation queries a source")
    parser.add_argument("--every", type=int, default=1, help="fit on every n-th held-out query")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = read_stored(options.run)
    prepared = Prepared(options.work)
    reader = Reader(model)
    fitting = prepared.calibration[:: options.every]
    fitted = fit_exit(
        Exit(model.shape.plain, cosine=1.0, maxsim=0.0),
        [judged(reader, prepared, item, 1000) for item in fitting],
        [judged(reader, prepared, item, 50) for item in prepared.first(options.queries)],
        [item["weight"] for item in fitting],
    )
    card = json.loads((options.out / "card.json").read_text())
    card.pop("format")
    write_card(options.out, card | fitted)


def judged(reader: Reader, prepared: Prepared, item: dict, most: int) -> Judged:
    """Returns an item's best `most` candidates with their yes-no logits."""

    def line(text, limit):
        return reader.of_ids(prepared.row(text, limit + 2)[1:-1].tolist())

    lines = [line(text, LIMITS["passage"]) for text in item["candidates"][:most]]
    query = prepared.row(item["query"], LIMITS["query"] + 2)[1:-1].tolist()
    logits = scores(
        reader.model, Parts(reader.model, reader.words), reader.of_ids(query), reader.of_ids(query, causal=True), lines
    )["yes-no"]
    pairs = np.stack([logits, np.zeros_like(logits)], axis=1)  # the second column has no weight
    return Judged(
        item["source"], pairs, np.array(item["bm25"][:most]), np.array(item["relevant"][:most]), item["positives"]
    )


if __name__ == "__main__":
    main()
