"""Fits how the logits of `deep` join those of `base`: `python -m rankside_training.deep.calibrate`.

The joined logit orders passages by MAIN · the logit of `base` + the logit of `deep`. Its scale is that of the logits of
`base`, so that the calibration of `base` gives the score of both: a logistic curve is fitted to the sum (Platt, 1999)
on candidates of held-out training queries, and solved for the logit at which the curve of `base` has the same value.
MAIN is a share of `base` that is within half a point of the best on the validation sources.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from ..calibrate.platt import error, fit
from ..calibrate.scores import columns
from ..data.prepared import Prepared
from ..evaluate.validate import Judged, judge, quality
from ..export.card import file_reference, write_card
from ..export.stored import StoredModel, network_of, read_model
from ..network.config import Exit
from ..settings import MODELS, WORK
from .prefixed import Prefixed

MAIN = 0.3
SHARES = (0.0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
PASSAGES = 15  # of a list, that `deep` scores


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit how the scores of deep and base join")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder with base and deep")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--queries", type=int, default=20, help="validation queries a source")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    models = [read_model(options.models / name) for name in ("base", "deep")]
    sets = [scored(model, options.work, options.queries) for model in models]
    fitting, validation = ([joined(*pair) for pair in zip(*rows)] for rows in zip(*sets))
    for share in (None, *SHARES):
        print("base alone" if share is None else f"{share} · base + deep", quality(last_pass(validation, share), 1.0))
    update(options.models, fitted(fitting, options.work))


def scored(model: StoredModel, work: Path, queries: int) -> list[list[Judged]]:
    """Scores the candidates of the calibration and the validation queries; `parts` is (candidates, 1): the logit."""
    network = network_of(model).eval()
    exit, limit = model.config.exits[-1], model.config.passage_limit
    prepared = Prefixed(work, model.texts) if model.config.query_prefix else Prepared(work)
    sets = (prepared.calibration, 1000), (prepared.first(queries), 50)
    weights = np.array([[exit.cosine], [exit.maxsim]])
    found = [judge(network, prepared, items, limit, most)[str(exit.depth)] for items, most in sets]
    return [[with_parts(row, row.parts @ weights) for row in rows] for rows in found]


def with_parts(row: Judged, parts: np.ndarray) -> Judged:
    """Returns the row with other parts of its scores."""
    return Judged(row.source, parts, row.bm25, row.relevant, row.positives)


def joined(base: Judged, deep: Judged) -> Judged:
    """Returns the row with both logits: (candidates, 2)."""
    return with_parts(base, np.concatenate([base.parts, deep.parts], axis=1))


def last_pass(rows: list[Judged], share: float | None) -> list[Judged]:
    """Returns the rows with the logit of `base`, or with a share, the joined logit of its best, which rank first."""
    found = []
    for row in rows:
        base, deep = row.parts.T
        values = base.copy()
        if share is not None:
            best = np.argsort(-base, kind="stable")[:PASSAGES]
            values[best] = share * base[best] + deep[best] + 100
        found.append(with_parts(row, np.stack([values, values], axis=1)))
    return found


def fitted(rows: list[Judged], work: Path) -> dict[str, float | str]:
    """Returns the numbers of `lastPass` that are fitted to the candidates, and what they were fitted on."""
    weights = [item["weight"] for item in Prepared(work).calibration]
    candidates = columns(rows, Exit(0, cosine=MAIN, maxsim=1.0), weights)
    slope, intercept = fit(candidates)
    ece = error(candidates, slope, intercept, False)
    print(f"slope {slope:.3f} intercept {intercept:.3f}; calibration error {ece:.4f}")
    sources = len({row.source for row in rows})
    of = f"{len(candidates.logits)} candidates of held-out queries from {sources} training sources"
    return {"slope": slope, "intercept": intercept, "fittedOn": f"{of}, weighted to one in ten relevant"}


def update(models: Path, both: dict) -> None:
    """Writes `lastPass` into the card of `deep`."""
    base = json.loads((models / "base" / "card.json").read_text())["exits"][-1]
    own = base["calibration"]
    card = json.loads((models / "deep" / "card.json").read_text())
    card["lastPass"] = {
        "after": "base",
        "depth": base["depth"],
        "weights": file_reference(models / "base", "weights.bin")["sha256"],
        "main": round(both["slope"] * MAIN / own["slope"], 5),
        "own": round(both["slope"] / own["slope"], 5),
        "intercept": round((both["intercept"] - own["intercept"]) / own["slope"], 5),
        "fittedOn": both["fittedOn"],
    }
    print(card["lastPass"])
    card.pop("format")
    write_card(models / "deep", card)


if __name__ == "__main__":
    main()
