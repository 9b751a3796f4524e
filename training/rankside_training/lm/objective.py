"""The losses of the language model and the values that they are computed from."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from ..train.objective import divergence
from .network import RunOutput, SmallLm
from .wording import Words


def yes_over_no(model: SmallLm, last_states: Tensor, words: Words) -> Tensor:
    """Returns (rows,): the logit of yes minus that of no. last_states: (rows, hidden), the states at the end of a
    prompt.
    """
    yes, no = model.logits(last_states, torch.tensor([words.yes, words.no])).T
    return yes - no


def ranked(scores: Tensor, target: Tensor, positive: Tensor, unjudged: Tensor) -> Tensor:
    """Returns half the cross-entropy of the label over a query's passages plus half the divergence from the teacher's
    ranking: (queries, passages) each.
    """
    label = cross_entropy(scores.masked_fill(unjudged, -1e4), positive)
    return (label + divergence(target, scores)) / 2


def soft_entropy(target: Tensor, logits: Tensor) -> Tensor:
    """Returns the mean over rows of the cross-entropy with target shares: (…, choices) each."""
    return -(target * logits.log_softmax(-1)).sum(-1).mean()


def grades(chance: Tensor, count: int) -> Tensor:
    """Returns a probability as shares of the two grades next to it: (…) to (…, count)."""
    grade = chance * (count - 1)
    return (1 - (grade[..., None] - torch.arange(count)).abs()).clamp(min=0)


def attention_from(read: RunOutput, asking: list[slice], keys: int) -> Tensor:
    """Returns (rows, keys): the share of the far block's attention that goes to each of the first `keys` tokens, as the
    mean over heads and over the tokens in `asking`.
    """
    shares = read.shares[0][..., :keys].mean(1)  # (rows, tokens, keys)
    kept = torch.zeros(shares.shape[:2])
    for index, span in enumerate(asking):
        kept[index, span] = 1 / (span.stop - span.start)
    return (kept[:, :, None] * shares).sum(1)


def likelihoods(model: SmallLm, states: Tensor, ids: list[Tensor]) -> Tensor:
    """Returns (rows,): the mean log-probability of `ids` after each state of a row but the last. states: (rows, tokens,
    hidden).
    """
    rows = torch.cat([torch.full((len(own),), index) for index, own in enumerate(ids)])
    columns = torch.cat([torch.arange(len(own)) for own in ids])
    logs = model.logits(states[rows, columns]).log_softmax(-1)  # (tokens, vocabulary)
    own = logs.gather(1, torch.cat(ids)[:, None])[:, 0]
    return torch.zeros(len(ids)).index_add(0, rows, own) / torch.tensor([len(own) for own in ids])
