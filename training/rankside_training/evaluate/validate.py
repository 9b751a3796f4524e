"""Measures how well a network ranks the candidates of BM25 for the sources that it is not trained on."""

from dataclasses import dataclass

import numpy as np
import torch

from ..data.prepared import Prepared
from ..network.batches import batches
from ..network.encoder import Network, Vectors, kept, parts
from .metrics import dcg


@dataclass(frozen=True)
class Judged:
    """The candidates of one query: (candidates, 2) cosine and MaxSim, BM25's scores, and whether each candidate answers
    the query.
    """

    source: str
    parts: np.ndarray
    bm25: np.ndarray
    relevant: np.ndarray
    positives: int  # passages that answer the query, with those that are not among the candidates


@torch.inference_mode()
def encode(
    network: Network, prepared: Prepared, texts: list[int], limit: int, budget: int = 4096
) -> dict[str, dict[int, Vectors]]:
    """Returns the vectors of each text without padding, by depth and text index."""
    lengths = prepared.lengths(limit)[texts].tolist()
    found: dict[str, dict[int, Vectors]] = {str(depth): {} for depth in network.shape.depths}
    for group in batches(lengths, budget):
        chosen = [texts[i] for i in group]
        with torch.autocast("cpu", torch.bfloat16):
            exits = network(*prepared.batch(chosen, limit))
        for depth, vectors in exits.items():
            for row, text in enumerate(chosen):
                size = int(vectors.mask[row].sum())
                found[depth][text] = Vectors(
                    vectors.tokens[row : row + 1, :size].half(),
                    vectors.weights[row : row + 1, :size],
                    vectors.mask[row : row + 1, :size],
                    vectors.pooled[row : row + 1],
                )
    return found


def judge(
    network: Network, prepared: Prepared, items: list[dict], limit: int, candidates: int
) -> dict[str, list[Judged]]:
    """Scores the first `candidates` of each item, at every exit."""
    texts = sorted({text for item in items for text in (item["query"], *item["candidates"][:candidates])})
    encoded = encode(network, prepared, texts, limit)
    return {
        depth: [scored(item, vectors, candidates, network.shape.vector_bits) for item in items]
        for depth, vectors in encoded.items()
    }


def scored(item: dict, vectors: dict[int, Vectors], candidates: int, bits: int) -> Judged:
    """Scores the first `candidates` of one item."""
    passages = item["candidates"][:candidates]
    both = parts(single(vectors[item["query"]]), stack([single(vectors[passage]) for passage in passages], bits))
    return Judged(
        item["source"],
        torch.cat(both).T.numpy(),
        np.array(item["bm25"][:candidates]),
        np.array(item["relevant"][:candidates]),
        item["positives"],
    )


def single(vectors: Vectors) -> Vectors:
    """Returns the vectors of a text in fp32."""
    return Vectors(vectors.tokens.float(), vectors.weights, vectors.mask, vectors.pooled)


def stack(passages: list[Vectors], bits: int) -> Vectors:
    """Joins texts of different lengths into one padded group, with token vectors as they are cached."""
    width = max(p.tokens.shape[1] for p in passages)

    def pad(x, fill):
        return torch.nn.functional.pad(x, (0, 0, 0, fill)) if x.dim() == 3 else torch.nn.functional.pad(x, (0, fill))

    gathered = [
        Vectors(*(pad(x, width - p.tokens.shape[1]) for x in (p.tokens, p.weights, p.mask)), p.pooled) for p in passages
    ]
    padded = Vectors(
        *(torch.cat([getattr(p, name) for p in gathered]) for name in ("tokens", "weights", "mask", "pooled"))
    )
    return kept(padded, bits)


def quality(judged: list[Judged], cosine: float, bm25: float = 0.0) -> dict[str, float]:
    """Returns nDCG@10 by source, and the mean over sources. `cosine` is the cosine's share of the logit; `bm25` is
    BM25's share of the fused score, where both are standardized.
    """
    by_source: dict[str, list[float]] = {}
    for row in judged:
        logits = row.parts @ np.array([cosine, 1 - cosine])
        if bm25:
            logits = (1 - bm25) * standard(logits) + bm25 * standard(row.bm25)
        by_source.setdefault(row.source, []).append(ndcg(row, logits))
    means = {source: float(np.mean(values)) for source, values in by_source.items()}
    return {"mean": float(np.mean(list(means.values()))), **means}


def ndcg(row: Judged, logits: np.ndarray) -> float:
    """Returns nDCG@10 of the candidates in the order of their logits."""
    order = np.argsort(-logits, kind="stable")
    return dcg(row.relevant[order][:10].tolist()) / dcg([1] * min(row.positives, 10))


def standard(values: np.ndarray) -> np.ndarray:
    """Standardizes values to a mean of 0 and a deviation of 1."""
    return (values - values.mean()) / (values.std() + 1e-9)
