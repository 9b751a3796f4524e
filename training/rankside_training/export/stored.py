"""Reads an exported model folder back: its configuration, and the weights that the stored ones stand for."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from ..network.config import Config, config_of
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
        "cls": control[0],
        "sep": control[-1],
    }
    weights = expand(directory["tensors"], (folder / directory["data"]).read_bytes(), directory["data"])
    return StoredModel(folder, config_of({**directory, **parts, "exits": exits}), weights)
