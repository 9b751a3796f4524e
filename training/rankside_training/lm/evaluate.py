"""nDCG@10 of a training run on an evaluation set, in PyTorch: `python -m rankside_training.lm.evaluate <run> <set folder>`."""

import argparse
import random
from pathlib import Path

import numpy as np
import torch

from ..checkpoint import read_checkpoint
from ..judging import ndcg, read_set
from ..nbits import as_stored
from ..settings import WORK
from .export import LIMITS, Asked, bits_of, read
from .judge import scores
from .wording import own_tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description="Judge the small language model")
    parser.add_argument("run", type=Path, help="folder with average.pt")
    parser.add_argument("set", type=Path, help="folder in BEIR's layout with BM25's run")
    parser.add_argument("--depth", type=int, default=50, help="candidates a query")
    parser.add_argument("--queries", type=int, help="default: all")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, asked = read(options.run / "average.pt"), Asked(own_tokenizer(read_checkpoint(options.work / "untrained").tokenizer.to_str()))
    as_stored(model, bits_of)
    found: dict[str, list[float]] = {}
    pieces = lambda text: asked.tokenizer.encode(" ".join(text.split()), add_special_tokens=False).ids
    judged, rng = read_set(options.set, options.depth, options.queries), random.Random(0)
    for query, text in judged.queries.items():
        run = judged.run[query]
        ways = scores(model, asked.words, pieces(text)[: LIMITS["query"]], [pieces(judged.passages[p])[: LIMITS["passage"]] for p in run])
        ways |= {"BM25": -np.arange(len(run)), "random": np.array(rng.sample(range(len(run)), len(run)))}
        for way, values in ways.items():
            ranking = [run[at] for at in np.argsort(-values, kind="stable")]
            found.setdefault(way, []).append(ndcg(ranking, judged.qrels[query]))
    print(f"{options.set.name}, {len(judged.queries)} queries, best {options.depth} of BM25:", {k: round(float(np.mean(v)), 3) for k, v in found.items()})


if __name__ == "__main__":
    main()
