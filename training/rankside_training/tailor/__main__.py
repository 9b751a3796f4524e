"""Makes a rankside folder of a Hugging Face reranker: `python -m rankside_training.tailor <folder> <out>`."""

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
        help="of a causal model: yes-no keeps a head of two rows, in-context no head and no layer above the last of --heads, "
        "query-likelihood everything",
    )
    parser.add_argument(
        "--answers",
        nargs=2,
        default=["yes", "no"],
        metavar=("YES", "NO"),
        help="what a yes-no model was trained to say",
    )
    parser.add_argument(
        "--heads",
        nargs="+",
        default=[],
        metavar="LAYER.HEAD",
        help="in-context: heads to hear; `retrieval_heads` names them",
    )
    parser.add_argument(
        "--prompt",
        type=Path,
        help="JSON with system, user, item, answer: what the model was trained on, in place of ours",
    )
    parser.add_argument("--bits", type=int, choices=(4, 8, 32), default=8, help="of weights; 32: fp32")
    parser.add_argument("--prompt-limit", type=int, default=2048, help="tokens of a whole prompt")
    parser.add_argument("--name", help="default: the folder's")
    parser.add_argument("--licence", default="unknown", help="SPDX name of the weights' licence")
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
