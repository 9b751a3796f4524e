"""Golden pairs: queries and passages of our own with the logits of fp32 PyTorch."""

from .reference import Encoded, Reference
from .scoring import logit
from .settings import Late
from .text import TextEncoder, passage_text


def score_all(encoder, texts: TextEncoder, late: Late, queries: list[dict]) -> list[list[float]]:
    """Logits of every passage of every query; `encoder` is a Reference or an Exported."""
    rows = []
    for entry in queries:
        bodies = [passage_text(p.get("title"), p["text"]) for p in entry["passages"]]
        # One row a call, as in the browser: the reference then has no padding either.
        query, *passages = [encoder.encode([row])[0] for row in [texts.query(entry["query"]), *texts.passages(bodies)]]
        rows.append([logit(query, passage, late) for passage in passages])
    return rows


def golden(reference: Reference, texts: TextEncoder, late: Late, queries: list[dict]) -> list[dict]:
    """The card's `golden` entry."""
    scores = score_all(reference, texts, late, queries)
    return [
        {"query": entry["query"], "passages": [{**p, "logit": round(s, 6)} for p, s in zip(entry["passages"], row)]}
        for entry, row in zip(queries, scores)
    ]


def largest_error(entries: list[dict], scores: list[list[float]]) -> float:
    """Largest distance of a logit from its golden one."""
    pairs = [(p["logit"], s) for entry, row in zip(entries, scores) for p, s in zip(entry["passages"], row)]
    return max(abs(a - b) for a, b in pairs)


def smallest_gap(entries: list[dict]) -> float:
    """Smallest distance between two passages of one query."""
    gaps = []
    for entry in entries:
        logits = sorted(p["logit"] for p in entry["passages"])
        gaps += [b - a for a, b in zip(logits, logits[1:])]
    return min(gaps)
