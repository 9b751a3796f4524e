"""Self-attention of a BERT layer, in the form that each runtime computes correctly."""

import numpy as np

from .graph import GraphBuilder


def fused(g: GraphBuilder, qkv: str, bias: str, heads: int, name: str) -> str:
    """Adds one operator for a batch without padding on WASM: (batch, tokens, 3 hidden) to (batch, tokens, hidden)."""
    q, k, v = g.node("Split", qkv, name=f"{name}/split", outputs=3, axis=-1)
    return g.contrib("MultiHeadAttention", q, k, v, bias, name=name, num_heads=heads)


def spelled_out(g: GraphBuilder, qkv: str, bias: str, padding: str, hidden: int, heads: int, name: str) -> str:
    """Adds the same in plain operators, with padding masked (Vaswani et al., 2017, equation 1).

    MultiHeadAttention on WebGPU gave wrong values (right at 16 tokens, wrong at 32, with and without `attention_bias`;
    seen with onnxruntime-web 1.31.0-dev on SwiftShader), so the graph for WebGPU does not use it.
    """
    width = hidden // heads
    shape = g.constant(f"heads/{heads}", np.array([0, 0, 3 * heads, width], np.int64))
    rows = g.node("Reshape", g.node("Add", qkv, bias, name=f"{name}/biased"), shape, name=f"{name}/rows")
    by_head = g.node("Transpose", rows, name=f"{name}/by_head", perm=[0, 2, 1, 3])  # (batch, 3 heads, tokens, width)
    q, k, v = g.node("Split", by_head, name=f"{name}/split", outputs=3, axis=1)  # (batch, heads, tokens, width)
    keys = g.node("Transpose", k, name=f"{name}/keys", perm=[0, 1, 3, 2])
    scale = g.constant(f"scale/{width}", np.array(width**-0.5, np.float32))
    scores = g.node("Mul", g.node("MatMul", q, keys, name=f"{name}/dots"), scale, name=f"{name}/scores")
    masked = g.node("Add", scores, padding, name=f"{name}/masked")  # (batch, heads, tokens, tokens)
    shares = g.node("Softmax", masked, name=f"{name}/shares", axis=-1)
    mixed = g.node(
        "Transpose", g.node("MatMul", shares, v, name=f"{name}/mixed"), name=f"{name}/joined", perm=[0, 2, 1, 3]
    )
    joined = g.constant(f"joined/{hidden}", np.array([0, 0, hidden], np.int64))
    return g.node("Reshape", mixed, joined, name=name)  # (batch, tokens, hidden)


def padding_bias(g: GraphBuilder, weight: str) -> str:
    """Returns 0 for a token and −10000 for padding: (batch, tokens) to (batch, 1, 1, tokens)."""
    one = g.constant("one", np.array(1, np.float32))
    far = g.constant("far", np.array(10000, np.float32))
    low = g.node("Mul", g.node("Sub", weight, one, name="mask/minus"), far, name="mask/low")
    return g.node("Unsqueeze", low, g.constant("inner", np.array([1, 2], np.int64)), name="mask/bias")
