"""Where training starts: the blocks of `base`, under a causal mask, and in the reading blocks its late interaction as attention."""

import torch
from torch import Tensor, nn

from ..checkpoint import Checkpoint
from ..prepared import Prepared
from .network import Block, Shape, SmallLm
from .wording import Words

TEXTS = 300  # whose states the components are taken from
SHORT = 12  # tokens of a usual query with what surrounds it


@torch.no_grad()
def started(base: Checkpoint, prepared: Prepared, words: Words) -> SmallLm:
    torch.manual_seed(0)
    model = SmallLm(Shape())
    state = {name: torch.from_numpy(array) for name, array in base.state.items()}
    model.word.weight.copy_(state["embeddings.word_embeddings.weight"])
    model.position.weight.copy_(state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0])
    copy(model.norm, state, "embeddings.LayerNorm")
    for number, block in enumerate(model.blocks):
        take(block, state, f"encoder.layer.{number}")
    nn.init.normal_(model.head.weight, std=0.03)
    far, near = model.blocks[model.shape.plain], model.blocks[-1]
    look_far(far, components(model, state[f"exits.{model.shape.plain}.project.weight"], prepared, words))
    look_near(near)
    return model


def take(block: Block, state: dict[str, Tensor], name: str) -> None:
    for mine, theirs in {
        "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
        "mix": "attention.output.dense", "mix_norm": "attention.output.LayerNorm",
        "up": "intermediate.dense", "down": "output.dense", "down_norm": "output.LayerNorm",
    }.items():
        copy(getattr(block, mine), state, f"{name}.{theirs}")


def copy(module: nn.Module, state: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(state[f"{name}.weight"])
    module.bias.copy_(state[f"{name}.bias"])


def components(model: SmallLm, project: Tensor, prepared: Prepared, words: Words) -> Tensor:
    """(size, hidden): the leading principal components of the token vectors that `base` compares at this depth, not centred."""
    moment = torch.zeros(len(project), len(project))
    for text in torch.randperm(len(prepared))[:TEXTS].tolist():
        ids = torch.tensor([words.one(prepared.row(text, 96)[1:-1].tolist())])
        states = model(ids, torch.arange(ids.shape[1])[None], blocks=model.shape.plain).states[0]
        vectors = nn.functional.normalize(states @ project.T, dim=1)
        moment += vectors.T @ vectors
    leading = torch.linalg.eigh(moment.double()).eigenvectors.flip(1)[:, : model.shape.size].float()
    return leading.T @ project


def look_far(block: Block, components: Tensor) -> None:
    """Every head compares by these components, each with a temperature of its own, and looks past its own line."""
    heads, size = block.shape.heads, block.shape.size
    for part in (block.query, block.key):
        part.weight.copy_(components.repeat(heads, 1) * components.norm(dim=1).mean().reciprocal())
        part.bias.zero_()
    noise = torch.randn_like(block.query.weight) * block.query.weight.std() * 0.1
    block.query.weight.add_(noise)
    block.key.weight.add_(noise)
    block.temperature.copy_(torch.logspace(0.9, 1.4, heads))  # 8 to 25
    block.sink.copy_(0.55 * block.temperature)
    back = torch.arange(block.shape.near).float()
    away = torch.where(back == 0, -20.0, -6 * (1 - (back - SHORT // 2) / SHORT).clamp(0, 1))  # none of itself, little of its line
    block.distance.copy_(away[:, None].expand(-1, heads))
    # What is found speaks in one direction a head beside its content: how much was found.
    block.value.bias.add_(torch.randn(heads).sign().repeat_interleave(size) * 0.5)


def look_near(block: Block) -> None:
    """Attention that begins even over the last line."""
    for part in (block.query, block.key):
        nn.init.normal_(part.weight, std=0.02)
        part.bias.zero_()
    block.temperature.fill_(4)
    back = torch.arange(block.shape.near).float()
    block.distance.copy_(torch.where(back <= SHORT, 3.0, 0.0)[:, None].expand(-1, block.shape.heads))
