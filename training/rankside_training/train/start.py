"""The networks that training starts from: all-MiniLM-L6-v2 itself, or a narrower and shallower network cut from it."""

import numpy as np
import torch
from torch import nn

from ..data.prepared import Prepared
from ..network.config import Config, Exit
from ..network.encoder import NarrowWords, Network
from ..network.source import load_source

CONTROL = {
    "vocabulary": 30522,
    "positions": 512,
    "cls": 101,
    "sep": 102,
    "query_limit": 256,
    "passage_limit": 256,
    "vector_bits": 8,
}


def narrow(hidden: int, embedding: int, width: int) -> Config:
    """Returns a configuration of two layers of `hidden`, word rows of `embedding` and token vectors of `width`."""
    return Config("fast", 2, hidden, hidden // 32, 4 * hidden, embedding, token_dim=width, exits=exits(2), **CONTROL)


def exits(*depths: int) -> tuple[Exit, ...]:
    """Returns exits with equal shares of cosine and MaxSim."""
    return tuple(Exit(depth, cosine=0.5, maxsim=0.5) for depth in depths)


@torch.no_grad()
def cut(prepared: Prepared, shape: Config, layers: list[int], components: torch.Tensor, texts: int = 400) -> Network:
    """Returns `layers` of the encoder, projected to the `hidden` leading principal components of its states.

    Matrices are rotated into that basis; the heads and inner neurons with the largest outgoing weights are kept.
    Normalizations cannot be rotated and start from 1. Training repairs the loss. `components`: (any, 384), the
    projection of the untrained encoder.
    """
    source = load_source(None)[0]
    rng = np.random.default_rng(0)
    chosen = rng.choice(len(prepared), texts, replace=False)
    states, words = [], []
    for text in chosen:
        ids, mask = prepared.batch([text], 128)
        hidden = source(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        states += [hidden[0][0], hidden[min(layers) + 1][0], hidden[-1][0]]
        words.append(source.embeddings.word_embeddings(ids)[0])
    basis = leading(torch.cat(states), shape.hidden)  # (384, hidden)
    rows = leading(torch.cat(words), shape.embedding)  # (384, embedding)
    network = Network(shape)
    own, theirs = network.bert.embeddings, source.embeddings
    if isinstance(own.word_embeddings, NarrowWords):
        own.word_embeddings.rows.weight.data = theirs.word_embeddings.weight @ rows
        own.word_embeddings.widen.weight.data = basis.T @ rows
    else:
        own.word_embeddings.weight.data = theirs.word_embeddings.weight @ basis
    own.position_embeddings.weight.data = theirs.position_embeddings.weight @ basis
    own.token_type_embeddings.weight.data = theirs.token_type_embeddings.weight @ basis
    for target, index in zip(network.bert.encoder.layer, layers):
        rotate(target, source.encoder.layer[index], basis)
    for each in network.exits.values():
        each.project.weight.data = components[: shape.token_dim] @ basis
    return network


def leading(states: torch.Tensor, width: int) -> torch.Tensor:
    """Returns (384, width): the principal components of the rows, not centred."""
    moment = states.T.double() @ states.double()
    return torch.linalg.eigh(moment).eigenvectors.flip(1)[:, :width].float()


def rotate(target: nn.Module, source: nn.Module, basis: torch.Tensor) -> None:
    """Writes one layer in the new basis, with as many heads and inner neurons as `target` has."""
    width = basis.shape[1]
    spread = source.attention.output.dense.weight.norm(dim=0).view(-1, 32).norm(dim=1)  # (heads,)
    heads = spread.topk(width // 32).indices.sort().values
    rows = (heads[:, None] * 32 + torch.arange(32)).flatten()  # (width,)
    for name in ("query", "key", "value"):
        mine, theirs = getattr(target.attention.self, name), getattr(source.attention.self, name)
        mine.weight.data = (theirs.weight @ basis)[rows]
        mine.bias.data = theirs.bias[rows]
    put(
        target.attention.output.dense,
        basis.T @ source.attention.output.dense.weight[:, rows],
        basis.T @ source.attention.output.dense.bias,
    )
    size = source.output.dense.weight.norm(dim=0) * source.intermediate.dense.weight.norm(dim=1)
    kept = size.topk(target.intermediate.dense.out_features).indices.sort().values
    put(
        target.intermediate.dense,
        (source.intermediate.dense.weight @ basis)[kept],
        source.intermediate.dense.bias[kept],
    )
    put(target.output.dense, basis.T @ source.output.dense.weight[:, kept], basis.T @ source.output.dense.bias)


def put(layer: nn.Linear, weight: torch.Tensor, bias: torch.Tensor) -> None:
    """Writes the weights of a linear layer."""
    layer.weight.data, layer.bias.data = weight.clone(), bias.clone()
