"""The language model in the form of its graph: one row, keys and values of earlier tokens as inputs, and logits of the
last tokens only.

Inputs and outputs are those of `tailor.decoder`, which src/engine/causal reads, and the further output `relevance`. A
run starts at the start of a line, so its first token is a label.
"""

from pathlib import Path

import torch
from torch import Tensor, nn

from .network import CLS, LINE, SEP, RunOutput, Shape, SmallLm, Tokens
from .wording import Words


class Decoder(nn.Module):
    """Runs the model with the inputs and outputs of the graph."""

    def __init__(self, model: SmallLm, yes: int, no: int):
        super().__init__()
        self.model, self.yes, self.no = model, yes, no

    def forward(self, ids: Tensor, keep: Tensor, attend_from: Tensor, attend_to: Tensor, *past: Tensor):
        count, before = ids.shape[1], past[0].shape[2]
        order = torch.arange(count)
        breaks = (ids[0] == LINE).long()
        lines = breaks.cumsum(0) - breaks  # (tokens); a line break belongs to the line that it ends
        same, back = lines[:, None] == lines[None, :], order[:, None] - order[None, :]
        positions = (same & (back > 0)).long().sum(1)
        finished = lines < breaks.sum()
        inputs = torch.where(positions == 0, torch.tensor(CLS), torch.where(breaks == 1, torch.tensor(SEP), ids[0]))
        states = self.model.encoded(
            inputs[None],
            positions.clamp(max=self.model.shape.positions - 1)[None],
            (same & (finished[:, None] | (back >= 0)))[None],
        )
        tokens = Tokens(
            states, ids[0].index_select(0, order - positions)[None], lines[None], (order + before)[None], finished[None]
        )
        known = torch.arange(before)
        read = self.model(
            tokens, RunOutput(states, list(zip(past[::2], past[1::2])), [], (known * 0 - 1)[None], known[None])
        )
        logits = self.model.logits(
            read.states.index_select(1, torch.arange(count - keep, count))
        )  # (1, kept, vocabulary)
        rows = ((order >= attend_from) & (order < attend_to)).float()  # (tokens)
        attended = torch.stack(
            [(share[0] * rows[:, None]).sum(1) / rows.sum() for share in read.shares]
        )  # (blocks, heads, past + tokens)
        relevance = (
            logits[:, -1:, self.yes] - logits[:, -1:, self.no]
        )  # (1, 1): the logit of a classifier by the yes-no prompt
        return (
            logits,
            relevance,
            attended,
            self.model.term_weights(states),
            *(each for pair in read.past for each in pair),
        )


def write_fp32(model: SmallLm, words: Words, path: Path) -> None:
    """Writes the graph in fp32 with the weights in the file."""
    shape = model.shape
    kinds = [f"{block}.{kind}" for block in range(shape.reading) for kind in ("key", "value")]
    pasts, presents = [f"past_key_values.{kind}" for kind in kinds], [f"present.{kind}" for kind in kinds]
    example = (
        torch.tensor([[2000, 5, 6, LINE, 2001, 7]]),
        torch.tensor(2),
        torch.tensor([1]),
        torch.tensor([3]),
        *[torch.zeros(1, shape.readers, 3, shape.size) for _ in pasts],
    )
    axes = {"input_ids": {1: "tokens"}, "logits": {1: "kept"}, "attended": {2: "all"}, "term_weights": {1: "tokens"}}
    axes |= {name: {2: "past"} for name in pasts} | {name: {2: "all"} for name in presents}
    torch.onnx.export(
        Decoder(model, words.yes, words.no).eval(),
        example,
        path,
        dynamo=False,
        opset_version=17,
        dynamic_axes=axes,
        input_names=["input_ids", "num_logits_to_keep", "attend_from", "attend_to", *pasts],
        output_names=["logits", "relevance", "attended", "term_weights", *presents],
    )


def decoder_card(shape: Shape) -> dict:
    """Returns the card's `decoder`."""
    return {"layers": shape.reading, "keyHeads": shape.readers, "size": shape.size}
