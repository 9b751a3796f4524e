"""A decoder of the Qwen3 and LLaMA kind in plain operations, whose graph has the inputs and outputs that ranking needs.

Inputs: `input_ids` (1, tokens), `num_logits_to_keep` (), `attend_from` and `attend_to` (1), and for each layer
`past_key_values.L.key` and `.value` (1, key heads, past, size).

Outputs: `logits` (1, kept, vocabulary) of the last positions only; `attended` (layers, heads, past + tokens), the mean
attention of the tokens from `attend_from` to `attend_to`; `present.L.key` and `.value` (1, key heads, past + tokens,
size); and for tests `term_weights` (1, tokens), which are the softplus of the first channel.
"""

from pathlib import Path

import torch
from torch import Tensor


class CausalDecoder(torch.nn.Module):
    """Runs the weights of a causal model of Hugging Face."""

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        config = model.config
        self.model = model.model
        self.head = model.lm_head
        self.heads, self.key_heads = config.num_attention_heads, config.num_key_value_heads
        self.size = getattr(config, "head_dim", None) or config.hidden_size // self.heads
        self.theta = config.rope_parameters["rope_theta"]

    def forward(self, ids: Tensor, keep: Tensor, attend_from: Tensor, attend_to: Tensor, *past: Tensor):
        tokens, before = ids.shape[1], past[0].shape[2]
        x = self.model.embed_tokens(ids)  # (1, tokens, hidden)
        positions = torch.arange(before, before + tokens)
        rotation = self.rotation(positions)
        seen = torch.arange(before + tokens)[None, :] <= positions[:, None]  # (tokens, past + tokens)
        order = torch.arange(tokens)
        rows = ((order >= attend_from) & (order < attend_to)).float()  # (tokens)
        attended, present = [], []
        for number, layer in enumerate(self.model.layers):
            mixed, probabilities, kept = self.attention(layer, x, past[2 * number : 2 * number + 2], rotation, seen)
            x = x + mixed
            x = x + layer.mlp(layer.post_attention_layernorm(x))
            attended.append((probabilities[0] * rows[:, None]).sum(1) / rows.sum())  # (heads, past + tokens)
            present += kept
        last = torch.arange(tokens - keep, tokens)
        logits = self.head(self.model.norm(x.index_select(1, last)))  # (1, kept, vocabulary)
        weights = torch.nn.functional.softplus(self.model.norm(x)[..., 0])
        return (logits, torch.stack(attended), weights, *present)

    def attention(self, layer, x: Tensor, past, rotation, seen: Tensor):
        """Returns the output of the attention of a layer, its probabilities (1, heads, tokens, past + tokens), and the
        keys and values of all tokens.
        """
        own = layer.self_attn
        states = layer.input_layernorm(x)

        def split(y, heads):
            return y.reshape(1, -1, heads, self.size)

        query, key = split(own.q_proj(states), self.heads), split(own.k_proj(states), self.key_heads)
        if hasattr(own, "q_norm"):
            query, key = own.q_norm(query), own.k_norm(key)
        value = split(own.v_proj(states), self.key_heads).transpose(1, 2)
        query, key = self.rotated(query.transpose(1, 2), rotation), self.rotated(key.transpose(1, 2), rotation)
        key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)  # (1, key heads, past + tokens, size)
        scores = query @ self.shared(key).transpose(2, 3) / self.size**0.5  # (1, heads, tokens, past + tokens)
        probabilities = torch.where(seen, scores, torch.tensor(-1e9)).softmax(-1)
        mixed = (probabilities @ self.shared(value)).transpose(1, 2).reshape(1, -1, self.heads * self.size)
        return own.o_proj(mixed), probabilities, [key, value]

    def shared(self, x: Tensor) -> Tensor:
        """Repeats each key head for the heads that share it."""
        return x.repeat_interleave(self.heads // self.key_heads, 1)

    def rotation(self, positions: Tensor) -> tuple[Tensor, Tensor]:
        """Returns the cosines and sines of rotary positions (Su et al., 2021): (tokens, size) each."""
        frequencies = self.theta ** (-torch.arange(0, self.size, 2).float() / self.size)
        angles = positions[:, None].float() * frequencies[None, :]
        angles = torch.cat([angles, angles], 1)  # (tokens, size)
        return angles.cos(), angles.sin()

    def rotated(self, x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
        """Rotates queries or keys by their positions."""
        half = self.size // 2
        return x * rotation[0] + torch.cat([-x[..., half:], x[..., :half]], -1) * rotation[1]


def export_decoder(model: torch.nn.Module, path: Path) -> None:
    """Writes the graph with the weights in the file."""
    decoder = CausalDecoder(model).eval()
    layers = model.config.num_hidden_layers
    kinds = [f"{layer}.{kind}" for layer in range(layers) for kind in ("key", "value")]
    pasts = [f"past_key_values.{kind}" for kind in kinds]
    presents = [f"present.{kind}" for kind in kinds]
    example = (
        torch.tensor([[1, 2, 3, 4]]),
        torch.tensor(2),
        torch.tensor([1]),
        torch.tensor([3]),
        *[torch.zeros(1, decoder.key_heads, 3, decoder.size) for _ in pasts],
    )
    axes = {"input_ids": {1: "tokens"}, "logits": {1: "kept"}, "attended": {2: "all"}, "term_weights": {1: "tokens"}}
    axes |= {name: {2: "past"} for name in pasts} | {name: {2: "all"} for name in presents}
    torch.onnx.export(
        decoder,
        example,
        path,
        dynamo=False,
        opset_version=17,
        dynamic_axes=axes,
        input_names=["input_ids", "num_logits_to_keep", "attend_from", "attend_to", *pasts],
        output_names=["logits", "attended", "term_weights", *presents],
    )
