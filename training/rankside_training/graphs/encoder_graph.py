"""The encoder as ONNX graphs, one for each segment: the layers between two exits, and the outputs of the exit at its
end.
"""

from dataclasses import dataclass

import numpy as np
from onnx import TensorProto

from ..network.config import Config
from ..quantization.expand import Expanded
from ..quantization.quantize import Input
from .attention import fused, padding_bias, spelled_out
from .graph import GraphBuilder

FLOAT = TensorProto.FLOAT


@dataclass(frozen=True)
class Kind:
    """How a graph computes: `int8` or `fp32` products, and one row without padding or padded rows with a mask."""

    dtype: str
    masked: bool


@dataclass(frozen=True)
class Source:
    """The encoder that graphs are built from."""

    config: Config
    weights: Expanded
    inputs: dict[str, Input]


def segment_graph(source: Source, kind: Kind, segment: int) -> GraphBuilder:
    """Builds the graph of a segment, counted from 1.

    Segment 1 takes int32 `input_ids` (batch, tokens). Later segments take float32 `hidden` (batch, tokens, hidden),
    which is the `next_hidden` that every segment but the last gives. Each gives float32 `token_vectors` (batch, tokens,
    token_dim), `token_weights` (batch, tokens) and `pooled` (batch, hidden) of its exit.
    """
    config = source.config
    g = GraphBuilder(f"{config.name}-{kind.dtype}-{'padded' if kind.masked else 'rows'}-{segment}", source.weights)
    states = ["batch", "tokens", config.hidden]
    first = g.input("input_ids", "int32", ["batch", "tokens"]) if segment == 1 else g.input("hidden", "float32", states)
    mask = g.input("attention_mask", "int32", ["batch", "tokens"]) if kind.masked else None
    weight = g.node("Cast", mask, name="mask/float", to=FLOAT) if mask else None  # (batch, tokens)
    padding = padding_bias(g, weight) if weight else ""
    x = embeddings(g, first, config, kind) if segment == 1 else first  # (batch, tokens, hidden)
    depths = [0, *config.depths]
    for i in range(depths[segment - 1], depths[segment]):
        x = layer(g, x, padding, source, kind, f"layers.{i}")
    if segment < len(config.depths):
        g.output("next_hidden", x, "float32", states)
    head(g, x, weight, config, f"exits.{depths[segment]}")
    return g


def head(g: GraphBuilder, x: str, weight: str | None, config: Config, name: str) -> None:
    """Adds the outputs of an exit from its states (batch, tokens, hidden)."""
    vectors = unit(g, g.node("MatMul", x, g.weight(f"{name}.project"), name="token/project"), "token")
    g.output("token_vectors", vectors, "float32", ["batch", "tokens", config.token_dim])
    dots = g.node(
        "Add",
        g.node("MatMul", x, g.weight(f"{name}.weigh"), name="weigh/dot"),
        g.weight(f"{name}.weigh.bias"),
        name="weigh/biased",
    )
    column = g.node("Softplus", dots, name="weigh/softplus")  # (batch, tokens, 1)
    axis = g.constant("last_axis", np.array([-1], np.int64))
    g.output("token_weights", g.node("Squeeze", column, axis, name="weigh"), "float32", ["batch", "tokens"])
    g.output("pooled", pooled(g, x, weight), "float32", ["batch", config.hidden])


def embeddings(g: GraphBuilder, ids: str, config: Config, kind: Kind) -> str:
    """Adds the embeddings, (batch, tokens, hidden): word rows, widened where they are narrow, plus position rows (which
    include token type 0), normalized.
    """
    if kind.dtype == "int8":  # only the rows that are read are converted
        rows = g.node("Gather", g.weight("word"), ids, name="word/rows")  # int8 (batch, tokens, embedding)
        scales = g.node("Gather", g.weight("word.scale"), ids, name="word/scales")  # (batch, tokens, 1)
        words = g.node("Mul", g.node("Cast", rows, name="word/float", to=FLOAT), scales, name="word/vectors")
    else:
        words = g.node("Gather", table(g, "word"), ids, name="word/rows")
    if config.embedding != config.hidden:
        words = g.node("MatMul", words, g.weight("widen"), name="word/wide")  # (batch, tokens, hidden)
    shape = g.node("Shape", ids, name="tokens", start=1, end=2)  # (1,) = tokens
    zero = g.constant("zero", np.array([0], np.int64))
    positions = g.node("Slice", table(g, "position"), zero, shape, zero, name="position/rows")  # (tokens, hidden)
    total = g.node("Add", words, positions, name="embeddings")
    norm = [g.weight("norm.scale"), g.weight("norm.bias")]
    return g.node("LayerNormalization", total, *norm, name="embeddings/norm", axis=-1, epsilon=config.epsilon)


