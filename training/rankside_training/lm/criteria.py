"""Which weights the three questions of `criteria` get: `python -m rankside_training.lm.criteria <run>`.

By nDCG@10 on the sources that took no part in training; where several weights do as well, those that trust the yes most.
"""

import argparse
from itertools import product
from pathlib import Path

import numpy as np
import torch

from ..judging import dcg
from ..nbits import as_stored
from ..prepared import Prepared
from ..settings import MODELS, WORK
from ..stored import read_model
from .bits import bits_of
from .encode import Encoded
from .export import read
from .learn import ASKED, Reading
from .lessons import Part, rows_of, size_of
from .objective import yes_over_no
from .wording import CRITERIA, Words
from .train import own

STEPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description="Weigh the questions of `criteria`")
    parser.add_argument("run", type=Path, help="folder with average.pt")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--queries", type=int, default=10, help="a source")
    options = parser.parse_args()
    model, prepared = read(options.run / "average.pt"), Prepared(options.work)
    as_stored(model, bits_of)
    texts, reading = Encoded(options.work, prepared), Reading(model, Words(own(read_model(MODELS / "base").texts.tokenizer)), numbers=0)
    judged = [(item, answers(reading, texts, item)) for item in prepared.first(options.queries)]
    found = {(a, b): quality(judged, np.array([1 - a - b, a, b])) for a, b in product(STEPS, STEPS) if a + b < 1}
    best = max(found, key=lambda weights: (round(found[weights], 3), -sum(weights)))
    print({name: round(float(weight), 2) for name, weight in zip(CRITERIA, (1 - sum(best), *best))}, found[best], "yes alone:", found[0.0, 0.0])


@torch.inference_mode()
def answers(reading: Reading, texts: Encoded, item: dict, candidates: int = 20) -> np.ndarray:
    """(criteria, candidates): yes over no."""
    words, query = reading.words, Part(texts.line(item["query"], 64).states, reading.words.query)
    prefixes = [[Part(texts.line(place, 96).states, words.passage)] for place in item["candidates"][:candidates]]
    before, sizes = reading.model(rows_of(prefixes)), [size_of(row) for row in prefixes]
    asked = lambda name: rows_of([[query, reading.word(words.answers[name.lower()])]] * len(sizes), sizes, ASKED)
    return np.stack([yes_over_no(reading.model, reading.model(asked(name), before).states[:, -1], words).numpy() for name in CRITERIA])


def quality(judged: list[tuple[dict, np.ndarray]], weights: np.ndarray) -> float:
    by_source: dict[str, list[float]] = {}
    for item, logits in judged:
        order = np.argsort(-(weights @ logits), kind="stable")
        gained = np.array(item["relevant"][: logits.shape[1]])[order][:10].tolist()
        by_source.setdefault(item["source"], []).append(dcg(gained) / dcg([1] * min(item["positives"], 10)))
    return float(np.mean([np.mean(rows) for rows in by_source.values()]))


if __name__ == "__main__":
    main()
