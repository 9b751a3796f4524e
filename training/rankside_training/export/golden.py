"""Golden pairs: queries and passages of our own, with the logits of fp32 PyTorch over the stored weights."""

from itertools import pairwise

from ..network.config import Config
from ..network.scoring import as_passage, logit
from ..network.text import TextEncoder, passage_text


def score_all(encoder, texts: TextEncoder, config: Config, queries: list[dict]) -> list[list[list[float]]]:
    """Returns logits by query, passage and exit. `encoder` is a Reference or an Exported."""
    scores = []
    for entry in queries:
        bodies = [passage_text(p.get("title"), p["text"]) for p in entry["passages"]]
        # One text in each call, as in the browser, so that the reference has no padding either.
        query, *passages = [encoder.encode([row])[0] for row in [texts.query(entry["query"]), *texts.passages(bodies)]]
        scores.append(
            [
                [logit(query[e.depth], as_passage(passage[e.depth], config.vector_bits), e) for e in config.exits]
                for passage in passages
            ]
        )
    return scores


def golden(queries: list[dict], scores: list[list[list[float]]]) -> list[dict]:
    """Returns the card's `golden` entries, with a logit for each exit by ascending depth."""
    return [
        {
            "query": entry["query"],
            "passages": [{**p, "logits": [round(s, 6) for s in logits]} for p, logits in zip(entry["passages"], row)],
        }
        for entry, row in zip(queries, scores)
    ]


def largest_error(scores: list[list[list[float]]], others: list[list[list[float]]]) -> float:
    """Returns the largest difference between two sets of logits."""
    return max(abs(a - b) for one, two in zip(scores, others) for p, q in zip(one, two) for a, b in zip(p, q))


def smallest_gap(entries: list[dict]) -> float:
    """Returns the smallest difference between two passages of one query at one exit."""
    gaps = []
    for entry in entries:
        for logits in zip(*(p["logits"] for p in entry["passages"])):  # of one exit
            ranked = sorted(logits)
            gaps += [b - a for a, b in pairwise(ranked)]
    return min(gaps)
