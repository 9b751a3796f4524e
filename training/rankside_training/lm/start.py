"""The model that training starts from: the first blocks of `base`, and its late interaction as the attention of the far
block.
"""

import torch
from torch import Tensor, nn

from ..export.stored import StoredModel
from ..network.reference import Reference
from .network import FarBlock, NearBlock, PlainBlock, Shape, SmallLm

SHORT = 12  # tokens of a typical query
GAIN = 10.0  # rows of the word table are short in comparison with states


@torch.no_grad()
def started(base: StoredModel, shape: Shape = Shape()) -> SmallLm:
    """Returns the model before training."""
    torch.manual_seed(0)
    model, weights = SmallLm(shape), Reference(base.config, base.fp32).weights
    model.word.weight.copy_(weights["word"])
    model.position.weight.copy_(weights["position"])
    copy_norm(model.norm, weights, "norm")
    for number, block in enumerate(model.plain):
        copy_layer(block, weights, f"layers.{number}")
    # A label is added to the tokens of its line by an orthogonal matrix, read where a token of the query finds a match,
    # and mapped back to the word table by the transpose in the head.
    nn.init.orthogonal_(model.label.weight, gain=GAIN)
    nn.init.zeros_(model.label.bias)
    model.head.weight.copy_(model.label.weight.T / GAIN)
    initialize_far(model.far, weights[f"exits.{shape.plain}.project"].T)
    for block in model.near:
        initialize_near(block)
    return model


def copy_layer(block: PlainBlock, weights: dict[str, Tensor], name: str) -> None:
    """Copies a layer of `base`, which stores weights as (in, out), and query, key and value side by side."""
    parts = zip(weights[f"{name}.qkv.weight"].chunk(3, 1), weights[f"{name}.qkv.bias"].chunk(3))
    for linear, (weight, bias) in zip((block.query, block.key, block.value), parts):
        linear.weight.copy_(weight.T)
        linear.bias.copy_(bias)
    for part in ("mix", "up", "down"):
        getattr(block, part).weight.copy_(weights[f"{name}.{part}.weight"].T)
        getattr(block, part).bias.copy_(weights[f"{name}.{part}.bias"])
    copy_norm(block.mix_norm, weights, f"{name}.mix.norm")
    copy_norm(block.down_norm, weights, f"{name}.down.norm")


def copy_norm(norm: nn.LayerNorm, weights: dict[str, Tensor], name: str) -> None:
    """Copies a layer normalization."""
    norm.weight.copy_(weights[f"{name}.scale"])
    norm.bias.copy_(weights[f"{name}.bias"])


def initialize_far(block: FarBlock, project: Tensor) -> None:
    """Initializes the far block. Every head compares by the leading components of `base`'s projection, as many as it
    has room for, and heads differ in temperature.
    """
    gaze, heads = block.gaze, block.gaze.heads
    size = len(gaze.query.weight) // heads
    leading = torch.linalg.svd(project.double(), full_matrices=False)
    components = (leading.S[:size, None] * leading.Vh[:size]).float()  # (size, hidden)
    for part in (gaze.query, gaze.key):
        part.weight.copy_(components.repeat(heads, 1) * components.norm(dim=1).mean().reciprocal())
        part.weight.add_(torch.randn_like(part.weight) * part.weight.std() * 0.05)
        part.bias.zero_()
    gaze.temperature.copy_(torch.logspace(0.9, 1.5, heads))  # 8 to 32
    gaze.sink.copy_(0.55 * gaze.temperature)
    nn.init.normal_(gaze.value.weight, std=0.008)
    nn.init.eye_(gaze.mix.weight)
    nn.init.normal_(block.tell.weight, std=0.3)


def initialize_near(block: NearBlock) -> None:
    """Initializes a near block with even attention over the line before."""
    for part in (block.gaze.query, block.gaze.key):
        nn.init.normal_(part.weight, std=0.02)
        part.bias.zero_()
    nn.init.eye_(block.gaze.value.weight)
    nn.init.eye_(block.gaze.mix.weight)
    nn.init.normal_(block.down.weight, std=0.01)
    block.gaze.temperature.fill_(4)
    back = torch.arange(len(block.distance)).float()
    block.distance.copy_(torch.where(back <= SHORT, 3.0, 0.0)[:, None].expand_as(block.distance))
