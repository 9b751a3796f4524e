"""Computes nDCG@10 of a training run on an evaluation set, in PyTorch: `python -m rankside_training.lm.evaluate <run>
<set folder>`.
"""

import argparse
import random
from pathlib import Path

import numpy as np
import torch

from ..evaluate.judged_sets import read_set
from ..evaluate.metrics import ndcg
from .export import LIMITS, read_stored
from .judge import letters, scores
from .parts import Parts
from .reader import Reader
from .wording import MOST


def main() -> None:
    parser = argparse.ArgumentParser(description="Evaluate the small language model")
    parser.add_argument("run", type=Path, help="folder with average.pt")
    parser.add_argument("set", type=Path, help="folder in BEIR's layout with BM25's run")
    parser.add_argument("--depth", type=int, default=50, help="candidates of a query")
    parser.add_argument("--queries", type=int, help="default: all")
    parser.add_argument("--passage", type=int, default=LIMITS["passage"], help="tokens of a passage")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = read_stored(options.run)
    reader = Reader(model)
    parts, found = Parts(model, reader.words), {}
    judged, rng = read_set(options.set, options.depth, options.queries), random.Random(0)
    for query, text in judged.queries.items():
        run, asked = judged.run[query], reader.line(text, LIMITS["query"])
        lines = [reader.line(judged.passages[p], options.passage) for p in run]
        methods = scores(model, parts, asked, reader.line(text, LIMITS["query"], causal=True), lines)
        if len(run) <= MOST:
            methods["letters"] = letters(model, parts, asked, [line.states for line in lines])
        methods |= {"BM25": -np.arange(len(run)), "random": np.array(rng.sample(range(len(run)), len(run)))}
        for method, values in methods.items():
            ranking = [run[index] for index in np.argsort(-values, kind="stable")]
            found.setdefault(method, []).append(ndcg(ranking, judged.qrels[query]))
    print(
        f"{options.set.name}, {len(judged.queries)} queries, best {options.depth} of BM25:",
        {k: round(float(np.mean(v)), 3) for k, v in found.items()},
    )


if __name__ == "__main__":
    main()
