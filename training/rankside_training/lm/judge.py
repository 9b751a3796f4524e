"""How the model ranks candidates: by a yes, by the query's likelihood, and by where the query's words look."""

import numpy as np
import torch

from ..judging import dcg
from ..prepared import Prepared
from .lessons import Texts, padded
from .network import SmallLm
from .objective import likelihoods, looked, yes_over_no
from .wording import Words

ROWS = 10  # passages read together


@torch.inference_mode()
def scores(model: SmallLm, words: Words, query: list[int], passages: list[list[int]]) -> dict[str, np.ndarray]:
    """One score a passage from each way of ranking."""
    found: dict[str, list[np.ndarray]] = {"yes-no": [], "query-likelihood": [], "attention": []}
    order = sorted(range(len(passages)), key=lambda at: len(passages[at]))
    for start in range(0, len(order), ROWS):
        first = padded([words.one(passages[at]) for at in order[start : start + ROWS]])
        asked = padded([words.asked(query, words.relevant)] * len(first.lengths), first.lengths)
        with torch.autocast("cpu", torch.bfloat16):
            read = model(asked.ids, asked.places, model(first.ids, first.places))
            place = [slice(len(words.query), len(words.query) + len(query))] * len(first.lengths)
            found["yes-no"].append(yes_over_no(model, read, asked, words).numpy())
            found["query-likelihood"].append(likelihoods(model, read.states, asked.ids, place).numpy())
            found["attention"].append(looked(read, model.shape.plain, place, first.ids.shape[1]).sum(1).numpy())
    return {name: np.concatenate(values)[np.argsort(order)] for name, values in found.items()}


def validate(model: SmallLm, words: Words, prepared: Prepared, queries: int, candidates: int, limit: int = 160) -> dict[str, float]:
    """nDCG@10 on the sources that no step sees, mean of the sources, by each way of ranking and by BM25."""
    texts, found = Texts(prepared), {}
    for item in prepared.first(queries):
        passages = [texts(place, limit) for place in item["candidates"][:candidates]]
        relevant = np.array(item["relevant"][:candidates])
        given = scores(model, words, texts(item["query"], 64), passages) | {"bm25": -np.arange(len(passages))}
        for way, values in given.items():
            gained = relevant[np.argsort(-values, kind="stable")][:10].tolist()
            found.setdefault(way, {}).setdefault(item["source"], []).append(dcg(gained) / dcg([1] * min(item["positives"], 10)))
    return {way: round(float(np.mean([np.mean(rows) for rows in by.values()])), 4) for way, by in found.items()}
