"""The losses of distillation: the states of the teacher, its ranking of the passages of a step, and labels."""

from dataclasses import dataclass

import torch
from torch.nn.functional import cosine_similarity, cross_entropy, log_softmax, normalize, softmax

from ..network.encoder import Network, Vectors, parts
from .student import LAYERS, Space, reached


@dataclass(frozen=True)
class Weights:
    """The weights of the losses. Those of states and vectors are means of 1 − cosine; rankings are KL divergences, and
    labels a cross-entropy, over the passages of a step.
    """

    last: float = 1.0  # the last states
    pooled: float = 0.5  # their means over a text
    middle: float = 0.15  # the states after an earlier exit, with those of the teacher's layer that it stands for
    exits: float = 0.1  # the token vectors of every exit, with the components of the teacher's last states
    ranking: float = 0.1  # of the cosine, and of the token vectors of every exit
    labels: float = 0.05  # of the last exit's mean of cosine and MaxSim


TEMPERATURE = 0.05  # of the teacher's logits and of the student's
MARGIN = 0.08  # a negative that the teacher puts this far above the positive counts as unjudged


def state_losses(
    student: Network,
    states: tuple[torch.Tensor, ...],
    targets: tuple[torch.Tensor, ...],
    mask: torch.Tensor,
    space: Space,
    weights: Weights,
) -> dict[str, torch.Tensor]:
    """Returns the losses of the states and of the vectors made of them by name, already weighted. `states` and
    `targets` are those of the student and of the teacher after the embeddings and after each layer, (texts, tokens,
    hidden) each. The student's last states are learned without the teacher's mean.
    """
    kept, total = mask.bool(), len(targets) - 1
    last, taught = states[-1].float(), targets[-1].float() - space.means[-1]
    wanted = normalize(taught[kept] @ space.components.T, dim=-1)
    found = {"last": weights.last * apart(last[kept], taught[kept])}
    found["pooled"] = weights.pooled * apart(pooled(last, mask), pooled(taught, mask))
    for depth, head in student.exits.items():
        own = states[int(depth)].float()[kept]
        if int(depth) < student.shape.layers:
            there = reached(LAYERS, int(depth), total)
            mean = space.means[there]
            found[f"middle@{depth}"] = weights.middle * apart(own - mean, targets[there].float()[kept] - mean)
        found[f"exit@{depth}"] = weights.exits * apart(head.project(own), wanted)
    return found


def taught_vectors(targets: tuple[torch.Tensor, ...], mask: torch.Tensor, space: Space) -> Vectors:
    """Returns what the teacher's last states give as token vectors and as pooled vectors."""
    centred = targets[-1].float() - space.means[-1]
    tokens = normalize(centred @ space.components.T, dim=-1)
    return Vectors(tokens, mask.float(), mask, pooled(centred, mask))


def ranking_losses(
    own: dict[str, tuple[Vectors, Vectors]], taught: tuple[Vectors, Vectors], positive: torch.Tensor, weights: Weights
) -> dict[str, torch.Tensor]:
    """Returns the losses of a step's rankings by name, already weighted. `own` (by depth) and `taught` hold the vectors
    of the queries and of the passages; `positive` (queries,) is the position of the passage that answers each query.
    The teacher's logit is the mean of its cosine and its MaxSim.
    """
    target = logits(*taught)
    found = {}
    for depth, vectors in own.items():
        cosine, maxsim = parts(*vectors)
        found[f"ranking@{depth}"] = weights.ranking * divergence(target, maxsim)
        if vectors is own[last_of(own)]:
            found["ranking"] = weights.ranking * divergence(target, cosine)
            unjudged = target > target.gather(1, positive[:, None]) + MARGIN
            masked = ((cosine + maxsim) / (2 * TEMPERATURE)).masked_fill(unjudged, -1e4)
            found["labels"] = weights.labels * cross_entropy(masked, positive)
    return found


def last_of(exits: dict) -> str:
    """Returns the deepest of exits by depth."""
    return max(exits, key=int)


def logits(queries: Vectors, passages: Vectors) -> torch.Tensor:
    """Returns the mean of cosine and MaxSim: (queries, passages)."""
    return sum(parts(queries, passages)) / 2


def divergence(target: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    """Returns the mean KL divergence of `own` from `target`, over queries."""
    shares = softmax(target / TEMPERATURE, dim=1)
    return (shares * (torch.log(shares + 1e-9) - log_softmax(own / TEMPERATURE, dim=1))).sum(dim=1).mean()


def pooled(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Returns the unit mean of the states of each text: (texts, hidden)."""
    return normalize((states * mask[..., None]).sum(dim=1), dim=-1)


def apart(own: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Returns the mean of 1 − cosine over rows."""
    return (1 - cosine_similarity(own, wanted, dim=-1)).mean()
