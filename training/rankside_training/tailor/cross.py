"""A cross-encoder whose last layer computes only the first token, since the classification head reads no other.

It takes BERT, RoBERTa and XLM-RoBERTa for sequence classification. The last of L layers costs one L-th of the model.
The queries, the mixing and the feed-forward part of the other tokens are five sixths of its products, so nearly all of
that is saved.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu

from ..graphs.graph import BERT_INPUTS

KNOWN = ("BertForSequenceClassification", "RobertaForSequenceClassification", "XLMRobertaForSequenceClassification")


class FirstAlone(nn.Module):
    """A model from three inputs (batch, tokens) to logits (batch, labels). Raises ValueError for an unknown
    architecture or activation.
    """

    def __init__(self, model: nn.Module):
        super().__init__()
        name, activation = type(model).__name__, model.config.hidden_act
        if name not in KNOWN or activation != "gelu":
            raise ValueError(f"Expected one of {', '.join(KNOWN)} with gelu, got {name} with {activation}")
        self.base, self.classifier = model.base_model, model.classifier
        self.heads = model.config.num_attention_heads

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        x = self.base.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)  # (batch, tokens, hidden)
        seen = attention_mask[:, None, None, :] > 0
        *most, last = self.base.encoder.layer
        for layer in most:
            x = self.layer(layer, x, x, seen)
        first = self.layer(last, x[:, :1], x, seen)  # (batch, 1, hidden)
        return self.classifier(self.base.pooler(first) if getattr(self.base, "pooler", None) else first)

    def layer(self, layer: nn.Module, rows: Tensor, x: Tensor, seen: Tensor) -> Tensor:
        """Returns a layer's output for `rows`, which attend to all of x."""
        own, mix = layer.attention.self, layer.attention.output

        def by_head(y):
            return y.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (batch, heads, tokens, size)

        query, key, value = by_head(own.query(rows)), by_head(own.key(x)), by_head(own.value(x))
        scores = query @ key.transpose(2, 3) / query.shape[-1] ** 0.5
        shares = torch.where(seen, scores, torch.tensor(-1e9)).softmax(-1)
        rows = mix.LayerNorm(rows + mix.dense((shares @ value).transpose(1, 2).flatten(2)))
        return layer.output.LayerNorm(rows + layer.output.dense(gelu(layer.intermediate.dense(rows))))


def write_graph(model: FirstAlone, path: Path) -> None:
    """Writes the graph with the weights in the file."""
    example = (
        torch.tensor([[1, 2, 3, 4]] * 2),
        torch.ones(2, 4, dtype=torch.long),
        torch.zeros(2, 4, dtype=torch.long),
    )
    torch.onnx.export(
        model.eval(),
        example,
        path,
        input_names=list(BERT_INPUTS),
        output_names=["logits"],
        opset_version=17,
        dynamo=False,
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in BERT_INPUTS} | {"logits": {0: "batch"}},
    )
