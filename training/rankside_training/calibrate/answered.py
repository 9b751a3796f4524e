"""Fits the threshold to whole lists, and measures what it says of them: `python -m rankside_training.calibrate.answered
<model folder>`.

A list is told to be without an answer where the scores of all its passages are below the threshold. Lists are BM25's
best candidates. A list with an answer has a relevant candidate. A list without is what BM25 finds for the query of one
source in the passages of another (`other`), or a list with an answer whose relevant candidates were taken out (`near`).
The second kind is reported only: the pool marks few of the passages that answer, so that many of these lists still have
an answer.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..data.prepared import Prepared
from ..evaluate.validate import Judged, judge
from ..export.card import write_card
from ..export.stored import network_of, read_model
from ..network.config import Exit
from ..settings import WORK
from .platt import chance

CANDIDATES = 20
FALSE_ALARMS = 0.05  # lists with an answer that are told to be without one, where the threshold is fitted


@dataclass(frozen=True)
class Lists:
    """The best logit of each list by kind, and the logits of all relevant candidates of the lists with an answer."""

    answered: np.ndarray
    near: np.ndarray
    other: np.ndarray
    relevant: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the threshold to whole lists")
    parser.add_argument("model", type=Path, help="folder with card.json")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--queries", type=int, default=20, help="validation queries a source")
    parser.add_argument("--out", type=Path, help="file for the best logits of all lists")
    parser.add_argument("--write", action="store_true", help="write the fitted threshold into the card")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    prepared, model = Prepared(options.work), read_model(options.model)
    network, limit = network_of(model), model.config.passage_limit
    sets = {"calibration": prepared.calibration, "validation": prepared.first(options.queries)}
    judged = {
        name: [judge(network, prepared, items, limit, CANDIDATES) for items in (own, prepared.unanswered[name])]
        for name, own in sets.items()
    }
    found = {
        exit: {name: lists_of(exit, *(rows[str(exit.depth)] for rows in both)) for name, both in judged.items()}
        for exit in model.config.exits
    }
    if options.out:
        options.out.write_text(json.dumps({exit.depth: as_json(lists) for exit, lists in found.items()}))
    card = json.loads((options.model / "card.json").read_text())
    for entry, lists in zip(card["exits"], found.values()):
        entry["threshold"] = report(entry, lists["calibration"], lists["validation"])
    if options.write:
        card.pop("format")
        write_card(options.model, card)


def as_json(lists: dict[str, Lists]) -> dict:
    """Returns the lists of an exit, by the name of their set and their kind."""
    return {name: {kind: row.tolist() for kind, row in vars(each).items()} for name, each in lists.items()}


def lists_of(exit: Exit, own: list[Judged], others: list[Judged]) -> Lists:
    """Returns the lists of one exit."""

    def logits(row: Judged) -> np.ndarray:
        return row.parts @ np.array([exit.cosine, exit.maxsim])

    answered = [row for row in own if 0 < row.relevant.sum() < len(row.relevant)]
    return Lists(
        np.array([logits(row).max() for row in answered]),
        np.array([logits(row)[row.relevant == 0].max() for row in answered]),
        np.array([logits(row).max() for row in others]),
        np.concatenate([logits(row)[row.relevant == 1] for row in answered]),
    )


def fitted(lists: Lists) -> float:
    """Returns the logit that the best passage of all but a share FALSE_ALARMS of the lists with an answer reaches."""
    return float(np.quantile(lists.answered, FALSE_ALARMS))


def rates(lists: Lists, logit: float) -> tuple[float, float]:
    """Returns the share of lists with an answer that are told to be without, and of `other` lists that are not."""
    return float((lists.answered < logit).mean()), float((lists.other >= logit).mean())


def report(entry: dict, fitting: Lists, kept_out: Lists) -> dict:
    """Prints what the card's threshold and a fitted one say of the lists, and returns the fields of the latter."""
    slope, intercept, score = *(entry["calibration"][k] for k in ("slope", "intercept")), entry["threshold"]["score"]
    chosen = fitted(fitting)
    for label, logit in (("card", (np.log(score / (1 - score)) - intercept) / slope), ("fitted", chosen)):
        print(f"depth {entry['depth']}, {label}: score {chance(logit, slope, intercept):.4f}")
        for name, lists in (("calibration", fitting), ("validation", kept_out)):
            wrong, missed = rates(lists, logit)
            print(
                f"  {name}: told to be without an answer: {wrong:.3f} of {len(lists.answered)} with one (relevant ones "
                f"below: {(lists.relevant < logit).mean():.3f}), {1 - missed:.3f} of {len(lists.other)} others, "
                f"{(lists.near < logit).mean():.3f} of {len(lists.near)} near misses",
                flush=True,
            )
    fitted_on = (
        f"{len(fitting.answered)} lists with an answer and {len(fitting.other)} without, of held-out queries of the "
        f"training sources; the rate is of {len(kept_out.answered)} lists of sources kept out of training"
    )
    missed = float((kept_out.relevant < chosen).mean())
    return {
        "score": round(float(chance(chosen, slope, intercept)), 6),
        "falseNegativeRate": round(missed, 4),
        "fittedOn": fitted_on,
    }


if __name__ == "__main__":
    main()
