"""The language model as its graph has it: one row, with keys and values of what was read before, logits of the last tokens alone.

Inputs and outputs are those of `tiny_decoder`, so that src/engine/causal takes it as it is.
"""

from pathlib import Path

import torch
from torch import Tensor, nn

from .network import Read, Shape, SmallLm


class Decoder(nn.Module):
    def __init__(self, model: SmallLm):
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, keep: Tensor, attend_from: Tensor, attend_to: Tensor, *past: Tensor):
        tokens, before = ids.shape[1], past[0].shape[2]
        order = torch.arange(tokens)
        pairs = list(zip(past[::2], past[1::2]))
        read = self.model(ids, order[None] + before, Read(ids, pairs, [], torch.arange(before)[None]))
        logits = self.model.logits(read.states.index_select(1, torch.arange(tokens - keep, tokens)))  # (1, kept, vocabulary)
        rows = ((order >= attend_from) & (order < attend_to)).float()  # (tokens)
        attended = torch.stack([(share[0] * rows[:, None]).sum(1) / rows.sum() for share in read.shares])  # (blocks, heads, past + tokens)
        return (logits, attended, *(each for pair in read.past for each in pair))


def write_fp32(model: SmallLm, path: Path) -> None:
    """Weights inside the file."""
    shape = model.shape
    kinds = [f"{block}.{kind}" for block in range(shape.blocks) for kind in ("key", "value")]
    pasts, presents = [f"past_key_values.{kind}" for kind in kinds], [f"present.{kind}" for kind in kinds]
    example = (
        torch.tensor([[101, 2, 3, 4]]), torch.tensor(2), torch.tensor([1]), torch.tensor([3]),
        *[torch.zeros(1, shape.heads, 3, shape.size) for _ in pasts],
    )
    axes = {"input_ids": {1: "tokens"}, "logits": {1: "kept"}, "attended": {2: "all"}}
    axes |= {name: {2: "past"} for name in pasts} | {name: {2: "all"} for name in presents}
    torch.onnx.export(
        Decoder(model).eval(), example, path, dynamo=False, opset_version=17, dynamic_axes=axes,
        input_names=["input_ids", "num_logits_to_keep", "attend_from", "attend_to", *pasts],
        output_names=["logits", "attended", *presents],
    )


def decoder_card(shape: Shape) -> dict:
    return {"layers": shape.blocks, "keyHeads": shape.heads, "size": shape.size}
