"""Fits the student's feed-forward parts to the teacher before any step, in closed form.

A layer of the student stands for one or two layers of the teacher. The normalization at its end is that of the last of
these, and its last matrix is the ridge regression, from the activations that it reads in the student, of what the
teacher adds to the states before that normalization. Layers are fitted in order, so that each also makes up for the
errors of those before it.
"""

import torch
from torch import nn

from ..data.prepared import Prepared
from ..network.batches import batches
from ..network.encoder import Network
from .student import LAYERS, reached

RIDGE = 0.03  # of the mean of the activations' second moment; draws the matrix to the teacher's

Rows = list[tuple[torch.Tensor, torch.Tensor]]  # padded ids and mask


@torch.no_grad()
def refit(student: Network, teacher: nn.Module, prepared: Prepared, texts: list[int], limit: int) -> None:
    """Fits all layers in order over `texts`."""
    groups = batches(prepared.lengths(limit)[texts].tolist(), 4096)
    rows = [prepared.batch([texts[i] for i in group], limit) for group in groups]
    total = teacher.config.num_hidden_layers
    ends = [reached(LAYERS, depth, total) - 1 for depth in range(1, len(LAYERS) + 1)]
    wanted = sums_before_norms(teacher, rows, ends)
    layers = student.bert.encoder.layer
    for depth, (layer, end) in enumerate(zip(layers, ends), start=1):
        layer.output.LayerNorm.load_state_dict(teacher.encoder.layer[end].output.LayerNorm.state_dict())
        student.bert.encoder.layer = layers[:depth]
        inner, residual = read(student.bert, layer, rows)
        fit(layer.output.dense, inner, wanted[end] - residual)
    student.bert.encoder.layer = layers


def sums_before_norms(teacher: nn.Module, rows: Rows, ends: list[int]) -> dict[int, torch.Tensor]:
    """Returns what the last normalization of each layer in `ends` reads: (tokens, hidden), without padding."""
    found: dict[int, list[torch.Tensor]] = {end: [] for end in ends}
    hooks = [
        teacher.encoder.layer[end].output.LayerNorm.register_forward_pre_hook(
            lambda _module, inputs, end=end: found[end].append(inputs[0].float())
        )
        for end in found
    ]
    run(teacher, rows)
    for hook in hooks:
        hook.remove()
    masks = [mask.bool() for _, mask in rows]
    return {end: torch.cat([x[mask] for x, mask in zip(parts, masks)]) for end, parts in found.items()}


def read(bert: nn.Module, layer: nn.Module, rows: Rows) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns what the last part of a layer reads: (tokens, inner) activations and (tokens, hidden) states."""
    inner, residual = [], []

    def keep(_module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        inner.append(inputs[0].float())
        residual.append(inputs[1].float())

    hook = layer.output.register_forward_pre_hook(keep)
    run(bert, rows)
    hook.remove()
    masks = [mask.bool() for _, mask in rows]
    return tuple(torch.cat([x[mask] for x, mask in zip(parts, masks)]) for parts in (inner, residual))


def run(bert: nn.Module, rows: Rows) -> None:
    """Runs an encoder for its hooks."""
    for ids, mask in rows:
        with torch.autocast("cpu", torch.bfloat16):
            bert(input_ids=ids, attention_mask=mask)


def fit(dense: nn.Linear, inner: torch.Tensor, wanted: torch.Tensor) -> None:
    """Sets a matrix and its bias to the ridge regression of `wanted`, drawn to their own values."""
    missing = wanted - dense(inner)  # (tokens, hidden)
    design = torch.cat([inner, torch.ones(len(inner), 1)], dim=1)  # (tokens, inner + 1)
    moment = design.T @ design
    moment += RIDGE * moment.diagonal().mean() * torch.eye(len(moment))
    change = torch.linalg.solve(moment, design.T @ missing)  # (inner + 1, hidden)
    dense.weight += change[:-1].T
    dense.bias += change[-1]