def table(g: GraphBuilder, name: str) -> str:
    """Returns an int8 table with a scale for each row as float32, which the runtime computes when it creates the
    session.
    """
    cast = g.node("Cast", g.weight(name), name=f"{name}/table/cast", to=FLOAT)
    return g.node("Mul", cast, g.weight(f"{name}.scale"), name=f"{name}/table")


def layer(g: GraphBuilder, x: str, padding: str, source: Source, kind: Kind, name: str) -> str:
    """Adds a post-norm transformer layer (Vaswani et al., 2017; BERT): (batch, tokens, hidden) to the same."""
    config = source.config
    qkv = product(g, x, f"{name}.qkv", source, kind)  # (batch, tokens, 3 hidden)
    bias = g.weight(f"{name}.qkv.bias")
    if padding:
        mixed = spelled_out(g, qkv, bias, padding, config.hidden, config.heads, f"{name}.attention")
    else:
        mixed = fused(g, qkv, bias, config.heads, f"{name}.attention")
    x = add_norm(g, product(g, mixed, f"{name}.mix", source, kind), x, f"{name}.mix", config)
    up = product(g, x, f"{name}.up", source, kind)  # (batch, tokens, inner)
    up = g.contrib(
        "BiasGelu", up, g.weight(f"{name}.up.bias"), name=f"{name}.gelu"
    )  # the exact form, with the error function
    return add_norm(g, product(g, up, f"{name}.down", source, kind), x, f"{name}.down", config)


def add_norm(g: GraphBuilder, x: str, skip: str, name: str, config: Config) -> str:
    """Adds bias, residual and layer normalization as one operator."""
    parts = [g.weight(f"{name}.norm.scale"), g.weight(f"{name}.norm.bias"), g.weight(f"{name}.bias")]
    return g.contrib("SkipLayerNormalization", x, skip, *parts, name=f"{name}/norm", epsilon=config.epsilon)


def product(g: GraphBuilder, x: str, name: str, source: Source, kind: Kind) -> str:
    """Adds x · weight without the bias: (batch, tokens, in) to (batch, tokens, out)."""
    if kind.dtype == "fp32":
        return g.node("MatMul", x, matrix(g, name), name=name)
    if f"{name}.unsmooth" in source.weights.arrays:
        x = g.node("Mul", x, g.weight(f"{name}.unsmooth"), name=f"{name}/smooth")
    scale = g.constant(f"{name}.input_scale", np.array(source.inputs[name].scale))
    zero = g.constant(f"{name}.input_zero", np.array(source.inputs[name].zero))
    data = g.node("QuantizeLinear", x, scale, zero, name=f"{name}/input")  # uint8 (batch, tokens, in)
    weights = [g.weight(f"{name}.weight"), scale, g.weight(f"{name}.scale"), zero]
    return g.contrib("MatMulIntegerToFloat", data, *weights, name=name)


def matrix(g: GraphBuilder, name: str) -> str:
    """Returns the float32 (in, out) form of an int8 matrix with smoothing undone, which the runtime computes when it
    creates the session.
    """
    cast = g.node("Cast", g.weight(f"{name}.weight"), name=f"{name}/cast", to=FLOAT)
    scaled = g.node("Mul", cast, g.weight(f"{name}.scale"), name=f"{name}/scaled")  # (in, out) · (out,)
    if f"{name}.unsmooth" not in g.store.arrays:
        return scaled
    axis = g.constant("last", np.array([1], np.int64))
    column = g.node("Unsqueeze", g.weight(f"{name}.unsmooth"), axis, name=f"{name}/column")  # (in, 1)
    return g.node("Mul", scaled, column, name=f"{name}/matrix")


def pooled(g: GraphBuilder, x: str, weight: str | None) -> str:
    """Returns the unit vector along the mean of the states of the tokens, (batch, hidden). The number of tokens
    cancels, so a sum is enough.
    """
    if weight:
        column = g.node("Unsqueeze", weight, g.constant("last2", np.array([2], np.int64)), name="pool/mask")
        x = g.node("Mul", x, column, name="pool/masked")  # (batch, tokens, hidden)
    axis = g.constant("tokens_axis", np.array([1], np.int64))
    return unit(g, g.node("ReduceSum", x, axis, name="pool/sum", keepdims=0), "pool")


def unit(g: GraphBuilder, x: str, name: str) -> str:
    """Divides vectors by their length along the last axis."""
    axis = g.constant("last_axis", np.array([-1], np.int64))
    square = g.node(
        "ReduceSum", g.node("Mul", x, x, name=f"{name}/square"), axis, name=f"{name}/sum_square", keepdims=1
    )
    return g.node("Div", x, g.node("Sqrt", square, name=f"{name}/length"), name=f"{name}/unit")
