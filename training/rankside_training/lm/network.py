"""A language model that reads line by line: with attention in both directions within a finished line, and only
backwards across lines.

A line is a label and a text. Plain blocks, which are those of `base`, read one line at a time, with the label as [CLS]
and the line break as [SEP]. They compute what they were trained for, and their output for a line does not depend on the
rest of the prompt. Reading blocks connect the lines. They compare by the cosine of queries and keys (query-key
normalization; Henry et al., 2020) with a learned temperature, and each head has an attention sink (Xiao et al., 2024):
the share of attention that does not go to the sink measures how well a token is matched.

A line that is not finished is read with causal attention, so that its next token can be predicted: a prefix language
model (Raffel et al., 2020) whose prefix is every finished line. A prompt may be split into runs between any two lines
with the same result.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize, scaled_dot_product_attention, softplus

PADDING_LINE = 1 << 20  # a line behind all others, so that no token attends to padding
CLS, SEP, LINE = 101, 102, 1  # LINE is [unused0] of the original tokenizer


@dataclass(frozen=True)
class Shape:
    """The sizes of a model."""

    plain: int = 4  # blocks
    near: int = 2  # near blocks, after the far block
    hidden: int = 384
    heads: int = 12  # of a plain block
    inner: int = 1536
    readers: int = 6  # heads of a reading block
    narrow: int = 512  # inner width of a near block
    weigher: int = 128  # inner width of the network that weighs a passage's terms
    vocabulary: int = 30522
    positions: int = 512
    steps: int = 32  # distances with a bias of their own in a near block; larger ones share the last
    epsilon: float = 1e-12

    @property
    def reading(self) -> int:
        """The number of reading blocks."""
        return 1 + self.near

    @property
    def size(self) -> int:
        """The width of a reading head."""
        return self.hidden // self.readers


@dataclass
class Tokens:
    """The input of a run of the reading blocks, padded: (rows, tokens) each. `lines` are numbered in ascending order,
    and padding is on PADDING_LINE. `finished`: whether the line of a token is finished.
    """

    states: Tensor  # (rows, tokens, hidden)
    labels: Tensor
    lines: Tensor
    positions: Tensor
    finished: Tensor


@dataclass
class RunOutput:
    """The output of a run, which the next run continues from. Keys and values are those of all tokens so far."""

    states: Tensor  # (rows, tokens, hidden)
    past: list[tuple[Tensor, Tensor]]  # by block, (rows, readers, all, size) each
    shares: list[Tensor]  # by block, (rows, readers, tokens, all)
    lines: Tensor  # (rows, all)
    positions: Tensor

    def pick(self, rows: Tensor) -> "RunOutput":
        """Returns the rows with these indices, in another order or repeated, for the next run to continue from."""
        return RunOutput(
            self.states,
            [(key[rows], value[rows]) for key, value in self.past],
            [],
            self.lines[rows],
            self.positions[rows],
        )


class PlainBlock(nn.Module):
    """A layer of BERT (Devlin et al., 2019), as `base` has it."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.heads = shape.heads
        self.query, self.key, self.value, self.mix = (nn.Linear(shape.hidden, shape.hidden) for _ in range(4))
        self.up, self.down = nn.Linear(shape.hidden, shape.inner), nn.Linear(shape.inner, shape.hidden)
        self.mix_norm, self.down_norm = (nn.LayerNorm(shape.hidden, eps=shape.epsilon) for _ in range(2))

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """x: (rows, tokens, hidden); seen: (rows, tokens, tokens)."""
        query, key, value = (by_head(part(x), self.heads) for part in (self.query, self.key, self.value))
        mixed = scaled_dot_product_attention(query, key, value, attn_mask=seen[:, None])
        x = self.mix_norm(x + self.mix(mixed.transpose(1, 2).flatten(2)))
        return self.down_norm(x + self.down(gelu(self.up(x))))


class CosineAttention(nn.Module):
    """Attention by cosine to earlier tokens, with a sink for each head."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.heads = shape.readers
        self.query, self.key, self.value, self.mix = (nn.Linear(shape.hidden, shape.hidden) for _ in range(4))
        self.temperature = nn.Parameter(torch.full((shape.readers,), 8.0))
        self.sink = nn.Parameter(torch.zeros(shape.readers))

    def forward(
        self, x: Tensor, tag: Tensor | None, past: tuple[Tensor, Tensor] | None, seen: Tensor, bias: Tensor | None
    ):
        """x: (rows, tokens, hidden); `tag`, of the same shape, is added to the values; seen: (rows, tokens, all); bias:
        (rows, heads, tokens, all).
        """
        query, key = unit(by_head(self.query(x), self.heads)), unit(by_head(self.key(x), self.heads))
        value = by_head(self.value(x) if tag is None else self.value(x) + tag, self.heads)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        scores = query @ key.transpose(2, 3) * self.temperature[:, None, None]
        scores = torch.where(seen[:, None], scores if bias is None else scores + bias, torch.tensor(-1e9))
        nothing = self.sink[None, :, None, None] + torch.zeros_like(scores[..., :1])
        shares = torch.cat([scores, nothing], -1).softmax(-1)
        shares, nothing = shares[..., :-1], shares[..., -1]  # (rows, heads, tokens, all), (rows, heads, tokens)
        mixed = self.mix((shares @ value).transpose(1, 2).flatten(2))
        # The logarithm of the sink's share is a soft maximum of the cosines, so it measures how well a token matches.
        found = -(nothing + 1e-30).log() / self.temperature[:, None]
        return mixed, (key, value), shares, found.transpose(1, 2)


class FarBlock(nn.Module):
    """A block that attends only to earlier lines: the late interaction of `base` as attention."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.gaze = CosineAttention(shape)
        self.tell = nn.Linear(shape.readers, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)

    def forward(self, x: Tensor, label: Tensor, past: tuple[Tensor, Tensor] | None, earlier: Tensor):
        mixed, kept, shares, found = self.gaze(x, label, past, earlier, None)
        return self.norm(x + label + mixed + self.tell(found)), kept, shares


