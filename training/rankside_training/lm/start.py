"""Where training starts: the first blocks of `base`, and in the far block its late interaction as attention."""

import torch
from torch import Tensor, nn

from ..export.stored import StoredModel
from ..network.reference import Reference
from .network import FarBlock, NearBlock, PlainBlock, Shape, SmallLm

SHORT = 12  # tokens of a usual query
LOUD = 10.0  # rows of the word table are short beside states


@torch.no_grad()
def started(base: StoredModel, shape: Shape = Shape()) -> SmallLm:
    torch.manual_seed(0)
    model, weights = SmallLm(shape), Reference(base.config, base.fp32).weights
    model.word.weight.copy_(weights["word"])
    model.position.weight.copy_(weights["position"])
    copy_norm(model.norm, weights, "norm")
    for number, block in enumerate(model.plain):
        take(block, weights, f"layers.{number}")
    # A label's way: told to each token of its line, gathered where a query's word finds one, heard at the answer, and said.
    nn.init.orthogonal_(model.label.weight, gain=LOUD)
    nn.init.zeros_(model.label.bias)
    model.head.weight.copy_(model.label.weight.T / LOUD)
    look_far(model.far, weights[f"exits.{shape.plain}.project"].T)
    for block in model.near:
        look_near(block)
    return model


def take(block: PlainBlock, weights: dict[str, Tensor], name: str) -> None:
    """`base` keeps a product's weight as (in, out), and query, key and value side by side."""
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
    norm.weight.copy_(weights[f"{name}.scale"])
    norm.bias.copy_(weights[f"{name}.bias"])


def look_far(block: FarBlock, project: Tensor) -> None:
    """Every head compares by as many of `base`'s components as it has room for, the leading ones of its projection; temperatures differ."""
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


def look_near(block: NearBlock) -> None:
    """Attention that begins even over the line before."""
    for part in (block.gaze.query, block.gaze.key):
        nn.init.normal_(part.weight, std=0.02)
        part.bias.zero_()
    nn.init.eye_(block.gaze.value.weight)
    nn.init.eye_(block.gaze.mix.weight)
    nn.init.normal_(block.down.weight, std=0.01)
    block.gaze.temperature.fill_(4)
    back = torch.arange(len(block.distance)).float()
    block.distance.copy_(torch.where(back <= SHORT, 3.0, 0.0)[:, None].expand_as(block.distance))
