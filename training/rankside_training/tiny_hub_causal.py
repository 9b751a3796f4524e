"""A causal language model of random numbers in the layout of the hub, with golden answers to the prompts of released rerankers and to ours.

One model is asked in three ways: as Qwen3-Reranker, as mxbai-rerank-v2 and as any instruct model. Prompts are whole texts here, tokenized at
once with control tokens spelled out.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from onnx import load, save
from onnxruntime.transformers.float16 import convert_float_to_float16

from .text import stripped
from .tiny_causal import QWEN, byte_pairs, on_one_line
from .tiny_decoder import export_decoder
from .tiny_hub import HUB, PLAUSIBLE, write_config, write_json

OPEN = "<|im_start|>system\n[system]<|im_end|>\n<|im_start|>user\n[user]<|im_end|>\n<|im_start|>assistant\n"
SILENT = OPEN + "<think>\n\n</think>\n\n"


@dataclass(frozen=True)
class Way:
    """How a model is asked, by the name of the repository that it is served under."""

    template: str
    system: str
    user: str
    labels: tuple[str, str] = ("yes", "no")


WAYS = {
    "Qwen3-Reranker-tiny": Way(
        SILENT,
        "Judge whether the Document meets the requirements based on the Query and the Instruct provided. Note that the answer can only be "
        '"yes" or "no".',
        "<Instruct>: Given a web search query, retrieve relevant passages that answer the query\n<Query>: [query]\n<Document>: [passage]",
    ),
    "mxbai-rerank-tiny-v2": Way(
        OPEN,
        "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
        "query: [query]\ndocument: [passage]\nYou are a search relevance expert who evaluates how well documents match search queries. For each "
        "query-document pair, carefully analyze the semantic relationship between them, then provide your binary relevance judgment (0 for not "
        "relevant, 1 for relevant).\nRelevance:",
        ("1", "0"),
    ),
    "instruct": Way(
        SILENT,
        "You judge search results. Answer with nothing but what is asked for.",
        "Does the passage answer the query? Answer yes or no.\nQuery: [query]\nPassage: [passage]",
    ),
}


def ask(way: Way, tokenizer, model: torch.nn.Module, query: str, passage: dict) -> dict:
    user = way.user.replace("[query]", query).replace("[passage]", on_one_line(passage))
    opening = way.template.replace("[system]", way.system).replace("[user]", user)
    ways = [tokenizer.encode(opening + label, add_special_tokens=False).ids for label in way.labels]
    at = next(at for at, tokens in enumerate(zip(*ways)) if len(set(tokens)) > 1)
    with torch.inference_mode():
        logits = model(torch.tensor([ways[0][:at]])).logits[0, -1]
    yes, no = [logits[ids[at]].item() for ids in ways]
    return {**passage, "ids": ways[0][:at], "score": round(yes - no, 6)}


def answers(tokenizer, model: torch.nn.Module, entry: dict) -> dict:
    return {
        name: {"query": entry["query"], "passages": [ask(way, tokenizer, model, entry["query"], p) for p in entry["passages"]]}
        for name, way in WAYS.items()
    }


def sensible(tokenizer, model: torch.nn.Module) -> bool:
    """Whether the plausible answer is first, whichever way it is asked."""
    asked = answers(tokenizer, model, PLAUSIBLE).values()
    scores = [[p["score"] for p in each["passages"]] for each in asked]
    return all(first > other + 0.02 for first, *others in scores for other in others)


def write_causal(queries: list[dict]) -> None:
    folder = HUB / "qwen"
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    tokenizer = byte_pairs(QWEN)
    for seed in range(1000):
        torch.manual_seed(seed)
        model = QWEN.build().eval()
        if sensible(tokenizer, model):
            break
    print("qwen seed", seed)
    export_decoder(model, folder / "onnx/model.onnx")
    half = convert_float_to_float16(load(folder / "onnx/model.onnx"), keep_io_types=False)
    save(half, folder / "onnx/model_fp16.onnx")
    (folder / "tokenizer.json").write_text(stripped(tokenizer) + "\n")
    write_json(folder / "tokenizer_config.json", {"model_max_length": 2048, "chat_template": "{% if enable_thinking is false %}…{% endif %}"})
    write_config(folder, model)
    entries = [answers(tokenizer, model, entry) for entry in [PLAUSIBLE, *queries]]
    write_json(folder / "golden.json", {name: [entry[name] for entry in entries] for name in WAYS})


def main() -> None:
    write_causal(json.loads((Path(__file__).parent / "tiny_golden.json").read_text()))


if __name__ == "__main__":
    main()
