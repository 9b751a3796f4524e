"""Tailored folders of the small models: each model is written in Hugging Face's layout, then converted by `tailor`."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from transformers import BertForSequenceClassification

from ..network.text import stripped
from ..tailor.chat import chat_of
from ..tailor.folder import tailor
from ..tailor.request import Request
from .bert import config
from .causal import LLAMA, QWEN, SEED, Family, byte_pairs
from .tokenizers import wordpiece

LICENCE = "Apache-2.0"
TEMPLATES = {
    "tiny-qwen": (
        "{% for turn in messages %}<|im_start|>{{ turn.role }}\n{{ turn.content }}<|im_end|>\n{% endfor %}"
        "<|im_start|>assistant\n{% if enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}"
    ),
    "tiny-llama": (
        "<|begin_of_text|>{% for turn in messages %}<|start_header_id|>{{ turn.role }}<|end_header_id|>\n\n"
        "{{ turn.content }}<|eot_id|>{% endfor %}<|start_header_id|>assistant<|end_header_id|>{{ '\n\n' }}"
    ),
}


def write_tiny_judge(folder: Path, queries: list[dict]) -> dict[str, float]:
    """Writes a yes-no model with a head of two rows, in eight bits."""
    return tailored_causal(QWEN, folder, Request(folder.name, bits=8, licence=LICENCE), queries)


def write_tiny_looker(folder: Path, queries: list[dict]) -> dict[str, float]:
    """Writes a model with two attention heads of the first layer and no layer above it."""
    request = Request(folder.name, method="in-context", heads=((0, 1), (0, 3)), bits=32, licence=LICENCE)
    return tailored_causal(LLAMA, folder, request, queries)


def write_tiny_first(folder: Path, queries: list[dict]) -> dict[str, float]:
    """Writes a cross-encoder whose last layer computes only the first token, in four bits."""
    torch.manual_seed(SEED)
    tokenizer = wordpiece()
    settings = config(tokenizer.get_vocab_size())
    settings.num_labels, settings.initializer_range = 1, 0.3
    with TemporaryDirectory() as released:
        BertForSequenceClassification(settings).save_pretrained(released)
        (Path(released) / "tokenizer.json").write_text(stripped(tokenizer))
        return tailor(Path(released), folder, Request(folder.name, bits=4, licence=LICENCE), queries)


def tailored_causal(family: Family, folder: Path, request: Request, queries: list[dict]) -> dict[str, float]:
    """Releases a model of a family and tailors it. Raises ValueError where the template does not survive."""
    torch.manual_seed(SEED)
    model = family.build()
    with TemporaryDirectory() as released:
        release(family, model, Path(released))
        if chat_of(Path(released)).template != family.template:
            raise ValueError(f"Expected the template {family.template!r}, got {chat_of(Path(released)).template!r}")
        return tailor(Path(released), folder, request, queries)


def release(family: Family, model: torch.nn.Module, folder: Path) -> None:
    """Writes the model in the hub's layout."""
    model.save_pretrained(folder)
    (folder / "tokenizer.json").write_text(stripped(byte_pairs(family)))
    about = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": family.stop,
        "chat_template": TEMPLATES[family.name],
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(about))
