"""What the language model learns from: which passage answers, how the teacher ranks, the query's words, and where it should look."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from ..train.objective import divergence
from .network import Read, SmallLm
from .wording import Words


def yes_over_no(model: SmallLm, ends: Tensor, words: Words) -> Tensor:
    """(rows,): by how much a yes is likelier; ends: (rows, hidden), states at the end of a prompt."""
    yes, no = model.logits(ends, torch.tensor([words.yes, words.no])).T
    return yes - no


def ranked(scores: Tensor, target: Tensor, positive: Tensor, unjudged: Tensor) -> Tensor:
    """Half the label's cross-entropy over a query's passages, half the teacher's ranking: (queries, passages) each."""
    label = cross_entropy(scores.masked_fill(unjudged, -1e4), positive)
    return (label + divergence(target, scores)) / 2


def soft_entropy(target: Tensor, logits: Tensor) -> Tensor:
    """Mean over the rows of the cross-entropy with shares: (…, choices) each."""
    return -(target * logits.log_softmax(-1)).sum(-1).mean()


def grades(chance: Tensor, count: int) -> Tensor:
    """A chance as shares of the two grades that it lies between: (…) to (…, count)."""
    at = chance * (count - 1)
    return (1 - (at[..., None] - torch.arange(count)).abs()).clamp(min=0)


def looked(read: Read, asking: list[slice], keys: int) -> Tensor:
    """(rows, keys): share of the far block's attention, mean over heads and the tokens in `asking`, that goes to each of the first `keys` tokens."""
    shares = read.shares[0][..., :keys].mean(1)  # (rows, tokens, keys)
    kept = torch.zeros(shares.shape[:2])
    for at, place in enumerate(asking):
        kept[at, place] = 1 / (place.stop - place.start)
    return (kept[:, :, None] * shares).sum(1)


def likelihoods(model: SmallLm, states: Tensor, ids: list[Tensor]) -> Tensor:
    """(rows,): mean logarithm of the probability of `ids` after each state of a row but the last: states (rows, tokens, hidden)."""
    rows = torch.cat([torch.full((len(own),), at) for at, own in enumerate(ids)])
    columns = torch.cat([torch.arange(len(own)) for own in ids])
    logs = model.logits(states[rows, columns]).log_softmax(-1)  # (tokens, vocabulary)
    own = logs.gather(1, torch.cat(ids)[:, None])[:, 0]
    return torch.zeros(len(ids)).index_add(0, rows, own) / torch.tensor([len(own) for own in ids])
