"""Ranks candidates with the model by several methods: the logit of a yes, the likelihood of the query, the attention of
the query's tokens, and the logit of a letter in a list.
"""

import numpy as np
import torch
from torch import Tensor

from ..data.prepared import Prepared
from ..evaluate.metrics import dcg
from .encode import Encoded, Line
from .learn import shared_weight
from .network import SmallLm
from .objective import attention_from, likelihoods, yes_over_no
from .parts import QUERY_LINE, Part, Parts, rows_of, size_of
from .wording import MOST

ROWS = 10  # passages read together
IN_LIST = 40  # tokens of a passage in a list


@torch.inference_mode()
def scores(model: SmallLm, parts: Parts, query: Line, causal: Line, lines: list[Line]) -> dict[str, np.ndarray]:
    """Returns one score for each passage by each method. `causal` is the query encoded with causal attention."""
    passages, words, found = (
        [line.states for line in lines],
        parts.words,
        {"yes-no": [], "query-likelihood": [], "attention": []},
    )
    order = sorted(range(len(passages)), key=lambda index: len(passages[index]))
    for start in range(0, len(order), ROWS):
        prefixes = [[Part(passages[index], words.passage)] for index in order[start : start + ROWS]]
        before, sizes = model(rows_of(prefixes)), [size_of(row) for row in prefixes]
        asked = [Part(query.states, words.query), parts.word(words.answers["relevant"])]
        read = model(rows_of([asked] * len(sizes), sizes, QUERY_LINE), before)
        found["yes-no"].append(yes_over_no(model, read.states[:, -1], words).numpy())
        found["attention"].append(
            attention_from(read, [slice(1, len(query.states) - 1)] * len(sizes), max(sizes)).sum(1).numpy()
        )
        likelihood_losses = model(
            rows_of([[Part(causal.states, words.query, finished=False)]] * len(sizes), sizes, QUERY_LINE), before
        )
        found["query-likelihood"].append(
            likelihoods(model, likelihood_losses.states, [torch.from_numpy(causal.ids[1:])] * len(sizes)).numpy()
        )
    terms = torch.from_numpy(query.ids[1:-1]).unique()
    term_matches = [
        shared_weight(terms, torch.from_numpy(line.ids[1:-1]), model.term_weights(line.states)[1:-1]).item()
        for line in lines
    ]
    return {name: np.concatenate(values)[np.argsort(order)] for name, values in found.items()} | {
        "term-match": np.array(term_matches)
    }


@torch.inference_mode()
def letters(model: SmallLm, parts: Parts, query: Line, passages: list[Tensor]) -> np.ndarray:
    """Returns the logit of each passage's letter in one list. The list is in random order, so that a preference of the
    model for a letter does not rank.
    """
    words, labels = parts.words, parts.words.letters[: len(passages)]
    order = np.random.default_rng(len(passages)).permutation(len(passages))
    passages = [passages[index] for index in order]
    cut = [
        states if len(states) <= IN_LIST + 2 else torch.cat([states[: IN_LIST + 1], states[-1:]]) for states in passages
    ]
    before = rows_of([parts.listing(cut, labels)[0]])
    asked = [Part(query.states, words.query), parts.word(words.answers["best"])]
    read = model(rows_of([asked], [before.lines.shape[1]], QUERY_LINE), model(before))
    return model.logits(read.states[0, -1], torch.tensor(labels)).numpy()[np.argsort(order)]


def validate(
    model: SmallLm, parts: Parts, texts: Encoded, prepared: Prepared, queries: int, candidates: int
) -> dict[str, float]:
    """Returns nDCG@10 on the sources that are not trained on, as the mean over sources, by each method and by BM25."""
    found: dict[str, dict[str, list[float]]] = {}
    for item in prepared.first(queries):
        query, causal = texts.line(item["query"], 64), texts.line(item["query"], 64, causal=True)
        passages = [texts.line(text, 96) for text in item["candidates"][:candidates]]
        relevant = np.array(item["relevant"][:candidates])
        given = scores(model, parts, query, causal, passages)
        given |= {
            "letters": letters(model, parts, query, [line.states for line in passages[:MOST]]),
            "bm25": -np.arange(len(passages)),
        }
        given["base"] = texts.scores([item["query"]], item["candidates"][:candidates])[0][0].numpy()
        for method, values in given.items():
            gained = relevant[np.argsort(-values, kind="stable")][:10].tolist()
            found.setdefault(method, {}).setdefault(item["source"], []).append(
                dcg(gained) / dcg([1] * min(item["positives"], 10))
            )
    return {method: round(float(np.mean([np.mean(rows) for rows in by.values()])), 4) for method, by in found.items()}
