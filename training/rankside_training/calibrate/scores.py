"""Fits the fields of a card that describe the scores of an exit.

- `calibration`: score = 1 / (1 + exp(−(slope · logit + intercept))), Platt scaling (Platt, 1999) on pairs of the
  training sources that no step has seen. The candidates of a query are the best hundred of BM25: all that are relevant,
  and a sample of the others. They are weighted so that one in ten is relevant, as among the first results of a search;
  the pool knows only one relevant passage for most queries, which would make it one in a hundred. All sources have
  equal weight.
- `threshold`: the score that all but a share FALSE_NEGATIVES of the relevant candidates reach.
- `fusion`: the share of BM25 that ranks the validation sources best.

The fit is evaluated, and the fusion is fitted, on the validation sources, which neither training nor the calibration
has seen.
"""

import json
from pathlib import Path

import numpy as np

from ..evaluate.validate import Judged, quality
from ..export.card import write_card
from ..network.config import Exit
from .platt import Candidates, chance, error, fit

FALSE_NEGATIVES = 0.05
RATE = 0.1  # share of the candidates that are relevant
SHARES = np.arange(0, 0.65, 0.05)


def fit_exit(exit: Exit, fitting: list[Judged], validation: list[Judged], weights: list[float]) -> dict:
    """Returns `calibration`, `threshold` and `fusion` of one exit."""
    own, other = columns(fitting, exit, weights), columns(validation, exit, [1.0] * len(validation))
    slope, intercept = fit(own)
    sources = len({row.source for row in fitting})
    threshold = float(np.quantile(own.logits[own.relevant == 1], FALSE_NEGATIVES))
    missed = float((other.logits[other.relevant == 1] < threshold).mean())
    dropped = float(
        other.weights[(other.relevant == 0) & (other.logits < threshold)].sum()
        / other.weights[other.relevant == 0].sum()
    )
    fused = {round(float(share), 2): quality(validation, exit.cosine, float(share))["mean"] for share in SHARES}
    best = max(fused, key=fused.get)
    errors = [[error(part, slope, intercept, half) for half in (False, True)] for part in (own, other)]
    share = own.weights[own.relevant == 1].sum()
    print(f"depth {exit.depth}: slope {slope:.3f} intercept {intercept:.3f}, {share:.3f} relevant")
    print(f"  calibration error {errors[0][0]:.4f} where fitted, {errors[1][0]:.4f} on the validation sources")
    print(f"  balanced {errors[0][1]:.3f}, {errors[1][1]:.3f}")
    print(f"  threshold {chance(threshold, slope, intercept):.5f}: misses {missed:.3f} of the relevant candidates")
    print(f"  and drops {dropped:.3f} of the others, both of the validation sources")
    print(f"  BM25's share {best}: {fused[0.0]:.4f} without, {fused[best]:.4f} with", flush=True)
    pairs = (
        f"{len(own.logits)} candidates of held-out queries from {sources} training sources, "
        "weighted to one in ten relevant"
    )
    kept_out = f"{len(validation)} queries of {len({row.source for row in validation})} sources kept out of training"
    return {
        "calibration": {"slope": round(slope, 4), "intercept": round(intercept, 4), "fittedOn": pairs},
        "threshold": {
            "score": round(chance(threshold, slope, intercept), 6),
            "falseNegativeRate": round(missed, 4),
            "fittedOn": f"{pairs}; the rate is of {kept_out}",
        },
        "fusion": {"weight": best, "fittedOn": kept_out},
    }


def columns(judged: list[Judged], exit: Exit, others: list[float]) -> Candidates:
    """Joins the candidates of all queries. `others`: how many candidates an irrelevant one stands for, by query."""
    weights = [np.where(row.relevant == 1, 1.0, weight) for row, weight in zip(judged, others)]
    source = np.concatenate([np.full(len(row.relevant), row.source) for row in judged])
    relevant, weight = np.concatenate([row.relevant for row in judged]), np.concatenate(weights)
    for name in set(source):
        for kind, share in ((relevant == 1, RATE), (relevant == 0, 1 - RATE)):
            weight[(source == name) & kind] *= share / weight[(source == name) & kind].sum()
    logits = np.concatenate([row.parts @ np.array([exit.cosine, exit.maxsim]) for row in judged])
    return Candidates(logits, relevant, weight / weight.sum())


def update(folder: Path, fitted: dict[int, dict]) -> None:
    """Writes the fitted fields into the card, by the depth of the exit."""
    card = json.loads((folder / "card.json").read_text())
    for exit in card["exits"]:
        exit.update(fitted[exit["depth"]])
    card.pop("format")
    write_card(folder, card)
