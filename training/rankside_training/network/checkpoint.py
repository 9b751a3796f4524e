"""The checkpoint folder of a trained encoder: `config.json`, `model.safetensors` (fp32, under the names of BertModel),
`tokenizer.json` and `about.json`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from .config import Config, as_json, config_of
from .text import TextEncoder, stripped


@dataclass(frozen=True)
class Checkpoint:
    """A trained encoder. `state` holds the tensors under the names of BertModel, and `about` the fields of the card
    that are not numbers.
    """

    config: Config
    state: dict[str, np.ndarray]
    tokenizer: Tokenizer
    about: dict

    @property
    def texts(self) -> TextEncoder:
        """The encoder of texts with this tokenizer and these limits."""
        return TextEncoder(self.tokenizer, self.config)


def read_checkpoint(folder: Path) -> Checkpoint:
    """Reads a checkpoint folder. `about.json` (description, languages, licence, provenance) is optional."""
    about = folder / "about.json"
    return Checkpoint(
        config_of(json.loads((folder / "config.json").read_text())),
        {name: array.astype(np.float32) for name, array in load_file(folder / "model.safetensors").items()},
        Tokenizer.from_file(str(folder / "tokenizer.json")),
        json.loads(about.read_text()) if about.exists() else {},
    )


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Writes a checkpoint folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(as_json(checkpoint.config), indent=2) + "\n")
    save_file(
        {name: np.ascontiguousarray(array) for name, array in checkpoint.state.items()}, folder / "model.safetensors"
    )
    (folder / "tokenizer.json").write_text(stripped(checkpoint.tokenizer))
    (folder / "about.json").write_text(json.dumps(checkpoint.about, indent=2, ensure_ascii=False) + "\n")