class NearBlock(nn.Module):
    """A block that attends to earlier lines and to its own, with a relative position bias (as in T5; Raffel et al.,
    2020).
    """

    def __init__(self, shape: Shape):
        super().__init__()
        self.gaze = CosineAttention(shape)
        self.distance = nn.Parameter(torch.zeros(shape.steps, shape.readers))
        self.mix_norm, self.down_norm = (nn.LayerNorm(shape.hidden, eps=shape.epsilon) for _ in range(2))
        self.up, self.down = nn.Linear(shape.hidden, shape.narrow), nn.Linear(shape.narrow, shape.hidden)

    def forward(self, x: Tensor, past: tuple[Tensor, Tensor] | None, seen: Tensor, back: Tensor):
        bias = self.distance[back.abs().clamp(max=len(self.distance) - 1)].permute(
            0, 3, 1, 2
        )  # (rows, heads, tokens, all)
        mixed, kept, shares, _ = self.gaze(x, None, past, seen, bias)
        x = self.mix_norm(x + mixed)
        return self.down_norm(x + self.down(gelu(self.up(x)))), kept, shares


class SmallLm(nn.Module):
    """The language model."""

    def __init__(self, shape: Shape = Shape()):
        super().__init__()
        self.shape = shape
        self.word = nn.Embedding(shape.vocabulary, shape.hidden)
        self.position = nn.Embedding(shape.positions, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.plain = nn.ModuleList(PlainBlock(shape) for _ in range(shape.plain))
        self.label = nn.Linear(shape.hidden, shape.hidden)
        self.far = FarBlock(shape)
        self.near = nn.ModuleList(NearBlock(shape) for _ in range(shape.near))
        self.head = nn.Linear(shape.hidden, shape.hidden)
        self.head_norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        self.weigh = nn.Sequential(nn.Linear(shape.hidden, shape.weigher), nn.GELU(), nn.Linear(shape.weigher, 1))

    def encoded(self, ids: Tensor, positions: Tensor, seen: Tensor) -> Tensor:
        """Returns the states after the plain blocks: (rows, tokens, hidden). The ids contain [CLS] and [SEP]; positions
        count from the start of a line; seen: (rows, tokens, tokens).
        """
        x = self.norm(self.word(ids) + self.position(positions))
        for block in self.plain:
            x = block(x, seen)
        return x

    @torch.no_grad()
    def line(self, ids: list[int], causal: bool = False) -> Tensor:
        """Returns the states of a line after the plain blocks: (tokens, hidden). `causal`: the line is not finished and
        read with causal attention.
        """
        seen = torch.ones(len(ids), len(ids), dtype=torch.bool)
        return self.encoded(torch.tensor([ids]), torch.arange(len(ids))[None], (seen.tril() if causal else seen)[None])[
            0
        ]

    def forward(self, tokens: Tokens, before: RunOutput | None = None) -> RunOutput:
        """Runs the reading blocks after an earlier run, if there is one."""
        lines, positions = tokens.lines, tokens.positions
        if before is not None:
            lines, positions = torch.cat([before.lines, lines], 1), torch.cat([before.positions, positions], 1)
        earlier = lines[:, None, :] < tokens.lines[:, :, None]  # (rows, tokens, all)
        back = tokens.positions[:, :, None] - positions[:, None, :]
        seen = earlier | (lines[:, None, :] == tokens.lines[:, :, None]) & (tokens.finished[:, :, None] | (back >= 0))
        x, kept, share = self.far(
            tokens.states, self.label(self.word(tokens.labels)), before and before.past[0], earlier
        )
        past, shares = [kept], [share]
        for number, block in enumerate(self.near, 1):
            x, kept, share = block(x, before and before.past[number], seen, back)
            past.append(kept)
            shares.append(share)
        return RunOutput(x, past, shares, lines, positions)

    def term_weights(self, states: Tensor) -> Tensor:
        """Returns each token's weight for a query with the same token (TILDEv2; Zhuang and Zuccon, 2021), from the
        states of a finished line after the plain blocks.
        """
        return softplus(self.weigh(states)[..., 0])

    def head_states(self, states: Tensor) -> Tensor:
        """Returns the states that the rows of the word table are compared with: (…, hidden)."""
        return self.head_norm(gelu(self.head(states)))

    def logits(self, states: Tensor, rows: Tensor | None = None) -> Tensor:
        """Returns (…, vocabulary), or the logits of the tokens `rows` only."""
        table, bias = (self.word.weight, self.bias) if rows is None else (self.word.weight[rows], self.bias[rows])
        return self.head_states(states) @ table.T + bias


def by_head(x: Tensor, heads: int) -> Tensor:
    """Reshapes (rows, tokens, hidden) to (rows, heads, tokens, size)."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def unit(x: Tensor) -> Tensor:
    """Normalizes in fp32, since half precision would blur the cosine."""
    return normalize(x.float(), dim=-1, eps=1e-3)
