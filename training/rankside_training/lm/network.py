"""A language model that reads line by line: within a finished line both ways, from line to line forwards.

A line is a label and a text. Plain blocks, those of `base`, see one line at a time, the label as [CLS] and the line break as [SEP]: they do
what they learned, and what they know of a line does not depend on what else is in the prompt. Reading blocks go from line to line. They
compare by the cosine of their heads' queries and keys (query-key normalisation; Henry et al., 2020) with a learned temperature, and may look at
nothing (an attention sink a head; Xiao et al., 2024): the share of attention that does not go to nothing says how well a token is matched.

A line that is not finished is read forwards alone, so that its next token can be told: a prefix language model (Raffel et al., 2020) whose
prefix is every finished line. Runs may be cut between lines anywhere, and the result is the same.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize, scaled_dot_product_attention, softplus

AWAY = 1 << 20  # the line of padding: behind everything, so that nothing sees it
CLS, SEP, LINE = 101, 102, 1  # LINE is [unused0] in the tokenizer that this one is made of


@dataclass(frozen=True)
class Shape:
    """Sizes of a model."""

    plain: int = 4  # blocks
    near: int = 2  # reading blocks after the far one
    hidden: int = 384
    heads: int = 12  # of a plain block
    inner: int = 1536
    readers: int = 6  # heads of a reading block
    narrow: int = 512  # inner width of a near block
    weigher: int = 128  # inner width of what weighs a passage's terms
    vocabulary: int = 30522
    positions: int = 512
    steps: int = 32  # distances that a near block tells apart; all larger ones are the last
    epsilon: float = 1e-12

    @property
    def reading(self) -> int:
        return 1 + self.near

    @property
    def size(self) -> int:
        """Of a reading head."""
        return self.hidden // self.readers


@dataclass
class Tokens:
    """What a reading run takes, padded: (rows, tokens) each. `lines` count up; padding is AWAY. `ends`: whether the line is finished."""

    states: Tensor  # (rows, tokens, hidden)
    labels: Tensor
    lines: Tensor
    places: Tensor
    ends: Tensor


@dataclass
class Read:
    """What a run gives, and the next one goes on from. Keys and values are of all tokens so far."""

    states: Tensor  # (rows, tokens, hidden)
    past: list[tuple[Tensor, Tensor]]  # by block, (rows, readers, all, size) each
    shares: list[Tensor]  # by block, (rows, readers, tokens, all)
    lines: Tensor  # (rows, all)
    places: Tensor

    def pick(self, rows: Tensor) -> "Read":
        """The same rows again, in another order or several times, to go on from."""
        return Read(
            self.states, [(key[rows], value[rows]) for key, value in self.past], [], self.lines[rows], self.places[rows]
        )


class PlainBlock(nn.Module):
    """BERT's (Devlin et al., 2019), as `base` has it."""

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


class Gaze(nn.Module):
    """Attention by cosine, to earlier tokens or to nothing."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.heads = shape.readers
        self.query, self.key, self.value, self.mix = (nn.Linear(shape.hidden, shape.hidden) for _ in range(4))
        self.temperature = nn.Parameter(torch.full((shape.readers,), 8.0))
        self.sink = nn.Parameter(torch.zeros(shape.readers))

    def forward(
        self, x: Tensor, tag: Tensor | None, past: tuple[Tensor, Tensor] | None, seen: Tensor, bias: Tensor | None
    ):
        """x: (rows, tokens, hidden); `tag`, likewise, is handed on beside it; seen: (rows, tokens, all); bias: (rows, heads, tokens, all)."""
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
        # How well a token is matched: the logarithm of what nothing is left with is a soft maximum of the cosines above the sink.
        found = -(nothing + 1e-30).log() / self.temperature[:, None]
        return mixed, (key, value), shares, found.transpose(1, 2)


class FarBlock(nn.Module):
    """Looks at earlier lines alone: the late interaction of `base` as attention."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.gaze = Gaze(shape)
        self.tell = nn.Linear(shape.readers, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)

    def forward(self, x: Tensor, label: Tensor, past: tuple[Tensor, Tensor] | None, earlier: Tensor):
        mixed, kept, shares, found = self.gaze(x, label, past, earlier, None)
        return self.norm(x + label + mixed + self.tell(found)), kept, shares


class NearBlock(nn.Module):
    """Looks at all earlier lines and its own; knows how far back a token is (as T5's relative bias; Raffel et al., 2020)."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.gaze = Gaze(shape)
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

    def encoded(self, ids: Tensor, places: Tensor, seen: Tensor) -> Tensor:
        """States after the plain blocks: (rows, tokens, hidden). ids with [CLS] and [SEP] in them, places in the line; seen: (rows, tokens, tokens)."""
        x = self.norm(self.word(ids) + self.position(places))
        for block in self.plain:
            x = block(x, seen)
        return x

    @torch.no_grad()
    def line(self, ids: list[int], ahead: bool = False) -> Tensor:
        """(tokens, hidden): a line after the plain blocks. `ahead`: read forwards alone, not finished."""
        seen = torch.ones(len(ids), len(ids), dtype=torch.bool)
        return self.encoded(torch.tensor([ids]), torch.arange(len(ids))[None], (seen.tril() if ahead else seen)[None])[
            0
        ]

    def forward(self, tokens: Tokens, before: Read | None = None) -> Read:
        lines, places = tokens.lines, tokens.places
        if before is not None:
            lines, places = torch.cat([before.lines, lines], 1), torch.cat([before.places, places], 1)
        earlier = lines[:, None, :] < tokens.lines[:, :, None]  # (rows, tokens, all)
        back = tokens.places[:, :, None] - places[:, None, :]
        seen = earlier | (lines[:, None, :] == tokens.lines[:, :, None]) & (tokens.ends[:, :, None] | (back >= 0))
        x, kept, share = self.far(
            tokens.states, self.label(self.word(tokens.labels)), before and before.past[0], earlier
        )
        past, shares = [kept], [share]
        for number, block in enumerate(self.near, 1):
            x, kept, share = block(x, before and before.past[number], seen, back)
            past.append(kept)
            shares.append(share)
        return Read(x, past, shares, lines, places)

    def term_weights(self, states: Tensor) -> Tensor:
        """What each token of a finished line weighs where a query has the same (TILDEv2; Zhuang and Zuccon, 2021); states after the plain blocks."""
        return softplus(self.weigh(states)[..., 0])

    def spoken(self, states: Tensor) -> Tensor:
        """What the word table's rows are compared with: (…, hidden)."""
        return self.head_norm(gelu(self.head(states)))

    def logits(self, states: Tensor, rows: Tensor | None = None) -> Tensor:
        """(…, vocabulary), or of the tokens `rows` alone."""
        table, bias = (self.word.weight, self.bias) if rows is None else (self.word.weight[rows], self.bias[rows])
        return self.spoken(states) @ table.T + bias


def by_head(x: Tensor, heads: int) -> Tensor:
    """(rows, tokens, hidden) to (rows, heads, tokens, size)."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def unit(x: Tensor) -> Tensor:
    """In fp32: half the bits would blur the cosine."""
    return normalize(x.float(), dim=-1, eps=1e-3)
