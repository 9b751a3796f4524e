"""Stores the weights of an ONNX graph in eight or four bits.

Products stay in fp32 on WASM and on WebGPU, so that the result for one text does not depend on the other texts of a
run. A word table that is also the head of the language model is stored once.

`expand` writes the arithmetic of `expansion` in place of MatMulNBits. A session computes it once, when it is created:
weights then take four bytes each, and runs are several times faster on WASM, where the fused operator unpacks the
weights in every run.
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper

from ..quantization.nbits import LEAST, Choice, pack
from .expansion import insert_expansions
from .graph import CONTRIB


def in_bits(model: onnx.ModelProto, choose: Choice, expand: bool = False) -> onnx.ModelProto:
    """Returns the graph with its word tables and weight matrices in the bits that `choose` returns. It changes
    `model`.
    """
    graph = model.graph
    arrays = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found: dict[bytes, str] = {}  # tables by content, so that tied tables are stored once
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
    graph.initializer.extend(
        kept + [numpy_helper.from_array(array, name) for name, array in added.items() if name in used]
    )
    if not any(each.domain == CONTRIB for each in model.opset_import):
        model.opset_import.append(helper.make_opsetid(CONTRIB, 1))
    return model


def replace(node: onnx.NodeProto, key: str, shape: tuple[int, int], chosen: tuple[int, int], by_row: bool) -> None:
    """Turns a node into an operator over stored integers."""
    bits, block = chosen
    if by_row:
        own = {"gather_axis": 0, "quantize_axis": 1}
        inputs = [f"{key}.stored.flat", node.input[1], f"{key}.scales"]
    else:
        own = {"K": shape[1], "N": shape[0]}
        inputs = [node.input[0], f"{key}.stored", f"{key}.scales.flat"]
    operator = "GatherBlockQuantized" if by_row else "MatMulNBits"
    made = helper.make_node(
        operator, inputs, list(node.output), name=node.name, domain=CONTRIB, bits=bits, block_size=block, **own
    )
    node.CopyFrom(made)


def insert_reshapes(graph: onnx.GraphProto, added: dict[str, np.ndarray]) -> None:
    """Adds the shapes in which the two operators read the same bytes; a runtime computes them when it creates the
    session.
    """
    wanted = {name for node in graph.node for name in node.input if name.endswith(".flat")}
    for name in sorted(wanted):
        source, rows = name.removesuffix(".flat"), f"{name}.shape"
        array = added[source.replace(".scales", ".half")]
        added[rows] = np.array([len(array), -1] if array.dtype == np.uint8 else [-1], np.int64)
        graph.node.insert(0, helper.make_node("Reshape", [source, rows], [name], name=name))
    for name in sorted({each for node in graph.node for each in node.input if each.endswith(".scales")}):
        graph.node.insert(
            0,
            helper.make_node("Cast", [name.replace(".scales", ".half")], [name], name=name, to=onnx.TensorProto.FLOAT),
        )


def axis_of(node: onnx.NodeProto) -> int:
    """Returns the axis of a node, 0 by default."""
    return next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 0)
