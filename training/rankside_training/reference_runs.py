"""Judges the untrained encoder query by query, for the report to compare with: `python -m rankside_training.reference_runs`.

all-MiniLM-L6-v2 as it comes, in fp32 PyTorch, with states of full width. BM25's best candidates are ordered by the cosine of the pooled
vectors (`untrained-cosine`), or by half of it and half MaxSim (`untrained-late`); the rest of the run follows in its order. What
`npm run eval` reads is one file a system in `bench/reference`; sets judged before stay in it.
"""

import argparse
import json
import time
from pathlib import Path

import torch

from .judging import JudgedSet, average_precision, ndcg, read_set, reciprocal_rank
from .reference import Reference
from .scoring import parts
from .settings import BASE, DATA, PROJECT
from .source import load_source
from .text import TextEncoder

CANDIDATES = {"xquad-en": 20}  # of each query; 100 elsewhere
SYSTEMS = {  # weights of cosine and MaxSim
    "untrained-cosine": (1.0, 0.0),
    "untrained-late": (0.5, 0.5),
}
DESCRIPTIONS = {
    "untrained-cosine": "all-MiniLM-L6-v2 in fp32 PyTorch, cosine of the pooled vectors alone; passages cut at 256 tokens.",
    "untrained-late": "The same encoder, half cosine and half MaxSim over token states of 384 dimensions.",
}

Metrics = dict[str, dict[str, float]]  # by metric, then by query


def main() -> None:
    parser = argparse.ArgumentParser(description="Judge the untrained encoder")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with eval/")
    parser.add_argument("--weights", type=Path, help="Hugging Face folder of all-MiniLM-L6-v2; default: the installed package")
    parser.add_argument("--out", type=Path, default=PROJECT / "bench" / "reference")
    parser.add_argument("--sets", nargs="*", help="default: every set of sets.json")
    parser.add_argument("--queries", type=int, help="only the first judged queries: a quick look, give another --out with it")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, texts = load_source(options.weights)
    encoder = Reference(model, BASE)
    listed = json.loads((options.data / "eval" / "sets.json").read_text())
    for entry in listed:
        if options.sets is None or entry["set"] in options.sets:
            judged = read_set(options.data / "eval" / entry["set"], 10**6, options.queries)
            candidates = CANDIDATES.get(entry["set"], 100)
            for system, metrics in judge(encoder, texts, judged, candidates, entry["min_rel"]).items():
                update(options.out, system, entry["set"], metrics)


def judge(encoder, texts: TextEncoder, judged: JudgedSet, candidates: int, min_grade: int) -> dict[str, Metrics]:
    """Metrics of each system; every passage among the candidates is encoded once, for both."""
    start = time.time()
    heads = {query: run[:candidates] for query, run in judged.run.items()}
    ids = sorted({passage for head in heads.values() for passage in head})
    passages = dict(zip(ids, encoder.encode(texts.passages([judged.passages[i] for i in ids]))))
    queries = dict(zip(judged.queries, encoder.encode([texts.query(text) for text in judged.queries.values()])))
    results: dict[str, Metrics] = {system: {"ndcg10": {}, "mrr10": {}, "map": {}} for system in SYSTEMS}
    for query, head in heads.items():
        scores = [parts(queries[query], passages[passage]) for passage in head]  # (cosine, MaxSim) of each
        grades = judged.qrels[query]
        for system, weights in SYSTEMS.items():
            ranking = reorder(head, scores, weights) + judged.run[query][candidates:]
            metrics = results[system]
            metrics["ndcg10"][query] = round(ndcg(ranking, grades), 4)
            metrics["mrr10"][query] = round(reciprocal_rank(ranking, grades, min_grade), 4)
            metrics["map"][query] = round(average_precision(ranking, grades, min_grade), 4)
    print(f"{len(ids)} passages, {len(heads)} queries in {time.time() - start:.0f} s", flush=True)
    return results


def reorder(head: list[str], scores: list[tuple[float, float]], weights: tuple[float, float]) -> list[str]:
    """By falling weighted sum; ties keep BM25's order."""
    logits = [weights[0] * cosine + weights[1] * maxsim for cosine, maxsim in scores]
    return [head[i] for i in sorted(range(len(head)), key=lambda i: -logits[i])]


def update(folder: Path, system: str, name: str, metrics: Metrics) -> None:
    """Writes one set's metrics into the system's file, beside those of other sets."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{system}.json"
    sets = json.loads(path.read_text())["sets"] if path.exists() else {}
    record = {"system": system, "description": DESCRIPTIONS[system], "sets": {**sets, name: metrics}}
    path.write_text(json.dumps(record, separators=(",", ":")).replace("},", "},\n") + "\n")
    means = ", ".join(f"{metric} {sum(values.values()) / len(values):.4f}" for metric, values in metrics.items())
    print(f"{name} | {system} | {means}", flush=True)


if __name__ == "__main__":
    main()
