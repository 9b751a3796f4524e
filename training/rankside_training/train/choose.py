"""Makes the checkpoint that ships from a run: `python -m rankside_training.train.choose base`.

It chooses the share of the cosine at each exit by the validation sources. `--shares` first averages the weights of the
run with those of the untrained encoder, by the share that ranks these sources best.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import torch

from ..data.prepared import Prepared
from ..evaluate.validate import judge, quality
from ..export.notice import ABOUT
from ..network.config import Exit
from ..network.encoder import Network, load, load_untrained, save
from ..settings import WORK
from .recipes import PASSAGE_LIMIT, RECIPES, VECTOR_BITS

COSINES = (0.0, 0.1, 0.2, 0.25, 0.33, 0.4, 0.5, 0.6, 0.75, 1.0)
MARGIN = 0.005  # the gain that another share than the trained one needs
BM25 = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
CANDIDATES = 50


def main() -> None:
    parser = argparse.ArgumentParser(description="Choose weights and scoring on the validation sources")
    parser.add_argument("model", choices=("base", "fast"))
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--run", help="name of the run's folder; default: the model's name")
    parser.add_argument(
        "--shares", type=float, nargs="*", default=(), help="of the run's weights, for a run of its shape"
    )
    parser.add_argument("--limit", type=int, default=256, help="tokens a passage")
    parser.add_argument("--queries", type=int, default=40, help="of each source")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    prepared = Prepared(options.work)
    trained = load(options.work / "runs" / (options.run or options.model) / "average")
    candidates = {1.0: trained}
    if options.shares:
        start = load_untrained(options.work)
        candidates = {share: between(start, trained, share) for share in options.shares}
    found = {share: report(network, prepared, options) for share, network in candidates.items()}
    best = max(found, key=lambda share: max(found[share][max(found[share], key=int)]["cosine"].values()))
    network = candidates[best]
    network.shape = replace(
        network.shape,
        exits=tuple(
            weighed(each, found[best][str(each.depth)]["cosine"], RECIPES[options.model].cosine)
            for each in network.shape.exits
        ),
    )
    network.shape = replace(network.shape, passage_limit=PASSAGE_LIMIT, vector_bits=VECTOR_BITS)
    folder = options.work / "chosen" / options.model
    save(network, folder, {**ABOUT[options.model], "languages": ["en"], "licence": "Apache-2.0"})
    (folder / "choice.json").write_text(json.dumps({"share": best, "validation": found}, indent=1) + "\n")
    print("share", best, network.shape.exits)


def weighed(each: Exit, cosines: dict[str, float], trained: float) -> Exit:
    """Returns the exit with the share of the cosine that it was trained with, or with another share where that ranks
    clearly better.
    """
    best = float(max(cosines, key=cosines.get))
    best = best if cosines[str(best)] > cosines[str(trained)] + MARGIN else trained
    return replace(each, cosine=best, maxsim=round(1 - best, 4))


def between(start: Network, trained: Network, share: float) -> Network:
    """Returns share · trained + (1 − share) · start, tensor by tensor."""
    mixed = Network(trained.shape)
    own, theirs = start.state_dict(), trained.state_dict()
    mixed.load_state_dict({name: theirs[name] * share + own[name] * (1 - share) for name in theirs})
    return mixed


def report(network: Network, prepared: Prepared, options: argparse.Namespace) -> dict[str, dict]:
    """Returns the mean nDCG@10 of the validation sources by exit, over shares of the cosine, and with the best of these
    over shares of BM25.
    """
    result = {}
    for depth, rows in judge(network, prepared, prepared.first(options.queries), options.limit, CANDIDATES).items():
        cosine = {str(share): round(quality(rows, share)["mean"], 4) for share in COSINES}
        best = float(max(cosine, key=cosine.get))
        bm25 = {str(share): round(quality(rows, best, share)["mean"], 4) for share in BM25}
        sources = {name: round(value, 4) for name, value in quality(rows, best).items()}
        result[depth] = {"cosine": cosine, "bm25": bm25, "sources": sources}
        print(depth, json.dumps(result[depth]), flush=True)
    return result


if __name__ == "__main__":
    main()
