"""Makes a folder for rankside from a Hugging Face reranker: `python -m rankside_training.tailor <folder> <out>`."""

import argparse
import json
from pathlib import Path

import torch

from ..settings import GOLDEN
from .folder import tailor
from .request import Request


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m rankside_training.tailor", description="Make a rankside folder of a Hugging Face reranker"
    )
    parser.add_argument("source", type=Path, help="folder with config.json, model.safetensors, tokenizer.json")
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--method",
        choices=("yes-no", "in-context", "query-likelihood"),
        default="yes-no",
        help="for a causal model: yes-no keeps a head of two rows, in-context neither a head nor layers above the last "
        "of --heads, query-likelihood everything",
    )
    parser.add_argument(
        "--answers",
        nargs=2,
        default=["yes", "no"],
        metavar=("YES", "NO"),
        help="the answers that a yes-no model was trained to give",
    )
    parser.add_argument(
        "--heads",
        nargs="+",
        default=[],
        metavar="LAYER.HEAD",
        help="in-context: heads whose attention is read; `tailor.retrieval_heads` finds them",
    )
    parser.add_argument(
        "--prompt",
        type=Path,
        help="JSON with the system, user, item and answer that the model was trained on, in place of ours",
    )
    parser.add_argument("--bits", type=int, choices=(4, 8, 32), default=8, help="bits of a weight; 32: fp32")
    parser.add_argument("--prompt-limit", type=int, default=2048, help="tokens of a complete prompt")
    parser.add_argument("--name", help="default: the name of the folder")
    parser.add_argument("--licence", default="unknown", help="SPDX name of the licence of the weights")
    parser.add_argument("--golden", type=Path, default=GOLDEN, help="JSON list of queries with passages")
    options = parser.parse_args()
    torch.set_num_threads(1)
    heads = tuple(tuple(int(number) for number in each.split(".")) for each in options.heads)
    prompt = json.loads(options.prompt.read_text()) if options.prompt else None
    request = Request(
        options.name or options.source.resolve().name,
        options.method,
        tuple(options.answers),
        heads,
        prompt,
        options.bits,
        options.prompt_limit,
        options.licence,
    )
    print(json.dumps(tailor(options.source, options.out, request, json.loads(options.golden.read_text()))))


if __name__ == "__main__":
    main()
