"""Evaluates released sentence encoders in PyTorch, fp32, query by query: `python -m rankside_training.evaluate.released
<folder> … --set dl19`.

A folder has the layout of the Hugging Face hub, with `model.safetensors` or an ONNX export of a BertModel, whose int8
weights are expanded. It writes `released-<name>-torch.json` into `bench/reference/released`, which `bench/released.mjs`
compares with. Candidates are BM25's best 100, ordered by the cosine of the pooled vectors.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from ..settings import DATA, PROJECT
from .judged_sets import JudgedSet, read_set
from .metrics import ndcg

CANDIDATES = 100
BATCH = 32


def read_weights(folder: Path) -> dict[str, torch.Tensor]:
    """Returns the weights of a BertModel by its own names."""
    released = folder / "model.safetensors"
    if released.exists():
        return {name.removeprefix("bert."): value.float() for name, value in load_file(released).items()}
    return onnx_weights(next((folder / "onnx").glob("*.onnx")))


def onnx_weights(path: Path) -> dict[str, torch.Tensor]:
    """Returns the weights of an export whose products are named by the paths of their modules."""
    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def expanded(name: str) -> np.ndarray:
        scale, zero = stored[f"{name}_scale"], stored[f"{name}_zero_point"]
        return (stored[f"{name}_quantized"].astype(np.float32) - zero.astype(np.float32)) * scale

    weights = {name: value for name, value in stored.items() if re.search(r"(weight|bias)$", name)}
    for name in stored:
        if name.endswith(".weight_quantized"):
            weights[name.removesuffix("_quantized")] = expanded(name.removesuffix("_quantized"))
    for node in graph.node:
        path_of = re.fullmatch(r"/(.+)/MatMul(_quant)?", node.name)
        if path_of and node.op_type in ("MatMul", "MatMulInteger") and node.input[1] in stored:
            name = node.input[1]
            value = expanded(name.removesuffix("_quantized")) if node.op_type == "MatMulInteger" else stored[name]
            weights[path_of[1].replace("/", ".") + ".weight"] = value.T
    return {name: torch.tensor(np.ascontiguousarray(value), dtype=torch.float32) for name, value in weights.items()}


class Encoder:
    """A released sentence encoder with its tokenizer, prompts and pooling."""

    def __init__(self, folder: Path):
        self.model = BertModel(BertConfig(**json.loads((folder / "config.json").read_text())), add_pooling_layer=False)
        missing, _ = self.model.load_state_dict(read_weights(folder), strict=False)
        if missing:
            raise ValueError(f"Expected weights for every parameter, got none for {missing}")
        self.model.eval()
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(limit_of(folder))
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text())
        self.first = pooling.get("pooling_mode_cls_token", False)
        prompts = folder / "config_sentence_transformers.json"
        self.prompts = json.loads(prompts.read_text()).get("prompts", {}) if prompts.exists() else {}

    def vectors(self, texts: list[str], kind: str) -> np.ndarray:
        """Returns the unit vectors of texts: (texts, hidden)."""
        rows = [
            encoding.ids for encoding in self.tokenizer.encode_batch([self.prompts.get(kind, "") + t for t in texts])
        ]
        order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        vectors = np.zeros((len(rows), self.model.config.hidden_size), dtype=np.float32)
        for start in range(0, len(rows), BATCH):
            part = order[start : start + BATCH]
            width = max(len(rows[index]) for index in part)
            ids = torch.tensor([rows[index] + [0] * (width - len(rows[index])) for index in part])
            mask = torch.tensor([[1] * len(rows[index]) + [0] * (width - len(rows[index])) for index in part])
            with torch.inference_mode():
                states = self.model(input_ids=ids, attention_mask=mask).last_hidden_state  # (batch, tokens, hidden)
            weights = mask[..., None].float()
            pooled = states[:, 0] if self.first else (states * weights).sum(1) / weights.sum(1)
            vectors[part] = torch.nn.functional.normalize(pooled, dim=1).numpy()
        return vectors


def limit_of(folder: Path) -> int:
    """Returns the number of tokens of the longest input, as rankside reads it."""
    config = json.loads((folder / "config.json").read_text())
    tokenizer = json.loads((folder / "tokenizer_config.json").read_text())
    return min(512, config["max_position_embeddings"], tokenizer.get("model_max_length", 512))


def judge(encoder: Encoder, judged: JudgedSet) -> dict[str, float]:
    """Returns nDCG@10 by query."""
    heads = {query: run[:CANDIDATES] for query, run in judged.run.items()}
    ids = sorted({passage for head in heads.values() for passage in head})
    rows = dict(zip(ids, encoder.vectors([judged.passages[each] for each in ids], "passage")))
    queries = dict(zip(heads, encoder.vectors([judged.queries[query] for query in heads], "query")))
    values = {}
    for query, head in heads.items():
        scores = np.array([rows[passage] @ queries[query] for passage in head])
        ranking = [head[index] for index in np.argsort(-scores, kind="stable")] + judged.run[query][CANDIDATES:]
        values[query] = round(ndcg(ranking, judged.qrels[query]), 4)
    return values


def main() -> None:
    parser = argparse.ArgumentParser(description="Evaluate released sentence encoders in PyTorch")
    parser.add_argument("folders", type=Path, nargs="+", help="in the layout of the hub")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with eval/")
    parser.add_argument("--set", default="dl19")
    parser.add_argument("--queries", type=int, help="only the first ones; default: all")
    parser.add_argument("--out", type=Path, default=PROJECT / "bench" / "reference" / "released")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    judged = read_set(options.data / "eval" / options.set, 10**6, options.queries)
    for folder in options.folders:
        values = judge(Encoder(folder), judged)
        system = f"released-{folder.name}-torch"
        description = f"{folder.name} in PyTorch, fp32, cosine of the pooled vectors."
        content = {"system": system, "description": description, "sets": {options.set: {"ndcg10": values}}}
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / f"{system}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
        print(f"{system} {options.set}: nDCG@10 {np.mean(list(values.values())):.4f}", flush=True)


if __name__ == "__main__":
    main()
