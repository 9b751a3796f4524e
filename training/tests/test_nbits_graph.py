"""The arithmetic that a graph holds for expanding its weights gives the numbers that `pack` reports."""

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="needs the package onnx")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402
from onnx.reference import ReferenceEvaluator  # noqa: E402

from rankside_training.graphs.graph import CONTRIB  # noqa: E402
from rankside_training.graphs.nbits_graph import in_bits  # noqa: E402
from rankside_training.quantization.nbits import evenly, pack  # noqa: E402


def product_graph(weight: np.ndarray) -> onnx.ModelProto:
    """x (1, in) · weight (in, out)."""
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "weight"], ["y"], name="product")],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, weight.shape[0]])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, weight.shape[1]])],
        [numpy_helper.from_array(weight, "weight")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.mark.parametrize("bits", [4, 8])
def test_in_bits_expands_to_the_packed_values(bits: int):
    rng = np.random.default_rng(5)
    weight = rng.normal(size=(64, 32)).astype(np.float32)
    model = in_bits(product_graph(weight), evenly(bits), expand=True)
    assert all(node.domain == "" for node in model.graph.node)
    identity = [ReferenceEvaluator(model).run(None, {"x": row[None]})[0][0] for row in np.eye(64, dtype=np.float32)]
    assert np.array_equal(np.stack(identity).T, pack(weight.T, bits, 64).values)


def test_in_bits_replaces_the_product_by_one_operator_otherwise():
    weight = np.random.default_rng(6).normal(size=(64, 32)).astype(np.float32)
    model = in_bits(product_graph(weight), evenly(4))
    [product] = [node for node in model.graph.node if node.domain == CONTRIB]
    assert product.op_type == "MatMulNBits"
    stored = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    assert np.array_equal(stored["weight.stored"], pack(weight.T, 4, 64).stored)


def test_in_bits_leaves_small_tensors_alone():
    weight = np.ones((16, 4), np.float32)
    model = in_bits(product_graph(weight), evenly(4), expand=True)
    assert [each.name for each in model.graph.initializer] == ["weight"]
