"""The losses of training: labels, the teacher's ranking and the teacher's vectors."""

from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy, log_softmax, softmax

from ..network.encoder import Vectors, kept, parts
from .recipes import Recipe


@dataclass
class Batch:
    """The indices of the texts of a step: queries, their distinct passages, and the passage that answers each query."""

    queries: list[int]
    passages: list[int]
    positive: torch.Tensor  # (queries,) positions in `passages`


def losses(
    exits: dict[str, tuple[Vectors, Vectors]], teacher: tuple[Vectors, Vectors], batch: Batch, recipe: Recipe, bits: int
) -> dict[str, torch.Tensor]:
    """Returns each loss by name, already weighted. `exits` and `teacher` hold the vectors of the queries and of the
    passages.
    """
    target = logits(*teacher, recipe, 8) / recipe.temperature  # (queries, passages)
    unjudged = unjudged_negatives(target * recipe.temperature, batch, recipe.margin)
    last = max(exits, key=int)
    scores = {depth: logits(*vectors, recipe, bits) / recipe.temperature for depth, vectors in exits.items()}
    found = {}
    for depth, own in scores.items():
        taught_by = target if depth == last else scores[last].detach()
        found[f"labels@{depth}"] = recipe.labels * cross_entropy(own.masked_fill(unjudged, -1e4), batch.positive)
        found[f"ranking@{depth}"] = recipe.ranking * divergence(taught_by, own)
        if recipe.tokens:
            found[f"tokens@{depth}"] = (
                recipe.tokens * sum(misfit(mine, theirs) for mine, theirs in zip(exits[depth], teacher)) / 2
            )
        if recipe.pooled:
            found[f"pooled@{depth}"] = recipe.pooled * pooled_error(exits[depth], teacher)
    return found


def logits(queries: Vectors, passages: Vectors, recipe: Recipe, bits: int) -> torch.Tensor:
    """Returns the logits of every query with every passage."""
    cosine, maxsim = parts(queries, kept(passages, bits))
    return recipe.cosine * cosine + (1 - recipe.cosine) * maxsim


def unjudged_negatives(target: torch.Tensor, batch: Batch, margin: float) -> torch.Tensor:
    """Returns which passages count as unjudged, since the teacher scores them above the positive by the margin:
    (queries, passages).
    """
    own = target.gather(1, batch.positive[:, None])  # (queries, 1)
    mask = target > own + margin
    return mask.scatter(1, batch.positive[:, None], False)


def divergence(target: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    """Returns the mean KL divergence of `own` from `target`, over queries."""
    shares = softmax(target, dim=1)
    return (shares * (torch.log(shares + 1e-9) - log_softmax(own, dim=1))).sum(dim=1).mean()


def misfit(mine: Vectors, theirs: Vectors) -> torch.Tensor:
    """Returns the mean over tokens of 1 − cosine, over the dimensions that both have."""
    width = min(mine.tokens.shape[-1], theirs.tokens.shape[-1])
    cosine = torch.cosine_similarity(mine.tokens[..., :width], theirs.tokens[..., :width], dim=-1)
    return ((1 - cosine) * mine.mask).sum() / mine.mask.sum()


def pooled_error(own: tuple[Vectors, Vectors], teacher: tuple[Vectors, Vectors]) -> torch.Tensor:
    """Returns the mean squared error of the cosines between pooled vectors."""
    mine, theirs = (torch.cat([q.pooled, p.pooled]) for q, p in (own, teacher))
    return ((mine @ mine.T - theirs @ theirs.T) ** 2).mean()
