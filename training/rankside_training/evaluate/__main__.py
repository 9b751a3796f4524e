"""Evaluates the graphs of a model folder, and fp32 PyTorch over its weights: `python -m rankside_training.evaluate
<model folder>`.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from ..export.stored import StoredModel, read_model
from ..graphs.runtime import Exported
from ..network.config import Config, Exit
from ..network.reference import Reference
from ..network.scoring import Encoded, as_passage, eight_bit, logit
from ..network.text import TextEncoder
from ..settings import DATA
from .judged_sets import JudgedSet, read_set
from .metrics import ndcg

SETS = {
    "dl19": (100, None),
    "nfcorpus": (100, None),
    "scifact": (100, None),
    "xquad-en": (20, 300),
}  # candidates, queries


def main() -> None:
    parser = argparse.ArgumentParser(description="Evaluate a model folder")
    parser.add_argument("model", type=Path, help="folder with card.json")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with eval/")
    parser.add_argument("--sets", nargs="*", default=list(SETS))
    parser.add_argument("--encoders", nargs="*", default=["fp32", "wasm"], help="fp32, or names of graphs")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = read_model(options.model)
    for name in options.sets:
        judged = read_set(options.data / "eval" / name, *SETS[name])
        report(name, "BM25", judged, judged.run)
        for encoder in options.encoders:
            made = encoder_of(model, encoder, options.threads)
            judge(name, encoder, judged, model.texts, model.config, made)


def encoder_of(model: StoredModel, name: str, threads: int) -> Reference | Exported:
    """Returns fp32 PyTorch over the stored weights for the name `fp32`, and the graphs `<name>.N.onnx` otherwise."""
    if name == "fp32":
        return Reference(model.config, model.fp32)
    return Exported(model.graph_paths(name), model.config.depths, model.weights, threads)


def judge(name: str, label: str, judged: JudgedSet, texts: TextEncoder, config: Config, encoder) -> None:
    """Encodes every passage once, and reports every exit with the vectors as they are and with vectors cached in 8
    bits.
    """
    start = time.time()
    ids = list(judged.passages)
    passages = dict(zip(ids, encoder.encode(texts.passages([judged.passages[i] for i in ids]))))
    queries = dict(zip(judged.queries, encoder.encode([texts.query(text) for text in judged.queries.values()])))
    print(f"{name} {label}: {len(ids)} passages in {time.time() - start:.0f} s", flush=True)
    for exit in config.exits:
        asked = {i: e[exit.depth] for i, e in queries.items()}
        kept = {i: as_passage(e[exit.depth], config.vector_bits) for i, e in passages.items()}
        report(name, f"{label}, depth {exit.depth}", judged, rankings(judged, asked, kept, exit))
        asked, kept = ({i: eight_bit(e) for i, e in side.items()} for side in (asked, kept))
        report(name, f"{label}, depth {exit.depth}, 8 bits", judged, rankings(judged, asked, kept, exit))


def rankings(
    judged: JudgedSet, queries: dict[str, Encoded], passages: dict[str, Encoded], exit: Exit
) -> dict[str, list[str]]:
    """Returns the candidates by descending logit; ties keep BM25's order."""
    return {
        query: sorted(candidates, key=lambda p: -logit(queries[query], passages[p], exit))
        for query, candidates in judged.run.items()
    }


def report(name: str, label: str, judged: JudgedSet, run: dict[str, list[str]]) -> None:
    """Prints the mean nDCG@10 of a ranking."""
    scores = [ndcg(run[query], judged.qrels[query]) for query in judged.queries]
    print(f"{name} | {label} | nDCG@10 {np.mean(scores):.4f} over {len(scores)} queries", flush=True)


if __name__ == "__main__":
    main()
