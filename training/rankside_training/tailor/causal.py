"""A causal reranker with only the parts that its method needs: a head of a few rows, or no head and no layer above the
last selected attention head.

It takes Qwen2, Qwen3, LLaMA and Mistral models. The inputs and outputs of a graph are those of `decoder`, with two
exceptions:

- With `tokens`, `logits` has a column only for each of these tokens, so that the word table is neither multiplied nor
  stored twice.
- With `heads`, `attended` is (1, heads, past + tokens) of these heads only, computed by a side branch from the few rows
  that are needed. The layers above the last of them are left out, and so is `logits`.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from .decoder import CausalDecoder

KNOWN = ("Qwen2ForCausalLM", "Qwen3ForCausalLM", "LlamaForCausalLM", "MistralForCausalLM")


@dataclass(frozen=True)
class Cut:
    """The parts of a model that are kept. Without tokens and heads everything is kept, with the attention of
    all heads.
    """

    tokens: tuple[int, ...] = ()
    heads: tuple[tuple[int, int], ...] = ()  # (layer, head)


class Tailored(CausalDecoder):
    """A decoder with only the parts of a cut. Raises ValueError for an unknown architecture and for scaled
    positions.
    """

    def __init__(self, model: torch.nn.Module, cut: Cut):
        name, scaling = type(model).__name__, model.config.rope_parameters.get("rope_type", "default")
        if name not in KNOWN or scaling != "default":
            raise ValueError(
                f"Expected one of {', '.join(KNOWN)} with plain rotary positions, got {name} with {scaling}"
            )
        super().__init__(model)
        self.cut = cut
        self.layers = 1 + max(layer for layer, _ in cut.heads) if cut.heads else model.config.num_hidden_layers
        self.model.layers = self.model.layers[: self.layers]
        self.rows = torch.nn.Parameter(self.head.weight[list(cut.tokens)]) if cut.tokens else None
        if cut.heads or cut.tokens:
            self.head = None

    @property
    def outputs(self) -> list[str]:
        """The names of the outputs, apart from keys and values."""
        return ["attended"] if self.cut.heads else ["logits"] if self.cut.tokens else ["logits", "attended"]

    def forward(self, ids: Tensor, keep: Tensor, attend_from: Tensor, attend_to: Tensor, *past: Tensor):
        tokens, before = ids.shape[1], past[0].shape[2]
        x = self.model.embed_tokens(ids)  # (1, tokens, hidden)
        positions = torch.arange(before, before + tokens)
        rotation, seen = (
            self.rotation(positions),
            torch.arange(before + tokens)[None, :] <= positions[:, None],
        )  # (tokens, past + tokens)
        order = torch.arange(tokens)
        asked = torch.nonzero((order >= attend_from) & (order < attend_to))[
            :, 0
        ]  # the rows of the tokens that are asked about
        attended, present = [], []
        for number, layer in enumerate(self.model.layers[: self.layers]):
            mixed, _, kept = self.attention(layer, x, past[2 * number : 2 * number + 2], rotation, seen)
            present += kept
            if selected := self.selected(number):
                attended.append(self.branch(layer, x, kept[0], rotation, seen, asked, selected))
            if number + 1 == self.layers and self.cut.heads:
                break  # no output depends on the rest of this layer
            x = x + mixed
            x = x + layer.mlp(layer.post_attention_layernorm(x))
        found = {"attended": torch.cat(attended)[None] if self.cut.heads else torch.stack(attended)}
        if not self.cut.heads:
            found["logits"] = self.logits(x.index_select(1, torch.arange(tokens - keep, tokens)))
        return (*(found[name] for name in self.outputs), *present)

    def branch(
        self,
        layer,
        x: Tensor,
        key: Tensor,
        rotation: tuple[Tensor, Tensor],
        seen: Tensor,
        asked: Tensor,
        selected: list[int],
    ) -> Tensor:
        """Returns (heads, past + tokens): the mean attention of the `asked` tokens by these heads, independent of how
        the layer itself computes attention.
        """
        own, groups = layer.self_attn, self.heads // self.key_heads
        query = own.q_proj(layer.input_layernorm(x.index_select(1, asked))).reshape(1, -1, self.heads, self.size)[
            :, :, selected
        ]
        query = own.q_norm(query) if hasattr(own, "q_norm") else query
        query = self.rotated(
            query.transpose(1, 2), tuple(part.index_select(0, asked) for part in rotation)
        )  # (1, selected, asked, size)
        scores = query @ key[:, [head // groups for head in selected]].transpose(2, 3) / self.size**0.5
        return torch.where(seen.index_select(0, asked), scores, torch.tensor(-1e9)).softmax(-1)[0].mean(1)

    def selected(self, layer: int) -> list[int]:
        """Returns the heads of a layer whose attention is read."""
        return [head for own, head in self.cut.heads if own == layer] if self.cut.heads else list(range(self.heads))

    def logits(self, x: Tensor) -> Tensor:
        """Returns the logits of states (1, kept, hidden)."""
        return self.head(self.model.norm(x)) if self.rows is None else self.model.norm(x) @ self.rows.T


def write_graph(decoder: Tailored, path: Path) -> None:
    """Writes the graph in fp32 with the weights in the file, which ONNX allows up to 2 GB."""
    kinds = [f"{layer}.{kind}" for layer in range(decoder.layers) for kind in ("key", "value")]
    pasts, presents = [f"past_key_values.{kind}" for kind in kinds], [f"present.{kind}" for kind in kinds]
    example = (
        torch.tensor([[1, 2, 3, 4]]),
        torch.tensor(2),
        torch.tensor([1]),
        torch.tensor([3]),
        *[torch.zeros(1, decoder.key_heads, 3, decoder.size) for _ in pasts],
    )
    axes = {"input_ids": {1: "tokens"}, "logits": {1: "kept"}, "attended": {2: "all"}}
    axes |= {name: {2: "past"} for name in pasts} | {name: {2: "all"} for name in presents}
    torch.onnx.export(
        decoder.eval(),
        example,
        path,
        dynamo=False,
        opset_version=17,
        dynamic_axes=axes,
        input_names=["input_ids", "num_logits_to_keep", "attend_from", "attend_to", *pasts],
        output_names=[*decoder.outputs, *presents],
    )
