"""The encoder as an ONNX graph: token ids in, unit token vectors and a unit pooled vector out."""

from dataclasses import dataclass

import numpy as np
from onnx import TensorProto

from .attention import fused, padding_bias, spelled_out
from .graph import GraphBuilder
from .settings import Late
from .store import WeightStore

FLOAT = TensorProto.FLOAT


@dataclass(frozen=True)
class Kind:
    """How a graph computes: `int8` or `fp32` products; one unpadded row, or padded rows with a mask."""

    dtype: str
    masked: bool


def encoder_graph(store: WeightStore, late: Late, kind: Kind) -> GraphBuilder:
    """Inputs int32 (batch, tokens); outputs float32 (batch, tokens, token_dim) and (batch, hidden)."""
    g = GraphBuilder(f"{late.name}-{kind.dtype}-{'padded' if kind.masked else 'rows'}", store)
    ids = g.input("input_ids", "int32", ["batch", "tokens"])
    mask = g.input("attention_mask", "int32", ["batch", "tokens"]) if kind.masked else None
    weight = g.node("Cast", mask, name="mask/float", to=FLOAT) if mask else None  # (batch, tokens)
    padding = padding_bias(g, weight) if weight else ""
    x = embeddings(g, ids, late, kind)  # (batch, tokens, hidden)
    for i in range(late.layers):
        x = layer(g, x, padding, late, kind, f"layers.{i}")
    hidden = store.arrays["norm.scale"].shape[0]
    vectors = unit(g, g.node("MatMul", x, g.weight("projection"), name="token/project"), "token")
    g.output("token_vectors", vectors, "float32", ["batch", "tokens", late.token_dim])
    g.output("pooled", pooled(g, x, weight), "float32", ["batch", hidden])
    return g


def embeddings(g: GraphBuilder, ids: str, late: Late, kind: Kind) -> str:
    """Word rows plus position rows (token type 0 included), normalised: (batch, tokens, hidden)."""
    if kind.dtype == "int8":  # only the rows that are read leave int8
        rows = g.node("Gather", g.weight("word"), ids, name="word/rows")  # int8 (batch, tokens, hidden)
        scales = g.node("Gather", g.weight("word.scale"), ids, name="word/scales")  # (batch, tokens, 1)
        words = g.node("Mul", g.node("Cast", rows, name="word/float", to=FLOAT), scales, name="word/vectors")
    else:
        words = g.node("Gather", table(g, "word"), ids, name="word/rows")
    shape = g.node("Shape", ids, name="tokens", start=1, end=2)  # (1,) = tokens
    zero = g.constant("zero", np.array([0], np.int64))
    positions = g.node("Slice", table(g, "position"), zero, shape, zero, name="position/rows")  # (tokens, hidden)
    total = g.node("Add", words, positions, name="embeddings")
    norm = [g.weight("norm.scale"), g.weight("norm.bias")]
    return g.node("LayerNormalization", total, *norm, name="embeddings/norm", axis=-1, epsilon=late.epsilon)


def table(g: GraphBuilder, name: str) -> str:
    """An int8 table with a scale a row, as float32; the runtime folds it when the session is created."""
    cast = g.node("Cast", g.weight(name), name=f"{name}/table/cast", to=FLOAT)
    return g.node("Mul", cast, g.weight(f"{name}.scale"), name=f"{name}/table")


