"""Reads an exported model folder back: its configuration, and the weights that the stored ones stand for."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from ..network.config import Config, config_of
from ..network.encoder import Network, export_name
from ..network.names import PRODUCTS
from ..network.text import TextEncoder
from ..quantization.expand import Expanded, dequantized, expand


@dataclass(frozen=True)
class StoredModel:
    """An exported late-interaction model."""

    folder: Path
    config: Config
    weights: Expanded

    @property
    def texts(self) -> TextEncoder:
        """The encoder of texts with this tokenizer and these limits."""
        return TextEncoder(Tokenizer.from_file(str(self.folder / "tokenizer.json")), self.config)

    @property
    def fp32(self) -> dict[str, np.ndarray]:
        """The tensors that the stored ones stand for, under the names of `read_weights`."""
        return dequantized(self.weights.arrays)

    def graph_paths(self, name: str) -> list[Path]:
        """The paths of the graphs `<name>.1.onnx`, `<name>.2.onnx`, …, one for each segment."""
        return [self.folder / f"{name}.{segment + 1}.onnx" for segment in range(len(self.config.depths))]


def read_model(folder: Path) -> StoredModel:
    """Reads a folder with `card.json`, `encoder.json` and the weight file."""
    card, directory = (json.loads((folder / name).read_text()) for name in ("card.json", "encoder.json"))
    control = [part["id"] for part in card["template"]["query"] if "id" in part]
    exits = {str(e["depth"]): {"cosine": e["cosine"], "maxsim": e["maxsim"]} for e in card["exits"]}
    parts = {
        "name": card["name"],
        "vectorBits": card["vectorBits"],
        "limits": card["limits"],
        "before": card["template"].get("before", {}),
        "cls": control[0],
        "sep": control[-1],
    }
    weights = expand(directory["tensors"], (folder / directory["data"]).read_bytes(), directory["data"])
    return StoredModel(folder, config_of({**directory, **parts, "exits": exits}), weights)


def network_of(model: StoredModel) -> Network:
    """Returns the network of an exported model in PyTorch, with the weights that the stored ones stand for: the inverse
    of `read_weights`. Token type 0 is part of the positions, so that its own row is 0.
    """
    weights, config = model.fp32, model.config
    state = {
        "embeddings.word_embeddings.weight": weights["word"],
        "embeddings.position_embeddings.weight": weights["position"],
        "embeddings.token_type_embeddings.weight": np.zeros((2, config.hidden), np.float32),
        **norm_of(weights, "norm", "embeddings.LayerNorm"),
    }
    if "widen" in weights:
        state["embeddings.widen.weight"] = weights["widen"].T
    for i in range(config.layers):
        name, target = f"layers.{i}", f"encoder.layer.{i}"
        for column, part in enumerate(("query", "key", "value")):
            span = slice(column * config.hidden, (column + 1) * config.hidden)
            state[f"{target}.attention.self.{part}.weight"] = weights[f"{name}.qkv.weight"][:, span].T
            state[f"{target}.attention.self.{part}.bias"] = weights[f"{name}.qkv.bias"][span]
        for product, module in PRODUCTS[1:]:
            state[f"{target}.{module}.weight"] = weights[f"{name}.{product}.weight"].T
            state[f"{target}.{module}.bias"] = weights[f"{name}.{product}.bias"]
        state |= norm_of(weights, f"{name}.mix.norm", f"{target}.attention.output.LayerNorm")
        state |= norm_of(weights, f"{name}.down.norm", f"{target}.output.LayerNorm")
    for depth in config.depths:
        name = f"exits.{depth}"
        state[f"{name}.project.weight"] = weights[f"{name}.project"].T
        state[f"{name}.weigh.weight"] = weights[f"{name}.weigh"].T
        state[f"{name}.weigh.bias"] = weights[f"{name}.weigh.bias"]
    network = Network(config)
    network.load_state_dict(
        {name: torch.from_numpy(np.array(state[export_name(name)], np.float32)) for name in network.state_dict()}
    )
    return network.eval()


def norm_of(weights: dict[str, np.ndarray], name: str, target: str) -> dict[str, np.ndarray]:
    """Returns a layer normalization under the names of BertModel."""
    return {f"{target}.weight": weights[f"{name}.scale"], f"{target}.bias": weights[f"{name}.bias"]}
