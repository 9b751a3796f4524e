"""A causal language model of four BERT blocks, of which the last two read by cosine.

A plain block is BERT's under a causal mask. A reading block compares by the cosine of its heads' queries and keys (query-key normalisation;
Henry et al., 2020) with a learned temperature, knows how far back a token is (as T5's relative bias; Raffel et al., 2020) and may look at
nothing (an attention sink a head; Xiao et al., 2024): the share of attention that does not go to nothing then says how well a token is
matched by what came before. The language-model head is BERT's, tied to the word table.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu

AWAY = 1 << 20  # the place of padding: behind everything, so that nothing sees it


@dataclass(frozen=True)
class Shape:
    """Sizes of a model."""

    plain: int = 2  # blocks
    reading: int = 2  # blocks after them
    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    vocabulary: int = 30522
    positions: int = 512
    near: int = 32  # distances that a reading block tells apart; all larger ones are the last
    epsilon: float = 1e-12

    @property
    def size(self) -> int:
        return self.hidden // self.heads

    @property
    def blocks(self) -> int:
        return self.plain + self.reading


@dataclass
class Read:
    """What a run gives: states (rows, tokens, hidden), keys and values of all tokens so far by block, attention by block."""

    states: Tensor
    past: list[tuple[Tensor, Tensor]]  # (rows, heads, past + tokens, size) each
    shares: list[Tensor]  # (rows, heads, tokens, past + tokens)
    places: Tensor  # (rows, past + tokens)

    def pick(self, rows: Tensor) -> "Read":
        """The same rows again, in another order or several times, to go on from."""
        return Read(self.states, [(key[rows], value[rows]) for key, value in self.past], [], self.places[rows])


class Block(nn.Module):
    def __init__(self, shape: Shape, reading: bool):
        super().__init__()
        self.shape, self.reading = shape, reading
        linear = lambda a, b: nn.Linear(a, b)
        self.query, self.key, self.value, self.mix = (linear(shape.hidden, shape.hidden) for _ in range(4))
        self.up, self.down = linear(shape.hidden, shape.inner), linear(shape.inner, shape.hidden)
        self.mix_norm, self.down_norm = (nn.LayerNorm(shape.hidden, eps=shape.epsilon) for _ in range(2))
        if reading:
            self.temperature = nn.Parameter(torch.full((shape.heads,), 8.0))
            self.sink = nn.Parameter(torch.zeros(shape.heads))
            self.distance = nn.Parameter(torch.zeros(shape.near, shape.heads))

    def forward(self, x: Tensor, past: tuple[Tensor, Tensor] | None, back: Tensor, seen: Tensor):
        """x: (rows, tokens, hidden); `back`, how far back each key is, and `seen`: (rows, tokens, past + tokens)."""
        query, key, value = self.by_head(self.query(x)), self.by_head(self.key(x)), self.by_head(self.value(x))
        if self.reading:
            query, key = unit(query), unit(key)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        shares = self.shares(query @ key.transpose(2, 3), back, seen[:, None])
        mixed = (shares.to(value.dtype) @ value).transpose(1, 2).flatten(2)  # (rows, tokens, hidden)
        x = self.mix_norm(x + self.mix(mixed))
        return self.down_norm(x + self.down(gelu(self.up(x)))), (key, value), shares

    def shares(self, dots: Tensor, back: Tensor, seen: Tensor) -> Tensor:
        """(rows, heads, tokens, past + tokens); in a reading block they add up to less than 1."""
        if not self.reading:
            return torch.where(seen, dots.float() / self.shape.size**0.5, torch.tensor(-1e9)).softmax(-1)
        bias = self.distance[back.clamp(0, self.shape.near - 1)].permute(0, 3, 1, 2)  # (rows, heads, tokens, past + tokens)
        scores = torch.where(seen, dots.float() * self.temperature[:, None, None] + bias, torch.tensor(-1e9))
        nothing = self.sink[None, :, None, None] + torch.zeros_like(scores[..., :1])
        return torch.cat([scores, nothing], -1).softmax(-1)[..., :-1]

    def by_head(self, x: Tensor) -> Tensor:
        """(rows, tokens, hidden) to (rows, heads, tokens, size)."""
        return x.unflatten(-1, (self.shape.heads, self.shape.size)).transpose(1, 2)


class SmallLm(nn.Module):
    def __init__(self, shape: Shape = Shape()):
        super().__init__()
        self.shape = shape
        self.word = nn.Embedding(shape.vocabulary, shape.hidden)
        self.position = nn.Embedding(shape.positions, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.blocks = nn.ModuleList(Block(shape, at >= shape.plain) for at in range(shape.blocks))
        self.head = nn.Linear(shape.hidden, shape.hidden)
        self.head_norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))

    def forward(self, ids: Tensor, places: Tensor, before: Read | None = None, blocks: int | None = None) -> Read:
        """ids and places: (rows, tokens), places of padding AWAY. `before`: what was read of the same rows."""
        x = self.norm(self.word(ids) + self.position(places.clamp(max=self.shape.positions - 1)))
        every = places if before is None else torch.cat([before.places, places], 1)
        back = places[:, :, None] - every[:, None, :]  # (rows, tokens, past + tokens)
        past, shares = [], []
        for number, block in enumerate(self.blocks[:blocks]):
            x, kept, share = block(x, before and before.past[number], back, back >= 0)
            past.append(kept)
            shares.append(share)
        return Read(x, past, shares, every)

    def spoken(self, states: Tensor) -> Tensor:
        """What the word table's rows are compared with: (…, hidden)."""
        return self.head_norm(gelu(self.head(states)))

    def logits(self, states: Tensor, rows: Tensor | None = None) -> Tensor:
        """(…, vocabulary), or of the tokens `rows` alone."""
        table, bias = (self.word.weight, self.bias) if rows is None else (self.word.weight[rows], self.bias[rows])
        return self.spoken(states) @ table.T + bias


def unit(x: Tensor) -> Tensor:
    """In fp32: half the bits would blur the cosine."""
    x = x.float()
    return x * (x.square().sum(-1, keepdim=True) + 1e-6).rsqrt()
