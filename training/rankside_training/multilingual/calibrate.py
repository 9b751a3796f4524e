"""Fits the scores of `multi`: `python -m rankside_training.multilingual.calibrate <logits.json>`.

`node bench/multilingual.mjs --logits <logits.json>` writes the logits of candidates of the pool's held-out queries, as
the kernel computes them, by the share of the cosine. The first candidate of each query answers it.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from ..calibrate.platt import Candidates, error, fit
from ..data.split import VALIDATION
from ..evaluate.metrics import dcg
from ..export.card import write_card
from ..settings import MODELS

RATE = 0.1  # share of the candidates that are relevant


def main() -> None:
    parser = argparse.ArgumentParser(description="Calibrate multi")
    parser.add_argument("logits", type=Path, help="what `bench/multilingual.mjs --logits` wrote")
    parser.add_argument("--model", type=Path, default=MODELS / "multi")
    parser.add_argument("--write", action="store_true", help="write the fitted numbers into the card")
    options = parser.parse_args()
    rows = json.loads(options.logits.read_text())
    for share in rows[0]["logits"]:
        found = [ndcg(row, share) for row in rows]
        print(f"cosine {share}: nDCG@10 {np.mean(found):.4f} over {len(found)} queries")
    card = json.loads((options.model / "card.json").read_text())
    (exit,) = card["exits"]
    exit |= fitted(rows, str(exit["cosine"]))
    if options.write:
        card.pop("format")
        write_card(options.model, card)


def ndcg(row: dict, share: str) -> float:
    """Returns nDCG@10 of the candidates, of which the first is relevant."""
    values = np.array(row["logits"][share])
    rank = int((values[1:] >= values[0]).sum())
    return dcg([0] * rank + [1]) if rank < 10 else 0.0


def fitted(rows: list[dict], share: str) -> dict:
    """Returns `calibration`, fitted to the sources that are no validation sources. There is no threshold, since all
    lists are English: a passage that answers a question in another language scores lower, and would be called
    irrelevant.
    """
    own = candidates([row for row in rows if row["source"] not in VALIDATION], share)
    other = candidates([row for row in rows if row["source"] in VALIDATION], share)
    slope, intercept = fit(own)
    errors = [error(part, slope, intercept, False) for part in (own, other)]
    print(f"slope {slope:.3f} intercept {intercept:.3f}; calibration error {errors[0]:.4f}, kept out {errors[1]:.4f}")
    pairs = f"{len(own.logits)} candidates of held-out queries in English, weighted to one in ten relevant"
    return {"calibration": {"slope": round(slope, 4), "intercept": round(intercept, 4), "fittedOn": pairs}}


def candidates(rows: list[dict], share: str) -> Candidates:
    """Joins the candidates of queries; relevant ones have the share RATE of the weight, and all sources the same."""
    relevant = np.concatenate([[1] + [0] * (len(row["logits"][share]) - 1) for row in rows])
    source = np.concatenate([[row["source"]] * len(row["logits"][share]) for row in rows])
    weight = np.ones(len(relevant))
    for name in set(source.tolist()):
        for kind, part in ((1, RATE), (0, 1 - RATE)):
            chosen = (source == name) & (relevant == kind)
            weight[chosen] *= part / weight[chosen].sum()
    return Candidates(np.concatenate([row["logits"][share] for row in rows]), relevant, weight / weight.sum())


if __name__ == "__main__":
    main()
