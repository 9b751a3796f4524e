"""What the language model learns from: which passage answers, how the teacher ranks, the query's words, and where it should look."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from ..objective import divergence
from .lessons import Rows
from .network import Read, SmallLm
from .wording import Words


def yes_over_no(model: SmallLm, read: Read, rows: Rows, words: Words) -> Tensor:
    """(rows,): by how much a yes is likelier at the end of a row."""
    ends = read.states[torch.arange(len(rows.lengths)), rows.last]  # (rows, hidden)
    yes, no = model.logits(ends, torch.tensor([words.yes, words.no])).float().T
    return yes - no


def ranked(scores: Tensor, target: Tensor, positive: Tensor, unjudged: Tensor) -> Tensor:
    """Half the label's cross-entropy over a query's passages, half the teacher's ranking: (queries, passages) each."""
    label = cross_entropy(scores.masked_fill(unjudged, -1e4), positive)
    return (label + divergence(target, scores)) / 2


def likelihoods(model: SmallLm, states: Tensor, ids: Tensor, places: list[slice]) -> Tensor:
    """(rows,): mean logarithm of the probability of the tokens at `places` of each row."""
    rows = torch.cat([torch.full((place.stop - place.start,), at) for at, place in enumerate(places)])
    columns = torch.cat([torch.arange(place.start, place.stop) for place in places])
    logs = model.logits(states[rows, columns - 1]).float().log_softmax(-1)  # (tokens, vocabulary)
    own = logs.gather(1, ids[rows, columns][:, None])[:, 0]
    sums = torch.zeros(len(places)).index_add(0, rows, own)
    return sums / torch.tensor([place.stop - place.start for place in places])


def looked(read: Read, block: int, asking: list[slice], keys: int) -> Tensor:
    """(rows, keys): share of attention, mean over heads and the tokens in `asking`, that goes to each of the first `keys` tokens."""
    shares = read.shares[block][..., :keys].mean(1)  # (rows, tokens, keys)
    kept = torch.zeros(shares.shape[:2])
    for at, place in enumerate(asking):
        kept[at, place] = 1 / (place.stop - place.start)
    return (kept[:, :, None] * shares).sum(1)
