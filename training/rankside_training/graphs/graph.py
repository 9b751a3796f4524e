"""A small builder of ONNX graphs, in which nodes are function calls and values are names."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from ..quantization.expand import Expanded

CONTRIB = "com.microsoft"  # the domain of onnxruntime's own operators
BERT_INPUTS = ("input_ids", "attention_mask", "token_type_ids")  # of graphs in the hub's layout, in this order
TYPES = {"int32": TensorProto.INT32, "int64": TensorProto.INT64, "float32": TensorProto.FLOAT}


class GraphBuilder:
    """Builds one graph. Large tensors stay in a shared file, and small constants are stored in the graph."""

    def __init__(self, name: str, store: Expanded):
        self.name = name
        self.store = store
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, TensorProto] = {}
        self.inputs: list[onnx.ValueInfoProto] = []
        self.outputs: list[onnx.ValueInfoProto] = []

    def input(self, name: str, dtype: str, shape: list) -> str:
        """Adds an input and returns its name."""
        self.inputs.append(helper.make_tensor_value_info(name, TYPES[dtype], shape))
        return name

    def output(self, name: str, value: str, dtype: str, shape: list) -> None:
        """Adds an output with the value of another name."""
        self.nodes.append(helper.make_node("Identity", [value], [name], name=f"out/{name}"))
        self.outputs.append(helper.make_tensor_value_info(name, TYPES[dtype], shape))

    def weight(self, name: str) -> str:
        """Refers to a tensor of the shared file and returns its name."""
        self.initializers.setdefault(name, external_tensor(self.store, name))
        return name

    def constant(self, name: str, value: np.ndarray) -> str:
        """Stores a small tensor in the graph and returns its name. Equal names must have equal values."""
        self.initializers.setdefault(name, numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, op: str, *inputs: str, name: str, outputs: int = 1, domain: str = "", **attributes):
        """Adds a node and returns the name of its value, or a tuple of names."""
        names = [name] if outputs == 1 else [f"{name}:{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, name=name, domain=domain, **attributes))
        return names[0] if outputs == 1 else tuple(names)

    def contrib(self, op: str, *inputs: str, name: str, **attributes):
        """Adds a node of one of the operators of onnxruntime."""
        return self.node(op, *inputs, name=name, domain=CONTRIB, **attributes)

    def save(self, path: Path) -> Path:
        """Writes the graph without the shared tensors. Raises ValueError where a name is defined twice."""
        made = [output for node in self.nodes for output in node.output] + list(self.initializers)
        if len(set(made)) != len(made):
            raise ValueError(f"Expected distinct value names in graph `{self.name}`")
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, list(self.initializers.values()))
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="rankside")
        path.write_bytes(model.SerializeToString())
        return path


def external_tensor(expanded: Expanded, name: str) -> TensorProto:
    """Returns an ONNX initializer whose data is in the expanded file."""
    array = expanded.arrays[name]
    tensor = TensorProto(name=name, dims=array.shape, data_type=helper.np_dtype_to_tensor_dtype(array.dtype))
    tensor.data_location = TensorProto.EXTERNAL
    location = {"location": expanded.path, "offset": expanded.offsets[name], "length": array.nbytes}
    for key, value in location.items():
        entry = tensor.external_data.add()
        entry.key, entry.value = key, str(value)
    return tensor
