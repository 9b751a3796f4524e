"""The late-interaction encoder as it is trained: a BERT encoder, and after some of its layers an exit that can
score.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import normalize, softplus
from transformers import BertConfig, BertModel

from .checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from .config import Config
from .source import load_source


@dataclass
class Vectors:
    """The vectors of padded texts: unit token vectors (texts, tokens, token_dim), token weights and mask (texts,
    tokens), and unit pooled vectors (texts, hidden).
    """

    tokens: torch.Tensor
    weights: torch.Tensor
    mask: torch.Tensor
    pooled: torch.Tensor

    def __getitem__(self, rows) -> "Vectors":
        """Selects texts."""
        return Vectors(self.tokens[rows], self.weights[rows], self.mask[rows], self.pooled[rows])


class NarrowWords(nn.Module):
    """A word table that is narrower than the states, followed by a matrix that widens its rows."""

    def __init__(self, vocabulary: int, width: int, hidden: int):
        super().__init__()
        self.rows = nn.Embedding(vocabulary, width)
        self.widen = nn.Linear(width, hidden, bias=False)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.widen(self.rows(ids))


class ExitHead(nn.Module):
    """The projection of states to token vectors, and the weight of each query token."""

    def __init__(self, hidden: int, width: int):
        super().__init__()
        self.project = nn.Linear(hidden, width, bias=False)
        self.weigh = nn.Linear(hidden, 1)
        nn.init.zeros_(self.weigh.weight)
        nn.init.constant_(self.weigh.bias, 0.5413)  # softplus(0.5413) = 1, so that all tokens weigh the same

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> Vectors:
        states = states.float()  # heads compute in fp32 under autocast too
        kept = mask[..., None].float()
        pooled = normalize((states * kept).sum(dim=1), dim=-1)
        return Vectors(normalize(self.project(states), dim=-1), softplus(self.weigh(states))[..., 0], mask, pooled)


class Network(nn.Module):
    """A BERT encoder with exits. `exits` maps a depth, as text, to its head."""

    def __init__(self, shape: Config):
        super().__init__()
        self.shape = shape
        config = BertConfig(
            vocab_size=shape.vocabulary,
            hidden_size=shape.hidden,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.inner,
            max_position_embeddings=shape.positions,
            layer_norm_eps=shape.epsilon,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.bert = BertModel(config, add_pooling_layer=False)
        if shape.embedding != shape.hidden:
            self.bert.embeddings.word_embeddings = NarrowWords(shape.vocabulary, shape.embedding, shape.hidden)
        self.exits = nn.ModuleDict({str(depth): ExitHead(shape.hidden, shape.token_dim) for depth in shape.depths})

    def states(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Returns the states after the embeddings and after each layer, (texts, tokens, hidden) each."""
        return self.bert(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> dict[str, Vectors]:
        """Returns the vectors of the texts at every exit, by depth."""
        states = self.states(ids, mask)
        with torch.autocast("cpu", enabled=False):
            return {depth: each(states[int(depth)], mask) for depth, each in self.exits.items()}


def joined(groups: list[Vectors], width: int) -> Vectors:
    """Joins padded groups into one, padded to `width` tokens."""
    pad = torch.nn.functional.pad
    short = [width - group.mask.shape[1] for group in groups]
    return Vectors(
        torch.cat([pad(g.tokens, (0, 0, 0, s)) for g, s in zip(groups, short)]),
        torch.cat([pad(g.weights, (0, s)) for g, s in zip(groups, short)]),
        torch.cat([pad(g.mask, (0, s)) for g, s in zip(groups, short)]),
        torch.cat([g.pooled for g in groups]),
    )


def kept(passages: Vectors, bits: int) -> Vectors:
    """Returns passages with the token vectors that a cache would hold: rounded to 4 bits with a scale for each token,
    or unchanged for 8 bits, whose rounding does not matter here.
    """
    if bits == 8:
        return passages
    scale = passages.tokens.abs().amax(dim=-1, keepdim=True).clamp_min(1e-9) / 7
    error = (passages.tokens / scale).round() * scale - passages.tokens
    rounded = passages.tokens + error.detach()  # gradients pass through the rounding
    return Vectors(rounded, passages.weights, passages.mask, passages.pooled)


def parts(queries: Vectors, passages: Vectors) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns the cosine of pooled vectors and the MaxSim of every query and passage: (queries, passages) each."""
    cosine = queries.pooled @ passages.pooled.T
    return cosine, torch.cat([maxsim(queries[i : i + 8], passages) for i in range(0, len(queries.tokens), 8)])


def maxsim(queries: Vectors, passages: Vectors) -> torch.Tensor:
    """Returns the weighted mean over query tokens of the largest token cosine: (queries, passages)."""
    dots = torch.einsum("qid,pjd->qpij", queries.tokens, passages.tokens)
    best = dots.masked_fill(passages.mask[None, :, None, :] == 0, -2).amax(dim=3)  # (queries, passages, query tokens)
    weights = queries.weights * queries.mask  # (queries, query tokens)
    return torch.einsum("qpi,qi->qp", best, weights) / weights.sum(dim=1, keepdim=True)


def save(network: Network, folder: Path, about: dict | None = None) -> None:
    """Writes the network as a checkpoint folder."""
    state = {export_name(name): tensor.detach().float().numpy() for name, tensor in network.state_dict().items()}
    write_checkpoint(folder, Checkpoint(network.shape, state, load_source(None)[1], about or {}))


def load(folder: Path) -> Network:
    """Reads a network from a checkpoint folder."""
    checkpoint = read_checkpoint(folder)
    network = Network(checkpoint.config)
    network.load_state_dict(
        {name: torch.from_numpy(checkpoint.state[export_name(name)]) for name in network.state_dict()}
    )
    return network


def export_name(name: str) -> str:
    """Returns the name of a tensor in the checkpoint: that of BertModel, or `embeddings.widen` beside a narrow word
    table.
    """
    return (
        name.removeprefix("bert.")
        .replace("embeddings.word_embeddings.rows.", "embeddings.word_embeddings.")
        .replace("embeddings.word_embeddings.widen.", "embeddings.widen.")
    )


def load_untrained(work: Path) -> Network:
    """Reads the untrained checkpoint and gives every exit the projection of the last exit, whose space all
    exits learn.
    """
    network = load(work / "untrained")
    last = network.exits[str(network.shape.layers)].project.weight.data
    for each in network.exits.values():
        each.project.weight.data = last.clone()
    return network
