"""How the model ranks candidates: by a yes, by the query's likelihood, by where the query's words look, and by a letter's logit in one list."""

import numpy as np
import torch
from torch import Tensor

from ..data.prepared import Prepared
from ..evaluate.metrics import dcg
from .encode import Encoded, Line
from .learn import shared_weight
from .network import SmallLm
from .objective import likelihoods, looked, yes_over_no
from .parts import ASKED, Part, Parts, rows_of, size_of
from .wording import MOST

ROWS = 10  # passages read together
IN_LIST = 40  # tokens of a passage in a list


@torch.inference_mode()
def scores(model: SmallLm, parts: Parts, query: Line, ahead: Line, lines: list[Line]) -> dict[str, np.ndarray]:
    """One score a passage from each way of ranking. `ahead`: the query read forwards alone."""
    passages, words, found = (
        [line.states for line in lines],
        parts.words,
        {"yes-no": [], "query-likelihood": [], "attention": []},
    )
    order = sorted(range(len(passages)), key=lambda at: len(passages[at]))
    for start in range(0, len(order), ROWS):
        prefixes = [[Part(passages[at], words.passage)] for at in order[start : start + ROWS]]
        before, sizes = model(rows_of(prefixes)), [size_of(row) for row in prefixes]
        asked = [Part(query.states, words.query), parts.word(words.answers["relevant"])]
        read = model(rows_of([asked] * len(sizes), sizes, ASKED), before)
        found["yes-no"].append(yes_over_no(model, read.states[:, -1], words).numpy())
        found["attention"].append(
            looked(read, [slice(1, len(query.states) - 1)] * len(sizes), max(sizes)).sum(1).numpy()
        )
        spelled = model(rows_of([[Part(ahead.states, words.query, ends=False)]] * len(sizes), sizes, ASKED), before)
        found["query-likelihood"].append(
            likelihoods(model, spelled.states, [torch.from_numpy(ahead.ids[1:])] * len(sizes)).numpy()
        )
    terms = torch.from_numpy(query.ids[1:-1]).unique()
    matched = [
        shared_weight(terms, torch.from_numpy(line.ids[1:-1]), model.term_weights(line.states)[1:-1]).item()
        for line in lines
    ]
    return {name: np.concatenate(values)[np.argsort(order)] for name, values in found.items()} | {
        "term-match": np.array(matched)
    }


@torch.inference_mode()
def letters(model: SmallLm, parts: Parts, query: Line, passages: list[Tensor]) -> np.ndarray:
    """The logit of each passage's letter, all in one list, which stands in no order: a letter liked for itself ranks nothing."""
    words, labels = parts.words, parts.words.letters[: len(passages)]
    order = np.random.default_rng(len(passages)).permutation(len(passages))
    passages = [passages[at] for at in order]
    cut = [
        states if len(states) <= IN_LIST + 2 else torch.cat([states[: IN_LIST + 1], states[-1:]]) for states in passages
    ]
    before = rows_of([parts.listing(cut, labels)[0]])
    asked = [Part(query.states, words.query), parts.word(words.answers["best"])]
    read = model(rows_of([asked], [before.lines.shape[1]], ASKED), model(before))
    return model.logits(read.states[0, -1], torch.tensor(labels)).numpy()[np.argsort(order)]


def validate(
    model: SmallLm, parts: Parts, texts: Encoded, prepared: Prepared, queries: int, candidates: int
) -> dict[str, float]:
    """nDCG@10 on the sources that no step sees, mean of the sources, by each way of ranking and by BM25."""
    found: dict[str, dict[str, list[float]]] = {}
    for item in prepared.first(queries):
        query, ahead = texts.line(item["query"], 64), texts.line(item["query"], 64, ahead=True)
        passages = [texts.line(place, 96) for place in item["candidates"][:candidates]]
        relevant = np.array(item["relevant"][:candidates])
        given = scores(model, parts, query, ahead, passages)
        given |= {
            "letters": letters(model, parts, query, [line.states for line in passages[:MOST]]),
            "bm25": -np.arange(len(passages)),
        }
        given["base"] = texts.scores([item["query"]], item["candidates"][:candidates])[0][0].numpy()
        for way, values in given.items():
            gained = relevant[np.argsort(-values, kind="stable")][:10].tolist()
            found.setdefault(way, {}).setdefault(item["source"], []).append(
                dcg(gained) / dcg([1] * min(item["positives"], 10))
            )
    return {way: round(float(np.mean([np.mean(rows) for rows in by.values()])), 4) for way, by in found.items()}
