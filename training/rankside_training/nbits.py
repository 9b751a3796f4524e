"""Weights in eight or four bits inside an ONNX graph, as onnxruntime's MatMulNBits and GatherBlockQuantized take them.

Values are symmetric in groups that lie along a row: value = (stored − 2^(bits − 1)) · scale. Products stay in fp32, on WASM and on WebGPU,
so that a run does not depend on what else is in it. A word table that is also the language-model head is stored once.

`expand` writes the arithmetic instead of MatMulNBits: the session computes it once, when it is created. It takes four bytes a weight then, and
runs several times faster on WASM, where the fused operator takes the weights apart in every run.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from .expansion import insert_expansions
from .graph import CONTRIB
from .quantize import SHRINK

LEAST_SCALE = 1e-6  # that half precision tells from 0; of rows of zeros
LEAST = 1 << 10  # values below which a tensor stays as it is


@dataclass(frozen=True)
class Packed:
    """A table (rows, width) in groups of `block`."""

    bits: int
    block: int
    stored: np.ndarray  # uint8 (rows, groups, block · bits / 8); of four bits the first is in the low half
    scales: np.ndarray  # float32 (rows, groups)
    values: np.ndarray  # float32 (rows, width): what is stored, as numbers


def pack(table: np.ndarray, bits: int, block: int) -> Packed:
    """Each group takes the one of several scales that errs least; packing `values` again changes nothing."""
    rows, width = table.shape
    if width % block:
        raise ValueError(f"Expected rows of a multiple of {block}, got {width}")
    groups = table.reshape(rows, -1, block).astype(np.float32)
    top = 2 ** (bits - 1) - 1
    largest = halved(np.abs(groups).max(2, keepdims=True) / np.float32(top))  # (rows, groups, 1)
    best, least = largest, np.full_like(largest, np.inf)
    for share in (1,) if bits == 8 else (1, *SHRINK):
        scale = halved(largest * np.float32(share))
        error = ((steps(groups, scale, top) * scale - groups) ** 2).sum(2, keepdims=True)
        best, least = np.where(error < least * 0.999, scale, best), np.minimum(error, least)
    numbers = steps(groups, best, top)
    stored = (numbers + 2 ** (bits - 1)).astype(np.uint8)
    if bits == 4:
        stored = stored[..., ::2] | (stored[..., 1::2] << 4)
    return Packed(bits, block, stored, best[..., 0].astype(np.float32), (numbers * best).reshape(rows, width).astype(np.float32))


def halved(scales: np.ndarray) -> np.ndarray:
    """As half precision keeps them, which they are stored in, and never 0."""
    return np.maximum(scales, LEAST_SCALE).astype(np.float16).astype(np.float32)


def steps(values: np.ndarray, scale: np.ndarray, top: int) -> np.ndarray:
    return np.clip(np.rint(values / scale), -top, top)


Choice = Callable[[tuple[int, int]], tuple[int, int] | None]  # bits and block of a table by its shape, or None


def evenly(bits: int) -> Choice:
    """Everything in as many bits, in the largest groups that its rows can be cut into."""
    return lambda shape: next(((bits, block) for block in (128, 64, 32, 16) if shape[1] % block == 0), None)


@torch.no_grad()
def as_stored(model: torch.nn.Module, choose: Choice) -> None:
    """Gives the weights the numbers that the file will stand for: what golden pairs are computed with."""
    for module in model.modules():
        if isinstance(module, (torch.nn.Linear, torch.nn.Embedding)) and module.weight.numel() >= LEAST:
            if chosen := choose(tuple(module.weight.shape)):
                module.weight.copy_(torch.from_numpy(pack(module.weight.float().numpy(), *chosen).values))


def in_bits(model: onnx.ModelProto, choose: Choice, expand: bool = False) -> onnx.ModelProto:
    """The graph with its word tables and weight matrices as `choose` says, which a session expands or not; `model` is changed."""
    graph = model.graph
    arrays = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found: dict[bytes, str] = {}  # tables by their content, so that tied ones are stored once
    added: dict[str, np.ndarray] = {}
    bits: dict[str, int] = {}
    for node in graph.node:
        by_row = node.op_type == "Gather" and node.input[0] in arrays and axis_of(node) == 0
        if not by_row and not (node.op_type == "MatMul" and node.input[1] in arrays):
            continue
        name = node.input[0] if by_row else node.input[1]
        table = arrays[name] if by_row else arrays[name].T
        if table.ndim != 2 or table.size < LEAST or table.dtype != np.float32 or not (chosen := choose(table.shape)):
            continue
        key = found.setdefault(np.ascontiguousarray(table).tobytes(), name)
        if f"{key}.stored" not in added:
            packed = pack(table, *chosen)
            added |= {f"{key}.stored": packed.stored, f"{key}.half": packed.scales.astype(np.float16)}
            bits[key] = packed.bits
        if expand and not by_row:
            node.input[1] = f"{key}.expanded"
        else:
            replace(node, key, table.shape, chosen, by_row)
    insert_reshapes(graph, added)
    insert_expansions(graph, added, bits)
    used = {name for node in graph.node for name in node.input}
    kept = [each for each in graph.initializer if each.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept + [numpy_helper.from_array(array, name) for name, array in added.items() if name in used])
    if not any(each.domain == CONTRIB for each in model.opset_import):
        model.opset_import.append(helper.make_opsetid(CONTRIB, 1))
    return model


def replace(node: onnx.NodeProto, key: str, shape: tuple[int, int], chosen: tuple[int, int], by_row: bool) -> None:
    bits, block = chosen
    if by_row:
        own = {"gather_axis": 0, "quantize_axis": 1}
        inputs = [f"{key}.stored.flat", node.input[1], f"{key}.scales"]
    else:
        own = {"K": shape[1], "N": shape[0]}
        inputs = [node.input[0], f"{key}.stored", f"{key}.scales.flat"]
    operator = "GatherBlockQuantized" if by_row else "MatMulNBits"
    made = helper.make_node(operator, inputs, list(node.output), name=node.name, domain=CONTRIB, bits=bits, block_size=block, **own)
    node.CopyFrom(made)


def insert_reshapes(graph: onnx.GraphProto, added: dict[str, np.ndarray]) -> None:
    """The two operators want the same bytes in different shapes; a session folds these when it is created."""
    wanted = {name for node in graph.node for name in node.input if name.endswith(".flat")}
    for name in sorted(wanted):
        source, rows = name.removesuffix(".flat"), f"{name}.shape"
        array = added[source.replace(".scales", ".half")]
        added[rows] = np.array([len(array), -1] if array.dtype == np.uint8 else [-1], np.int64)
        graph.node.insert(0, helper.make_node("Reshape", [source, rows], [name], name=name))
    for name in sorted({each for node in graph.node for each in node.input if each.endswith(".scales")}):
        graph.node.insert(0, helper.make_node("Cast", [name.replace(".scales", ".half")], [name], name=name, to=onnx.TensorProto.FLOAT))


def axis_of(node: onnx.NodeProto) -> int:
    return next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 0)
