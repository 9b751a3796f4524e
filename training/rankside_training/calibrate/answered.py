"""Measures how well the top score of a list tells whether any of its passages answers: `python -m
rankside_training.calibrate.answered <model folder>`.

Lists are BM25's best candidates. A list with an answer has a relevant candidate. A list without is the same list
without its relevant candidates (`near`), or the candidates of a query of another source (`foreign`). A list is told to
be without an answer where all its scores are below the threshold.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..data.prepared import Prepared
from ..evaluate.validate import encode, single, stack
from ..export.stored import network_of, read_model
from ..network.config import Exit
from ..network.encoder import Network, parts
from ..settings import WORK
from .platt import chance

CANDIDATES = 20
FALSE_ALARMS = 0.05  # of the lists with an answer, where the threshold is fitted


@dataclass(frozen=True)
class Lists:
    """The logits of lists by kind: with an answer, near misses, and foreign candidates. `relevant` has the best
    relevant candidate's logit of each list with an answer.
    """

    answered: list[np.ndarray]
    near: list[np.ndarray]
    foreign: list[np.ndarray]
    relevant: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what the threshold says of whole lists")
    parser.add_argument("model", type=Path, help="folder with card.json")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--queries", type=int, default=20, help="validation queries a source")
    parser.add_argument("--out", type=Path, help="file for the logits of all lists")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    prepared, model = Prepared(options.work), read_model(options.model)
    network = network_of(model)
    cards = {each["depth"]: each for each in json.loads((options.model / "card.json").read_text())["exits"]}
    sets = {"fitted": short(prepared.calibration), "kept out": short(prepared.first(options.queries))}
    found = {name: lists_of(network, prepared, items) for name, items in sets.items()}
    for exit in model.config.exits:
        report(exit, cards[exit.depth], {name: each[exit.depth] for name, each in found.items()})
    if options.out:
        kept = {name: {d: dump(lists) for d, lists in each.items()} for name, each in found.items()}
        options.out.write_text(json.dumps(kept))


def dump(lists: Lists) -> dict:
    """Returns lists as JSON."""
    return {name: [np.round(np.atleast_1d(row), 5).tolist() for row in rows] for name, rows in vars(lists).items()}


def short(items: list[dict]) -> list[dict]:
    """Returns items with at most CANDIDATES candidates, in BM25's order."""
    return [
        {**item, **{name: item[name][:CANDIDATES] for name in ("candidates", "relevant", "bm25")}} for item in items
    ]


def lists_of(network: Network, prepared: Prepared, items: list[dict]) -> dict[int, Lists]:
    """Scores the lists of all items at every exit."""
    texts = sorted({text for item in items for text in (item["query"], *item["candidates"])})
    encoded = encode(network, prepared, texts, network.shape.passage_limit)
    others = foreign(items)
    found = {}
    for exit in network.shape.exits:
        vectors = encoded[str(exit.depth)]

        def logits(query: int, passages: list[int], exit: Exit = exit, vectors: dict = vectors) -> np.ndarray:
            passages = stack([single(vectors[passage]) for passage in passages], network.shape.vector_bits)
            cosine, maxsim = parts(single(vectors[query]), passages)
            return (exit.cosine * cosine + exit.maxsim * maxsim)[0].numpy()

        lists = Lists([], [], [], [])
        for item, other in zip(items, others):
            own, relevant = logits(item["query"], item["candidates"]), np.array(item["relevant"]) == 1
            lists.foreign.append(logits(item["query"], other["candidates"]))
            if relevant.any() and not relevant.all():
                lists.answered.append(own)
                lists.relevant.append(float(own[relevant].max()))
                lists.near.append(own[~relevant])
        found[exit.depth] = lists
    return found


def foreign(items: list[dict]) -> list[dict]:
    """Returns for each item one of another source."""
    rng = np.random.default_rng(0)
    by_source: dict[str, list[dict]] = {}
    for item in items:
        by_source.setdefault(item["source"], []).append(item)
    names = sorted(by_source)
    found = []
    for item in items:
        name = names[(names.index(item["source"]) + 1 + rng.integers(len(names) - 1)) % len(names)]
        found.append(by_source[name][rng.integers(len(by_source[name]))])
    return found


def report(exit: Exit, card: dict, found: dict[str, Lists]) -> None:
    """Prints what the card's threshold says of the lists, and what one fitted to whole lists would say."""
    slope, intercept = card["calibration"]["slope"], card["calibration"]["intercept"]
    today = (np.log(card["threshold"]["score"] / (1 - card["threshold"]["score"])) - intercept) / slope
    fitted = float(np.quantile([row.max() for row in found["fitted"].answered], FALSE_ALARMS))
    for label, logit in (("card", today), ("fitted", fitted)):
        print(f"depth {exit.depth}, {label}: score {chance(logit, slope, intercept):.4f}")
        for name, lists in found.items():
            told = [
                np.mean([row.max() < logit for row in rows]) for rows in (lists.answered, lists.near, lists.foreign)
            ]
            missed = np.mean(np.array(lists.relevant) < logit)
            print(
                f"  {name}: with an answer, told none {told[0]:.3f} (best relevant one below {missed:.3f}), "
                f"near misses told {told[1]:.3f}, foreign told {told[2]:.3f} "
                f"({len(lists.answered)}, {len(lists.near)}, {len(lists.foreign)} lists)",
                flush=True,
            )


if __name__ == "__main__":
    main()
