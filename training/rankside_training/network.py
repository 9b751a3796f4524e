"""The late-interaction encoder as it is trained: a BERT encoder, and after some layers an exit that can already score."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
import json

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.functional import normalize, softplus
from transformers import BertConfig, BertModel


@dataclass
class Shape:
    """Sizes of a network, and how its exits score. `embedding` is the width of a row of the word table."""

    name: str
    layers: int
    hidden: int
    heads: int
    inner: int
    embedding: int
    tokenDim: int
    exits: dict[str, dict[str, float]]  # depth: weights of the two parts
    merge: int = 1  # neighbouring passage tokens that share a vector
    vocabulary: int = 30522
    positions: int = 512
    limits: dict[str, int] = field(default_factory=lambda: {"query": 256, "passage": 256})
    cls: int = 101
    sep: int = 102
    epsilon: float = 1e-12


@dataclass
class Vectors:
    """Padded texts: unit token vectors (texts, tokens, tokenDim), their weights and mask (texts, tokens), unit pooled vectors (texts, hidden)."""

    tokens: torch.Tensor
    weights: torch.Tensor
    mask: torch.Tensor
    pooled: torch.Tensor

    def __getitem__(self, rows) -> "Vectors":
        return Vectors(self.tokens[rows], self.weights[rows], self.mask[rows], self.pooled[rows])


class NarrowWords(nn.Module):
    """A word table narrower than the states, and the matrix that widens its rows."""

    def __init__(self, vocabulary: int, width: int, hidden: int):
        super().__init__()
        self.rows = nn.Embedding(vocabulary, width)
        self.widen = nn.Linear(width, hidden, bias=False)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.widen(self.rows(ids))


class Exit(nn.Module):
    """States to token vectors and query-token weights."""

    def __init__(self, hidden: int, width: int):
        super().__init__()
        self.project = nn.Linear(hidden, width, bias=False)
        self.weigh = nn.Linear(hidden, 1)
        nn.init.zeros_(self.weigh.weight)
        nn.init.constant_(self.weigh.bias, 0.5413)  # softplus of it is 1: every token weighs the same

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> Vectors:
        states = states.float()  # and fp32 from here on
        kept = mask[..., None].float()
        pooled = normalize((states * kept).sum(dim=1), dim=-1)
        return Vectors(normalize(self.project(states), dim=-1), softplus(self.weigh(states))[..., 0], mask, pooled)


class Network(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        config = BertConfig(
            vocab_size=shape.vocabulary, hidden_size=shape.hidden, num_hidden_layers=shape.layers, num_attention_heads=shape.heads,
            intermediate_size=shape.inner, max_position_embeddings=shape.positions, layer_norm_eps=shape.epsilon,
            hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        )
        self.bert = BertModel(config, add_pooling_layer=False)
        if shape.embedding != shape.hidden:
            self.bert.embeddings.word_embeddings = NarrowWords(shape.vocabulary, shape.embedding, shape.hidden)
        self.exits = nn.ModuleDict({depth: Exit(shape.hidden, shape.tokenDim) for depth in shape.exits})

    def states(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """States after the embeddings and after each layer: (texts, tokens, hidden)."""
        return self.bert(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> dict[str, Vectors]:
        states = self.states(ids, mask)
        with torch.autocast("cpu", enabled=False):
            return {depth: each(states[int(depth)], mask) for depth, each in self.exits.items()}


def merged(passages: Vectors, count: int) -> Vectors:
    """Every `count` neighbouring token vectors added up and made unit length again."""
    if count == 1:
        return passages
    texts, tokens, width = passages.tokens.shape
    short = -tokens % count
    kept = passages.tokens * passages.mask[..., None]
    vectors = nn.functional.pad(kept, (0, 0, 0, short)).view(texts, -1, count, width).sum(dim=2)
    mask = nn.functional.pad(passages.mask, (0, short)).view(texts, -1, count).amax(dim=2)
    return Vectors(normalize(vectors, dim=-1), mask, mask, passages.pooled)


def parts(queries: Vectors, passages: Vectors) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosine of pooled vectors and MaxSim of every query with every passage: (queries, passages) each."""
    cosine = queries.pooled @ passages.pooled.T
    return cosine, torch.cat([maxsim(queries[i : i + 8], passages) for i in range(0, len(queries.tokens), 8)])


def maxsim(queries: Vectors, passages: Vectors) -> torch.Tensor:
    dots = torch.einsum("qid,pjd->qpij", queries.tokens, passages.tokens)
    best = dots.masked_fill(passages.mask[None, :, None, :] == 0, -2).amax(dim=3)  # (queries, passages, query tokens)
    weights = queries.weights * queries.mask  # (queries, query tokens)
    return torch.einsum("qpi,qi->qp", best, weights) / weights.sum(dim=1, keepdim=True)


def save(network: Network, folder: Path) -> None:
    """A checkpoint that the exporter reads: `config.json` and `model.safetensors`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(asdict(network.shape), indent=2) + "\n")
    tensors = {export_name(name): tensor.detach().float().contiguous() for name, tensor in network.state_dict().items()}
    save_file(tensors, folder / "model.safetensors")


def load(folder: Path) -> Network:
    network = Network(Shape(**json.loads((folder / "config.json").read_text())))
    tensors = load_file(folder / "model.safetensors")
    network.load_state_dict({name: tensors[export_name(name)] for name in network.state_dict()})
    return network


def export_name(name: str) -> str:
    """BERT's own names, and `embeddings.widen` beside a narrow word table."""
    return (
        name.removeprefix("bert.")
        .replace("embeddings.word_embeddings.rows.", "embeddings.word_embeddings.")
        .replace("embeddings.word_embeddings.widen.", "embeddings.widen.")
    )
