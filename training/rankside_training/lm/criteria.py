"""Chooses the weights of the three questions of `criteria`: `python -m rankside_training.lm.criteria <run>`.

It takes those with the best nDCG@10 on the sources that are not trained on, and among equals those with the largest
weight for `Relevant`.
"""

import argparse
from itertools import product
from pathlib import Path

import numpy as np
import torch

from ..data.prepared import Prepared
from ..evaluate.metrics import dcg
from ..settings import WORK
from .encode import Encoded
from .export import read_stored
from .objective import yes_over_no
from .parts import QUERY_LINE, Part, Parts, rows_of, size_of
from .reader import Reader
from .wording import CRITERIA

STEPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description="Weigh the questions of `criteria`")
    parser.add_argument("run", type=Path, help="folder with average.pt")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--queries", type=int, default=10, help="queries of each source")
    options = parser.parse_args()
    model, prepared = read_stored(options.run), Prepared(options.work)
    texts, parts = Encoded(options.work, prepared), Parts(model, Reader(model).words)
    judged = [(item, answers(parts, texts, item)) for item in prepared.first(options.queries)]
    found = {(a, b): quality(judged, np.array([1 - a - b, a, b])) for a, b in product(STEPS, STEPS) if a + b < 1}
    best = max(found, key=lambda weights: (round(found[weights], 3), -sum(weights)))
    print(
        {name: round(float(weight), 2) for name, weight in zip(CRITERIA, (1 - sum(best), *best))},
        found[best],
        "yes alone:",
        found[0.0, 0.0],
    )


@torch.inference_mode()
def answers(parts: Parts, texts: Encoded, item: dict, candidates: int = 20) -> np.ndarray:
    """Returns (criteria, candidates): the logit of yes minus that of no."""
    words, query = parts.words, Part(texts.line(item["query"], 64).states, parts.words.query)
    prefixes = [[Part(texts.line(text, 96).states, words.passage)] for text in item["candidates"][:candidates]]
    before, sizes = parts.model(rows_of(prefixes)), [size_of(row) for row in prefixes]

    def asked(name):
        return rows_of([[query, parts.word(words.answers[name.lower()])]] * len(sizes), sizes, QUERY_LINE)

    return np.stack(
        [yes_over_no(parts.model, parts.model(asked(name), before).states[:, -1], words).numpy() for name in CRITERIA]
    )


def quality(judged: list[tuple[dict, np.ndarray]], weights: np.ndarray) -> float:
    """Returns the mean nDCG@10 over sources with these weights."""
    by_source: dict[str, list[float]] = {}
    for item, logits in judged:
        order = np.argsort(-(weights @ logits), kind="stable")
        gained = np.array(item["relevant"][: logits.shape[1]])[order][:10].tolist()
        by_source.setdefault(item["source"], []).append(dcg(gained) / dcg([1] * min(item["positives"], 10)))
    return float(np.mean([np.mean(rows) for rows in by_source.values()]))


if __name__ == "__main__":
    main()
