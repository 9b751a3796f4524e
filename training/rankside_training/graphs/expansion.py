"""Operators that compute fp32 matrices from stored integers inside a graph. They depend on no input, so a runtime
computes them once, when it creates the session.
"""

import numpy as np
import onnx
from onnx import helper


def insert_expansions(graph: onnx.GraphProto, added: dict[str, np.ndarray], bits: dict[str, int]) -> None:
    """Puts the operators for each `….expanded` matrix (in, out) at the start of the graph, computed from `….stored` and
    `….half`, and adds the constants that they need.
    """
    expanded = sorted({name for node in graph.node for name in node.input if name.endswith(".expanded")})
    keys = [name.removesuffix(".expanded") for name in expanded]
    nodes = [node for key in keys for node in expansion(key, bits[key], added)]
    for index, node in enumerate(nodes):
        graph.node.insert(index, node)


def expansion(key: str, bits: int, added: dict[str, np.ndarray]) -> list[onnx.NodeProto]:
    """Returns the operators for one matrix. stored: uint8 (rows, groups, group), or half as wide with two values of
    four bits in each byte; half: float16 (rows, groups).
    """
    rows, groups, width = added[f"{key}.stored"].shape
    group = width * 8 // bits
    nodes, number = [], iter(range(99))

    def step(operator: str, *inputs: str, **attributes) -> str:
        name = f"{key}.{next(number)}"
        nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def constant(value: np.ndarray) -> str:
        name = f"expand.{value.dtype}.{'.'.join(map(str, value.ravel().tolist()))}"
        added[name] = value
        return name

    def number_of(value):
        return constant(np.array(value, np.float32))

    def shape_of(*dims):
        return constant(np.array(dims, np.int64))

    values = step("Cast", f"{key}.stored", to=onnx.TensorProto.FLOAT)
    if bits == 4:
        high = step("Floor", step("Mul", values, number_of(1 / 16)))
        low = step("Sub", values, step("Mul", high, number_of(16)))
        last = shape_of(-1)
        pairs = step("Concat", step("Unsqueeze", low, last), step("Unsqueeze", high, last), axis=-1)
        values = step("Reshape", pairs, shape_of(rows, groups, group))
    scales = step("Reshape", step("Cast", f"{key}.half", to=onnx.TensorProto.FLOAT), shape_of(rows, groups, 1))
    scaled = step("Mul", step("Sub", values, number_of(2 ** (bits - 1))), scales)
    flat = step("Reshape", scaled, shape_of(rows, groups * group))
    nodes.append(helper.make_node("Transpose", [flat], [f"{key}.expanded"], name=f"{key}.expanded", perm=[1, 0]))
    return nodes
