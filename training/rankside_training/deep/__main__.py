"""Makes the folder of `deep`: `python -m rankside_training.deep`.

It is e5-small-v2 without training, in four bits. Its token vectors are principal components of its states.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from ..data.prepared import Prepared
from ..export.model_folder import KERNEL, KERNEL_WEBGPU, Samples, write_model
from ..multilingual.components import head, projection
from ..network.checkpoint import Checkpoint
from ..network.config import Config, Exit
from ..network.e5 import load_e5
from ..network.reference import Reference
from ..network.weights import read_weights
from ..quantization.quantize import Quantization
from ..settings import MODELS, WORK
from .provenance import ABOUT, notice

GOLDEN = Path(__file__).parents[1] / "export" / "golden_queries.json"
QUANTIZATION = Quantization(int4=("word", "layers.*"))
TOKEN_DIM = 128
COSINE = 0.7  # share of the cosine in a score
OBSERVED = 300  # texts whose states give the components, and whose activations give the ranges
ROW_LIMIT = 256
PREFIXES = {"query": "query: ", "positive": "passage: "}


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the folder of deep")
    parser.add_argument("--jar", type=Path, help="the Maven artifact; default: that of the local repository")
    parser.add_argument("--out", type=Path, default=MODELS / "deep")
    parser.add_argument("--work", type=Path, default=WORK, help="folder with texts.npz and pairs.json")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, tokenizer = load_e5(options.jar)
    tokenizer.no_truncation()
    rows = observed(Prepared(options.work), tokenizer)
    made = checkpoint(model, tokenizer, rows)
    queries = json.loads(GOLDEN.read_text())
    errors = write_model(options.out, made, [KERNEL, KERNEL_WEBGPU], QUANTIZATION, Samples(rows, queries))
    (options.out / "NOTICE").write_text(notice())
    size = sum(path.stat().st_size for path in options.out.iterdir())
    print(f"{options.out}: {size / 1e6:.1f} MB; golden errors", {k: round(v, 5) for k, v in errors.items()})


def checkpoint(model: torch.nn.Module, tokenizer: Tokenizer, rows: list[list[int]]) -> Checkpoint:
    """Returns the checkpoint of the released encoder. The components are those of the states of the rows."""
    sizes = model.config
    config = Config(
        name="deep",
        layers=sizes.num_hidden_layers,
        hidden=sizes.hidden_size,
        heads=sizes.num_attention_heads,
        inner=sizes.intermediate_size,
        embedding=sizes.hidden_size,
        vocabulary=sizes.vocab_size,
        positions=sizes.max_position_embeddings,
        token_dim=TOKEN_DIM,
        exits=(Exit(sizes.num_hidden_layers, cosine=COSINE, maxsim=round(1 - COSINE, 2)),),
        vector_bits=4,
        query_limit=256,
        passage_limit=512,
        cls=tokenizer.token_to_id("[CLS]"),
        sep=tokenizer.token_to_id("[SEP]"),
        epsilon=sizes.layer_norm_eps,
        query_prefix=PREFIXES["query"],
        passage_prefix=PREFIXES["positive"],
    )
    state = {name: value.numpy() for name, value in model.state_dict().items()}
    plain = Checkpoint(config, {**state, **head(config)}, tokenizer, {})
    matrix = projection(Reference(config, read_weights(plain)), rows, TOKEN_DIM)
    return Checkpoint(config, {**state, **head(config, matrix)}, tokenizer, ABOUT)


def observed(prepared: Prepared, tokenizer: Tokenizer) -> list[list[int]]:
    """Returns token ids of training queries and of passages that answer them, with their prefixes."""
    rng = np.random.default_rng(0)
    items = [prepared.training[int(i)] for i in rng.choice(len(prepared.training), OBSERVED, replace=False)]
    rows = []
    for kind, texts in (("query", [i["query"] for i in items[::2]]), ("positive", [i["positive"] for i in items])):
        prefix = tokenizer.encode(PREFIXES[kind], add_special_tokens=False).ids
        for cls, *rest in (prepared.row(text, ROW_LIMIT).tolist() for text in texts):
            rows.append([cls, *prefix, *rest])
    return rows


if __name__ == "__main__":
    main()
