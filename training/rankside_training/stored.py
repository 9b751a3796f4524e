"""Reads an exported model folder back: its settings, and the fp32 weights that the stored ones stand for."""

import json
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from .checkpoint import Config, config_of
from .expand import Expanded, dequantized, expand
from .reference import Reference
from .runtime import Exported
from .text import TextEncoder


@dataclass(frozen=True)
class StoredModel:
    folder: Path
    config: Config
    weights: Expanded

    @property
    def texts(self) -> TextEncoder:
        return TextEncoder(Tokenizer.from_file(str(self.folder / "tokenizer.json")), self.config)

    def reference(self) -> Reference:
        return Reference(self.config, dequantized(self.weights.arrays))

    def exported(self, name: str, threads: int) -> Exported:
        """The graphs `<name>.1.onnx`, `<name>.2.onnx`, …"""
        paths = [self.folder / f"{name}.{stage + 1}.onnx" for stage in range(len(self.config.depths))]
        return Exported(paths, self.config.depths, self.weights, threads)


def read_model(folder: Path) -> StoredModel:
    card, directory = (json.loads((folder / name).read_text()) for name in ("card.json", "encoder.json"))
    control = [part["id"] for part in card["template"]["query"] if "id" in part]
    exits = {str(e["depth"]): {"cosine": e["cosine"], "maxsim": e["maxsim"]} for e in card["exits"]}
    parts = {"name": card["name"], "vectorBits": card["vectorBits"], "limits": card["limits"], "cls": control[0], "sep": control[-1]}
    weights = expand(directory["tensors"], (folder / directory["data"]).read_bytes(), directory["data"])
    return StoredModel(folder, config_of({**directory, **parts, "exits": exits}), weights)
