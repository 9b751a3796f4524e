"""Evaluates encoders query by query before they are exported: `python -m rankside_training.evaluate.reference_runs
[checkpoint …]`.

It writes one file for each system into `bench/reference`, where `npm run eval` finds figures to compare with; sets that
were evaluated before stay in the file. The systems are all-MiniLM-L6-v2 as it is released, with states of full width,
ordering BM25's best candidates by the cosine of the pooled vectors (`untrained-cosine`) or by half of it and half
MaxSim (`untrained-late`), and every exit of each checkpoint, with neither weights nor vectors quantized
(`<name>@<depth>-torch`). PyTorch computes matrix products in bfloat16 and the rest in fp32.
"""

import argparse
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from ..network.checkpoint import read_checkpoint
from ..network.encoder import ExitHead, Network, Vectors, load, load_untrained, parts
from ..network.text import TextEncoder
from ..settings import DATA, PROJECT, WORK
from .judged_sets import JudgedSet, read_set
from .metrics import average_precision, ndcg, reciprocal_rank
from .validate import encode, single, stack

CANDIDATES = {"xquad-en": 20}  # candidates of each query; 100 for other sets

Metrics = dict[str, dict[str, float]]  # values by metric and query


@dataclass(frozen=True)
class System:
    """A way to order candidates: the exit of a network, and the cosine's share of the logit."""

    name: str
    description: str
    depth: str
    cosine: float


class Texts:
    """Lists of token ids with the interface that `validate.encode` needs."""

    def __init__(self, rows: list[list[int]]):
        self.rows = rows

    def lengths(self, limit: int) -> np.ndarray:
        return np.array([len(row) for row in self.rows])

    def batch(self, texts: list[int], limit: int) -> tuple[torch.Tensor, torch.Tensor]:
        width = max(len(self.rows[text]) for text in texts)
        ids = torch.tensor([self.rows[text] + [0] * (width - len(self.rows[text])) for text in texts])
        mask = torch.tensor([[1] * len(self.rows[text]) + [0] * (width - len(self.rows[text])) for text in texts])
        return ids, mask


def main() -> None:
    parser = argparse.ArgumentParser(description="Evaluate encoders in PyTorch")
    parser.add_argument("checkpoints", type=Path, nargs="*", help="folders besides the untrained one")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with eval/")
    parser.add_argument("--work", type=Path, default=WORK, help="folder with untrained/")
    parser.add_argument("--out", type=Path, default=PROJECT / "bench" / "reference")
    parser.add_argument("--sets", nargs="*", help="default: every set of sets.json")
    parser.add_argument("--limit", type=int, help="tokens a passage; default: the checkpoint's")
    parser.add_argument("--suffix", default="", help="added to the systems' names")
    parser.add_argument("--skip-untrained", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    listed = json.loads((options.data / "eval" / "sets.json").read_text())
    for network, systems in networks(options):
        texts = TextEncoder(read_checkpoint(options.work / "untrained").tokenizer, limited(network, options.limit))
        for entry in listed:
            if options.sets is None or entry["set"] in options.sets:
                judged = read_set(options.data / "eval" / entry["set"], 10**6)
                judge(network, systems, texts, judged, entry, options.out)


def limited(network: Network, limit: int | None):
    """Returns the network's configuration with another limit for passages."""
    return replace(network.shape, passage_limit=limit or network.shape.passage_limit)


def networks(options: argparse.Namespace):
    """Yields each network with its systems."""
    if not options.skip_untrained:
        yield (
            full_width(load_untrained(options.work)),
            [
                System(
                    f"untrained-cosine{options.suffix}",
                    "all-MiniLM-L6-v2 in PyTorch, cosine of the pooled vectors alone.",
                    "6",
                    1.0,
                ),
                System(
                    f"untrained-late{options.suffix}",
                    "The same, half cosine and half MaxSim over token states of 384 dimensions.",
                    "6",
                    0.5,
                ),
            ],
        )
    for folder in options.checkpoints:
        network = load(folder)
        network.shape = replace(network.shape, vector_bits=8)
        name = network.shape.name
        yield (
            network,
            [
                System(
                    f"{name}@{e.depth}-torch{options.suffix}",
                    f"{name} after {e.depth} layers in PyTorch, not quantized.",
                    str(e.depth),
                    e.cosine,
                )
                for e in network.shape.exits
            ],
        )


def full_width(network: Network) -> Network:
    """Replaces the exits by one whose token vectors are the states themselves."""
    hidden = network.shape.hidden
    head = ExitHead(hidden, hidden)
    head.project.weight.data = torch.eye(hidden)
    network.exits = torch.nn.ModuleDict({str(network.shape.layers): head})
    network.shape = replace(network.shape, exits=network.shape.exits[-1:], token_dim=hidden)
    return network


def judge(
    network: Network, systems: list[System], texts: TextEncoder, judged: JudgedSet, entry: dict, out: Path
) -> None:
    """Encodes every candidate once and evaluates all systems."""
    start = time.time()
    depth_of_run = CANDIDATES.get(entry["set"], 100)
    heads = {query: run[:depth_of_run] for query, run in judged.run.items()}
    ids = sorted({passage for head in heads.values() for passage in head})
    rows = Texts(
        texts.passages([judged.passages[i] for i in ids]) + [texts.query(text) for text in judged.queries.values()]
    )
    encoded = encode(network, rows, list(range(len(rows.rows))), 10**6)
    index_of = {name: i for i, name in enumerate([*ids, *judged.queries])}
    for system in systems:
        vectors = encoded[system.depth]
        metrics: Metrics = {"ndcg10": {}, "mrr10": {}, "map": {}}
        for query, head in heads.items():
            logits = score(system, vectors[index_of[query]], [vectors[index_of[name]] for name in head])
            ranking = [head[i] for i in sorted(range(len(head)), key=lambda i: -logits[i])] + judged.run[query][
                depth_of_run:
            ]
            grades = judged.qrels[query]
            metrics["ndcg10"][query] = round(ndcg(ranking, grades), 4)
            metrics["mrr10"][query] = round(reciprocal_rank(ranking, grades, entry["min_rel"]), 4)
            metrics["map"][query] = round(average_precision(ranking, grades, entry["min_rel"]), 4)
        update(out, system, entry["set"], metrics)
    print(f"  {len(ids)} passages, {len(heads)} queries in {time.time() - start:.0f} s", flush=True)


def score(system: System, query: Vectors, passages: list[Vectors]) -> list[float]:
    """Returns the logits of the passages."""
    if not passages:
        return []
    cosine, maxsim = parts(single(query), stack([single(passage) for passage in passages], 8))
    return (system.cosine * cosine + (1 - system.cosine) * maxsim)[0].tolist()


def update(folder: Path, system: System, name: str, metrics: Metrics) -> None:
    """Writes the metrics of one set into a system's file."""
    path = folder / f"{system.name}.json"
    sets = json.loads(path.read_text())["sets"] if path.exists() else {}
    sets[name] = metrics
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"system": system.name, "description": system.description, "sets": sets}, separators=(",", ":"))
        + "\n"
    )
    print(f"{system.name} {name}: nDCG@10 {np.mean(list(metrics['ndcg10'].values())):.4f}", flush=True)


if __name__ == "__main__":
    main()
