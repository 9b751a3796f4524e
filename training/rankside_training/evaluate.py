"""Judges fp32 PyTorch and the exported graph: `python -m rankside_training.evaluate`."""

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from .judging import JudgedSet, ndcg, read_set
from .reference import Encoded, Reference
from .runtime import Exported
from .scoring import eight_bit, logit
from .settings import BASE, DATA, MODELS
from .source import load_source
from .stored import stored_projection
from .text import TextEncoder

SETS = {"dl19": (100, None), "nfcorpus": (100, None), "scifact": (100, None), "xquad-en": (20, 300)}  # depth, queries


def main() -> None:
    parser = argparse.ArgumentParser(description="Judge base")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with eval/")
    parser.add_argument("--weights", type=Path, help="Hugging Face folder of all-MiniLM-L6-v2; default: the installed package")
    parser.add_argument("--model", type=Path, default=MODELS / BASE.name)
    parser.add_argument("--sets", nargs="*", default=list(SETS))
    parser.add_argument("--encoders", nargs="*", default=["fp32", "wasm.onnx"], help="fp32, or graph files of the model folder")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, texts = load_source(options.weights)
    projection = torch.from_numpy(stored_projection(options.model))
    for name in options.sets:
        judged = read_set(options.data / "eval" / name, *SETS[name])
        report(name, "BM25", judged, judged.run)
        for encoder in options.encoders:
            exact = encoder == "fp32"
            made = Reference(model, BASE) if exact else Exported(options.model / encoder, options.threads)
            judge(name, encoder, judged, texts, made, projection if exact else None)


def judge(name: str, label: str, judged: JudgedSet, texts: TextEncoder, encoder, projection: torch.Tensor | None) -> None:
    """Encodes every passage once; `projection` asks for the projected vectors as well."""
    start = time.time()
    ids = list(judged.passages)
    passages = dict(zip(ids, encoder.encode(texts.passages([judged.passages[i] for i in ids]))))
    queries = dict(zip(judged.queries, encoder.encode([texts.query(text) for text in judged.queries.values()])))
    print(f"{name} {label}: {len(ids)} passages in {time.time() - start:.0f} s", flush=True)
    if projection is not None:
        states = next(iter(passages.values())).tokens.shape[1]
        report(name, f"{label}, {states} dimensions", judged, rankings(judged, queries, passages))
        queries = {i: project(e, projection) for i, e in queries.items()}
        passages = {i: project(e, projection) for i, e in passages.items()}
    report(name, f"{label}, {BASE.token_dim} dimensions", judged, rankings(judged, queries, passages))
    kept = [{i: eight_bit(e) for i, e in side.items()} for side in (queries, passages)]
    report(name, f"{label}, {BASE.token_dim} dimensions, 8 bits", judged, rankings(judged, *kept))


def project(encoded: Encoded, projection: torch.Tensor) -> Encoded:
    """Token vectors (tokens, hidden) to unit (tokens, token_dim)."""
    tokens = encoded.tokens @ projection.numpy()
    return Encoded(tokens / np.linalg.norm(tokens, axis=1, keepdims=True), encoded.pooled)


def rankings(judged: JudgedSet, queries: dict[str, Encoded], passages: dict[str, Encoded]) -> dict[str, list[str]]:
    """Candidates by falling logit; ties keep BM25's order."""
    return {
        query: sorted(candidates, key=lambda p: -logit(queries[query], passages[p], BASE))
        for query, candidates in judged.run.items()
    }


def report(name: str, label: str, judged: JudgedSet, run: dict[str, list[str]]) -> None:
    scores = [ndcg(run[query], judged.qrels[query]) for query in judged.queries]
    print(f"{name} | {label} | nDCG@10 {np.mean(scores):.4f} over {len(scores)} queries", flush=True)


if __name__ == "__main__":
    main()
