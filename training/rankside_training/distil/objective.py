"""The losses of distillation, token by token: no labels and no rankings."""

from dataclasses import dataclass

import torch
from torch.nn.functional import cosine_similarity, normalize

from ..network.encoder import Network
from .student import LAYERS, Space, reached


@dataclass(frozen=True)
class Weights:
    """The weights of the losses, each of which is a mean of 1 − cosine."""

    last: float = 1.0  # the last states, about the teacher's mean
    pooled: float = 0.5  # their means over a text, about the teacher's mean
    middle: float = 0.15  # the states after an earlier exit, with those of the teacher's layer that it stands for
    exits: float = 0.1  # the token vectors of every exit, with the components of the teacher's last states


def losses(
    student: Network,
    states: tuple[torch.Tensor, ...],
    targets: tuple[torch.Tensor, ...],
    mask: torch.Tensor,
    space: Space,
    weights: Weights,
) -> dict[str, torch.Tensor]:
    """Returns each loss by name, already weighted. `states` and `targets` are those of the student and of the teacher
    after the embeddings and after each layer, (texts, tokens, hidden) each.
    """
    kept, total = mask.bool(), len(targets) - 1
    last, taught = states[-1].float(), targets[-1].float()
    wanted = normalize(taught[kept] @ space.components.T, dim=-1)
    found = {"last": weights.last * apart(last[kept] - space.means[-1], taught[kept] - space.means[-1])}
    found["pooled"] = weights.pooled * apart(pooled(last, mask) - space.pooled, pooled(taught, mask) - space.pooled)
    for depth, head in student.exits.items():
        own = states[int(depth)].float()[kept]
        if int(depth) < student.shape.layers:
            there = reached(LAYERS, int(depth), total)
            mean = space.means[there]
            found[f"middle@{depth}"] = weights.middle * apart(own - mean, targets[there].float()[kept] - mean)
        found[f"exit@{depth}"] = weights.exits * apart(head.project(own), wanted)
    return found


def pooled(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Returns the unit mean of the states of each text: (texts, hidden)."""
    return normalize((states * mask[..., None]).sum(dim=1), dim=-1)


def apart(own: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Returns the mean of 1 − cosine over rows."""
    return (1 - cosine_similarity(own, wanted, dim=-1)).mean()