def layer(g: GraphBuilder, x: str, padding: str, late: Late, kind: Kind, name: str) -> str:
    """Post-norm transformer layer (Vaswani et al., 2017; BERT), (batch, tokens, hidden) throughout."""
    qkv = product(g, x, f"{name}.qkv", late, kind)  # (batch, tokens, 3 hidden)
    bias = g.weight(f"{name}.qkv.bias")
    if padding:
        hidden = g.store.arrays["norm.scale"].shape[0]
        mixed = spelled_out(g, qkv, bias, padding, hidden, late.heads, f"{name}.attention")
    else:
        mixed = fused(g, qkv, bias, late.heads, f"{name}.attention")
    x = add_norm(g, product(g, mixed, f"{name}.mix", late, kind), x, f"{name}.mix", late)
    up = product(g, x, f"{name}.up", late, kind)  # (batch, tokens, 4 hidden)
    up = g.contrib("BiasGelu", up, g.weight(f"{name}.up.bias"), name=f"{name}.gelu")  # exact, with erf
    return add_norm(g, product(g, up, f"{name}.down", late, kind), x, f"{name}.down", late)


def add_norm(g: GraphBuilder, x: str, skip: str, name: str, late: Late) -> str:
    """Bias, residual and layer normalisation in one operator."""
    parts = [g.weight(f"{name}.norm.scale"), g.weight(f"{name}.norm.bias"), g.weight(f"{name}.bias")]
    return g.contrib("SkipLayerNormalization", x, skip, *parts, name=f"{name}/norm", epsilon=late.epsilon)


def product(g: GraphBuilder, x: str, name: str, late: Late, kind: Kind) -> str:
    """x · weight without its bias: (batch, tokens, in) to (batch, tokens, out)."""
    if kind.dtype == "fp32":
        return g.node("MatMul", x, matrix(g, name), name=name)
    if f"{name}.unsmooth" in g.store.arrays:
        x = g.node("Mul", x, g.weight(f"{name}.unsmooth"), name=f"{name}/smooth")
    if late.activations == "dynamic":
        data, scale, zero = g.node("DynamicQuantizeLinear", x, name=f"{name}/input", outputs=3)
    else:
        scale, zero = g.weight(f"{name}.input_scale"), g.weight(f"{name}.input_zero")
        data = g.node("QuantizeLinear", x, scale, zero, name=f"{name}/input")  # uint8 (batch, tokens, in)
    weights = [g.weight(f"{name}.weight"), scale, g.weight(f"{name}.scale"), zero]
    return g.contrib("MatMulIntegerToFloat", data, *weights, name=name)


def matrix(g: GraphBuilder, name: str) -> str:
    """The float32 (in, out) matrix of an int8 one, smoothing undone; folded when the session is created."""
    cast = g.node("Cast", g.weight(f"{name}.weight"), name=f"{name}/cast", to=FLOAT)
    scaled = g.node("Mul", cast, g.weight(f"{name}.scale"), name=f"{name}/scaled")  # (in, out) · (out,)
    if f"{name}.unsmooth" not in g.store.arrays:
        return scaled
    axis = g.constant("last", np.array([1], np.int64))
    column = g.node("Unsqueeze", g.weight(f"{name}.unsmooth"), axis, name=f"{name}/column")  # (in, 1)
    return g.node("Mul", scaled, column, name=f"{name}/matrix")


def pooled(g: GraphBuilder, x: str, weight: str | None) -> str:
    """Unit vector along the mean of the real tokens' states; the division by their number cancels: (batch, hidden)."""
    if weight:
        column = g.node("Unsqueeze", weight, g.constant("last2", np.array([2], np.int64)), name="pool/mask")
        x = g.node("Mul", x, column, name="pool/masked")  # (batch, tokens, hidden)
    axis = g.constant("tokens_axis", np.array([1], np.int64))
    return unit(g, g.node("ReduceSum", x, axis, name="pool/sum", keepdims=0), "pool")


def unit(g: GraphBuilder, x: str, name: str) -> str:
    """Vectors of length 1 along the last axis."""
    axis = g.constant("last_axis", np.array([-1], np.int64))
    square = g.node("ReduceSum", g.node("Mul", x, x, name=f"{name}/square"), axis, name=f"{name}/sum_square", keepdims=1)
    return g.node("Div", x, g.node("Sqrt", square, name=f"{name}/length"), name=f"{name}/unit")
